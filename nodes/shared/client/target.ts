import { invalidInput } from './errors';
import type { ProviderMapping } from './hub';
import { POLICIES, bareId, mappingFor, recommendedModel, type Providers } from './mapping';
import { assertTokenMayGo, type Service } from './service';
import { parseUrl } from './tokenPolicy';
import { USER_AGENT } from './userAgent';

/** The parts of a task that decide where its requests go. */
export interface Routing {
	readonly id: string;
	readonly route: 'model' | 'pipeline' | 'chat' | 'raw';
	/** For a raw request: whether the task it names has an address of its own. */
	readonly hasPipelineRoute?: boolean;
	/** The task's name in the Hub's provider mappings. */
	readonly mappedAs: string;
	/** Tasks whose models serve this one too on hf-inference. */
	readonly servedBesides: readonly string[];
	/** The task's name in the Hub's list of recommended models. */
	readonly pipelineTag: string;
	/** Whether the answer is a picture: containers make one only when they are asked for it by name. */
	readonly accept: '*/*' | 'image/png';
}

/** What the user chose. */
export interface Choice {
	/** A model id, a URL, or empty. */
	readonly model: string;
	readonly provider: string;
	/** What goes as `model` to a server that holds several; only for URLs. */
	readonly servedModel: string;
	readonly headers: Readonly<Record<string, string>>;
}

/** Where a call goes. */
export interface Target {
	readonly url: URL;
	readonly headers: Readonly<Record<string, string>>;
	/** The model that serves; undefined where a URL alone is known. */
	readonly model?: string;
	/** Who serves it; undefined for a URL. */
	readonly provider?: string;
	/** What goes as `model` into a chat request. */
	readonly bodyModel: string;
	readonly isEndpoint: boolean;
	/** Whether the Hub's recommendation was used, since no model was chosen. */
	readonly isRecommended: boolean;
	/** Set where a third-party provider serves the model: how it calls the model. */
	readonly mapping?: ProviderMapping;
}

const MODEL_ID = /^[\w.-]{1,96}(\/[\w.-]{1,96})?(:[\w.-]+)?$/;
/** Python's client sends this where a URL is called and no model is named. */
const UNNAMED_MODEL = 'dummy';

/**
 * Finds where a call goes: a URL, Hugging Face's own service, its chat router or a provider.
 * @throws {InferenceError} `invalidInput`, `notFound` or `refusedHost`, before the model's service is contacted
 */
export async function findTarget(
	task: Routing,
	choice: Choice,
	service: Service,
	providers: Providers,
	signal: AbortSignal,
): Promise<Target> {
	const address = endpointOf(choice.model, service);
	if (address !== undefined) return endpoint(task, address, choice, service);
	const { model, isRecommended } = await chooseModel(task, choice, service, providers, signal);
	const base = { model, bodyModel: model, isEndpoint: false, isRecommended };
	const headers = headersFor(task, choice, service, true);
	if (task.route === 'chat' && POLICIES.includes(choice.provider)) {
		const bodyModel = choice.provider === 'auto' || model.includes(':') ? model : `${model}:${choice.provider}`;
		return { ...base, bodyModel, provider: choice.provider, url: routed(service, '/v1/chat/completions'), headers };
	}
	const mapping =
		choice.provider === 'hf-inference' || task.route === 'raw'
			? undefined
			: await mappingFor(task, model, choice.provider, service, providers, signal);
	if (mapping !== undefined && mapping.provider !== 'hf-inference')
		return { ...base, provider: mapping.provider, mapping, url: routed(service, `/${mapping.provider}`), headers };
	const id = bareId(model);
	return {
		...base,
		model: id,
		bodyModel: id,
		provider: 'hf-inference',
		url: routed(service, hfInferencePath(task, id)),
		headers,
	};
}

