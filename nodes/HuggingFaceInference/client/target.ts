import { InferenceError, invalidInput } from './errors';
import { providerMappings, recommendedModels, type ProviderMapping } from './hub';
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

/** What is known of the providers' protocols. */
export interface Providers {
	/** Whether the provider's protocol for a task is known. */
	readonly serves: (provider: string, task: string) => boolean;
	/** Whether the provider is called with its own key alone, so that the Hub knows nothing of it. */
	readonly isDirectOnly: (provider: string, task: string) => boolean;
}

const MODEL_ID = /^[\w.-]{1,96}(\/[\w.-]{1,96})?(:[\w.-]+)?$/;
const POLICIES = ['auto', 'fastest', 'cheapest', 'preferred'];
/** Tasks of the Hub's mappings whose name means another task in the node, with that one's name. */
const NODE_TASKS: Readonly<Record<string, string | undefined>> = { conversational: 'conversational (Chat Completion)' };
/** Python's client sends this where a URL is called and no model is named. */
const UNNAMED_MODEL = 'dummy';

/**
 * Finds where a call goes: a URL, Hugging Face's own service, its chat router or a provider.
 * @throws {InferenceError} `invalidInput`, `notFound` or `refusedHost`, before the model's service is contacted
 */
export async function findTarget(task: Routing, choice: Choice, service: Service, providers: Providers, signal: AbortSignal): Promise<Target> {
	const address = endpointOf(choice.model, service);
	if (address !== undefined) return endpoint(task, address, choice, service);
	const { model, isRecommended } = await chooseModel(task, choice, service, providers, signal);
	const base = { model, bodyModel: model, isEndpoint: false, isRecommended };
	const headers = headersFor(task, choice, service, true);
	if (task.route === 'chat' && POLICIES.includes(choice.provider)) {
		const bodyModel = choice.provider === 'auto' || model.includes(':') ? model : `${model}:${choice.provider}`;
		return { ...base, bodyModel, provider: choice.provider, url: routed(service, '/v1/chat/completions'), headers };
	}
	const mapping = choice.provider === 'hf-inference' || task.route === 'raw' ? undefined : await mappingFor(task, model, choice.provider, service, providers, signal);
	if (mapping !== undefined && mapping.provider !== 'hf-inference') return { ...base, provider: mapping.provider, mapping, url: routed(service, `/${mapping.provider}`), headers };
	const id = bareId(model);
	return { ...base, model: id, bodyModel: id, provider: 'hf-inference', url: routed(service, hfInferencePath(task, id)), headers };
}

/** A model's id without the provider or the policy behind it, which only the chat router reads. */
function bareId(model: string): string {
	return model.replace(/:.*$/, '');
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
	if (isRouted && service.organization !== '' && service.token.startsWith('hf_')) headers['x-hf-bill-to'] = service.organization;
	return { ...headers, ...choice.headers };
}

async function chooseModel(task: Routing, choice: Choice, service: Service, providers: Providers, signal: AbortSignal): Promise<{ model: string; isRecommended: boolean }> {
	const typed = choice.model.trim();
	if (typed === '') return { model: await recommendedModel(task, choice, service, providers, signal), isRecommended: true };
	const model = modelPage(typed) ?? typed;
	if (!MODEL_ID.test(model) || model.includes('..')) {
		throw invalidInput(`'${typed.slice(0, 200)}' in 'Model' is no model's name`, "Write it as the Hub does, e.g. 'facebook/bart-large-mnli', or the URL of an endpoint.");
	}
	return { model, isRecommended: false };
}