/** Where the service's own routes of a model are: `huggingface.js`, hf-inference. */
function hfInferencePath(task: Routing, model: string): string {
	const path = `/hf-inference/models/${model}`;
	if (task.route === 'chat') return `${path}/v1/chat/completions`;
	return task.route === 'pipeline' || task.hasPipelineRoute ? `${path}/pipeline/${task.id}` : path;
}

function routed(service: Service, path: string): URL {
	const url = new URL(`${service.routerUrl}${path}`);
	assertTokenMayGo(url, service);
	return url;
}

/** Whether a URL is called rather than a model of a provider. */
export function callsEndpoint(model: string, service: Service): boolean {
	return endpointOf(model, service) !== undefined;
}

/** The URL that is meant, where one is; a model's page on the Hub means the model. */
function endpointOf(model: string, service: Service): string | undefined {
	const value = model.trim();
	if (value === '') return service.endpointUrl === '' ? undefined : service.endpointUrl;
	if (!/^https?:\/\//i.test(value) && !value.includes('://')) return undefined;
	return modelPage(value) === undefined ? value : undefined;
}

/** The model of a page of the Hub that was pasted, e.g. `https://huggingface.co/org/name/tree/main`. */
function modelPage(value: string): string | undefined {
	const path = /^https:\/\/(?:huggingface\.co|hf\.co)\/([^?#]+)/.exec(value)?.[1] ?? '';
	const id = /^([\w.-]+\/[\w.-]+)(?:\/(?:tree\/|blob\/|discussions).*)?\/?$/.exec(path)?.[1];
	return id !== undefined && /^(?:api|spaces|datasets|docs|settings|models)\//.test(id) ? undefined : id;
}

function endpoint(task: Routing, address: string, choice: Choice, service: Service): Target {
	const typed = parseUrl(address, choice.model.trim() === '' ? 'Endpoint URL' : 'Model');
	const url = task.route === 'chat' ? chatUrl(typed) : typed;
	assertTokenMayGo(url, service);
	const isRouted = url.href.startsWith(`${service.routerUrl}/`);
	return {
		url,
		headers: headersFor(task, choice, service, isRouted),
		...(choice.servedModel !== '' && { model: choice.servedModel }),
		bodyModel: choice.servedModel || UNNAMED_MODEL,
		isEndpoint: true,
		isRecommended: false,
	};
}

/** The chat route of a server, however much of it was pasted: the host, with `/v1`, or the whole path. Keeps the query. */
function chatUrl(typed: URL): URL {
	const url = new URL(typed);
	const path = url.pathname.replace(/\/+$/, '');
	if (path.endsWith('/chat/completions')) url.pathname = path;
	else url.pathname = path.endsWith('/v1') ? `${path}/chat/completions` : `${path}/v1/chat/completions`;
	return url;
}

function headersFor(task: Routing, choice: Choice, service: Service, isRouted: boolean): Record<string, string> {
	const headers: Record<string, string> = { accept: task.accept, 'user-agent': USER_AGENT };
	if (service.token !== '') headers.authorization = `Bearer ${service.token}`;
	// With a provider's own key the provider bills its owner, and the router nobody.
	if (isRouted && service.organization !== '' && service.token.startsWith('hf_'))
		headers['x-hf-bill-to'] = service.organization;
	return { ...headers, ...choice.headers };
}

async function chooseModel(
	task: Routing,
	choice: Choice,
	service: Service,
	providers: Providers,
	signal: AbortSignal,
): Promise<{ model: string; isRecommended: boolean }> {
	const typed = choice.model.trim();
	if (typed === '')
		return { model: await recommendedModel(task, choice, service, providers, signal), isRecommended: true };
	const model = modelPage(typed) ?? typed;
	if (!MODEL_ID.test(model) || model.includes('..')) {
		throw invalidInput(
			`'${typed.slice(0, 200)}' in 'Model' is no model's name`,
			"Write it as the Hub does, e.g. 'facebook/bart-large-mnli', or the URL of an endpoint.",
		);
	}
	return { model, isRecommended: false };
}