/** The first of the Hub's recommended models that is served: the list also holds models that nobody serves. */
async function recommendedModel(task: Routing, choice: Choice, service: Service, providers: Providers, signal: AbortSignal): Promise<string> {
	const models = await recommendedModels(task.pipelineTag, service, signal);
	const provider = POLICIES.includes(choice.provider) ? 'auto' : choice.provider;
	for (const model of models) {
		const mappings = await providerMappings(model, service, signal).catch((error: unknown) => {
			if (error instanceof InferenceError && error.details.type === 'notFound') return [];
			throw error;
		});
		if (mappings.some((mapping) => isHealthy(mapping) && fits(mapping, task, provider, providers))) return model;
	}
	const orTask = task.route === 'raw' ? ", or write the task of a recommended one into 'Task of the Model'" : '';
	const orProvider = provider === 'auto' ? '' : " Or set 'Provider' to Automatic.";
	throw invalidInput(
		models.length === 0 ? `Hugging Face recommends no model for ${task.id}` : `None of the models that Hugging Face recommends for ${task.id} is served${provider === 'auto' ? '' : ` by ${provider}`}`,
		`Choose a model in 'Model', or set it to the URL of an Inference Endpoint${orTask}.${orProvider}`,
	);
}

async function mappingFor(task: Routing, model: string, provider: string, service: Service, providers: Providers, signal: AbortSignal): Promise<ProviderMapping> {
	if (providers.isDirectOnly(provider, task.mappedAs)) return directMapping(task, model, provider);
	const mappings = await providerMappings(bareId(model), service, signal);
	const fitting = mappings.filter((candidate) => fits(candidate, task, provider, providers));
	// One that failed the Hub's last check is the last choice; the official clients ask it as well.
	const mapping = fitting.find(isHealthy) ?? fitting[0];
	if (mapping !== undefined) return mapping;
	const others = mappings.filter((candidate) => isHealthy(candidate) && fits(candidate, task, 'auto', providers)).map((candidate) => candidate.provider);
	const tasks = otherTasks(mappings, task).join(', ');
	const who = provider === 'auto' ? 'No provider serves' : `Provider '${provider}' does not serve`;
	throw new InferenceError(`${who} the model '${model}' for ${task.id}`, {
		type: 'notFound',
		advice:
			others.length > 0
				? `Set 'Provider' to Automatic, or to one that does: ${others.join(', ')}.`
				: tasks === ''
					? "Choose another model in 'Model', or deploy this one as an Inference Endpoint and put its URL there."
					: `This model is served for ${tasks}: choose that in 'Task', or another model.`,
		model,
		provider,
	});
}

/** The tasks, other than this one, that a model is mapped for. */
function otherTasks(mappings: readonly ProviderMapping[], task: Routing): string[] {
	const names = mappings.filter((mapping) => mapping.task !== task.mappedAs).map((mapping) => NODE_TASKS[mapping.task] ?? mapping.task);
	return [...new Set(names)];
}

/** Ids of the providers that serve a model for a task, in the account's order. */
export async function providersServing(task: Routing, model: string, service: Service, providers: Providers, signal: AbortSignal): Promise<string[]> {
	const mappings = await providerMappings(bareId(model), service, signal);
	return mappings.filter((candidate) => isHealthy(candidate) && fits(candidate, task, 'auto', providers)).map(({ provider }) => provider);
}

/** Models of such providers are named after them, e.g. `openai/gpt-5`. */
function directMapping(task: Routing, model: string, provider: string): ProviderMapping {
	if (!model.startsWith(`${provider}/`)) throw invalidInput(`Models of ${provider} are written as '${provider}/...', and 'Model' is '${model}'`, `Put '${provider}/' before the model's name.`);
	return { provider, providerId: model.slice(provider.length + 1), hfModelId: model, status: 'live', task: task.mappedAs };
}

function isHealthy({ status }: ProviderMapping): boolean {
	return status !== 'error';
}

function fits(mapping: ProviderMapping, task: Routing, provider: string, providers: Providers): boolean {
	if (provider !== 'auto' && mapping.provider !== provider) return false;
	const isSame = mapping.task === task.mappedAs;
	const isEquivalent = mapping.provider === 'hf-inference' && task.servedBesides.includes(mapping.task);
	return (isSame || isEquivalent || task.route === 'raw') && (mapping.provider === 'hf-inference' || providers.serves(mapping.provider, task.mappedAs));
}
