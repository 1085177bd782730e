import { bareId, chosenProvider, endpointOf, modelIdOf, POLICIES, type Choice, type Routing } from './choice';
import type { Hub, ProviderMapping } from './hub';
import { mappingFor, recommendedModel } from './mapping';
import { chatUrl } from './openAiUrl';
import { isKnownProvider } from './providers/names';
import { assertTokenMayGo, type Service } from './service';
import { USER_AGENT } from './userAgent';

interface OfModel {
	/** The model's id; the router's `model:provider` stands in `bodyModel`. */
	readonly model: string;
	/** Whether the Hub's recommendation was used, since no model was chosen. */
	readonly isRecommended: boolean;
	readonly headers: Readonly<Record<string, string>>;
}

/** A server that is called by its URL. */
export interface EndpointRoute {
	readonly kind: 'endpoint';
	readonly url: URL;
	readonly headers: Readonly<Record<string, string>>;
	/** The served model, where the user named one. */
	readonly model?: string;
	/** The `model` of a chat request. */
	readonly bodyModel: string;
}

/** Hugging Face's chat router, which picks the provider itself. */
export interface ChatRouterRoute extends OfModel {
	readonly kind: 'chatRouter';
	readonly url: URL;
	readonly bodyModel: string;
	/** The policy that picks the provider: `auto`, `fastest`, ... */
	readonly provider: string;
}

/** Hugging Face's own inference service. */
export interface HfInferenceRoute extends OfModel {
	readonly kind: 'hfInference';
	readonly url: URL;
	readonly bodyModel: string;
	readonly provider: 'hf-inference';
	/** Absent where the service was chosen without asking the Hub. */
	readonly mapping?: ProviderMapping;
}

/** A third-party provider. Its address is known once its request is made. */
export interface ProviderRoute extends OfModel {
	readonly kind: 'provider';
	readonly url?: undefined;
	readonly bodyModel: string;
	readonly provider: string;
	readonly mapping: ProviderMapping;
}

/** Where a request goes. */
export type Route = EndpointRoute | ChatRouterRoute | HfInferenceRoute | ProviderRoute;

/** Python's client sends this to a URL when no model is named. */
export const UNNAMED_MODEL = 'dummy';

export interface RouteRequest {
	readonly task: Routing;
	readonly choice: Choice;
	readonly hub: Hub;
}

/**
 * Finds where a request goes: a URL, the chat router, hf-inference or a provider.
 * @throws {InferenceError} `invalidInput`, `notFound` or `refusedHost`, before the model's service is contacted
 */
export function findRoute(request: RouteRequest, signal: AbortSignal): Route | Promise<Route> {
	return endpointFor(request) ?? findModelRoute(request, signal);
}

async function findModelRoute({ task, choice, hub }: RouteRequest, signal: AbortSignal): Promise<Route> {
	const { service } = hub;
	const typed = choice.model.trim();
	const { provider: wanted } = choice;
	const model = typed === '' ? await recommendedModel({ task, provider: wanted }, hub, signal) : modelIdOf(typed);
	const provider = chosenProvider(task, { ...choice, model }, isKnownProvider);
	const about = {
		model,
		isRecommended: typed === '',
		headers: headersFor(task, choice, { service, isBilledTo: true }),
	};
	if (task.route === 'chat' && POLICIES.includes(provider)) return chatRouterRoute(about, provider, service);
	const isOwnService = provider === 'hf-inference' || task.route === 'raw';
	const mapping = isOwnService
		? undefined
		: await mappingFor({ task, model, provider, except: choice.except }, hub, signal);
	if (mapping !== undefined && mapping.provider !== 'hf-inference') {
		return { ...about, kind: 'provider', bodyModel: model, provider: mapping.provider, mapping };
	}
	return hfInferenceRoute(task, { ...about, mapping }, service);
}

/** What an endpoint's route is made of. */
interface EndpointCase {
	readonly task: Pick<Routing, 'route' | 'accept'>;
	readonly choice: Pick<Choice, 'model' | 'servedModel' | 'headers'>;
	readonly route: EndpointRoute;
}

/** The last endpoint of each service: items of a run call the same one as a rule. */
const lastEndpoints = new WeakMap<Service, EndpointCase>();

/** The route to an endpoint; undefined where a model of a provider is called. */
function endpointFor({ task, choice, hub: { service } }: RouteRequest): EndpointRoute | undefined {
	const last = lastEndpoints.get(service);
	if (last !== undefined && isSame(last, task, choice)) return last.route;
	const endpoint = endpointOf(choice.model, service);
	if (endpoint === undefined) return undefined;
	const route = endpointRoute(task, choice, { service, typed: endpoint.url });
	lastEndpoints.set(service, { task, choice, route });
	return route;
}

function isSame(last: EndpointCase, task: Routing, choice: Choice): boolean {
	return (
		last.task.route === task.route &&
		last.task.accept === task.accept &&
		last.choice.model === choice.model &&
		last.choice.servedModel === choice.servedModel &&
		last.choice.headers === choice.headers
	);
}

/** Where a raw request with another provider goes is the user's to write: it has a URL. */
function endpointRoute(
	task: Routing,
	choice: Choice,
	{ service, typed }: { service: Service; typed: URL },
): EndpointRoute {
	const url = task.route === 'chat' ? chatUrl(typed) : typed;
	assertTokenMayGo(url, service);
	const isRouted = url.href.startsWith(`${service.routerUrl}/`);
	return {
		kind: 'endpoint',
		url,
		headers: headersFor(task, choice, { service, isBilledTo: isRouted }),
		...(choice.servedModel !== '' && { model: choice.servedModel }),
		bodyModel: choice.servedModel || UNNAMED_MODEL,
	};
}

function chatRouterRoute(about: OfModel, provider: string, service: Service): ChatRouterRoute {
	const { model } = about;
	const bodyModel = provider === 'auto' || model.includes(':') ? model : `${model}:${provider}`;
	return { ...about, kind: 'chatRouter', bodyModel, provider, url: routed(service, '/v1/chat/completions') };
}

function hfInferenceRoute(
	task: Routing,
	about: OfModel & { mapping?: ProviderMapping },
	service: Service,
): HfInferenceRoute {
	const id = bareId(about.model);
	const url = routed(service, hfInferencePath(task, id));
	return { ...about, kind: 'hfInference', model: id, bodyModel: id, provider: 'hf-inference', url };
}

/** The routes of hf-inference, as huggingface.js makes them. */
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

function headersFor(
	task: Routing,
	choice: Choice,
	{ service, isBilledTo }: { service: Service; isBilledTo: boolean },
): Record<string, string> {
	const headers: Record<string, string> = { accept: task.accept, 'user-agent': USER_AGENT };
	if (service.token !== '') headers.authorization = `Bearer ${service.token}`;
	// With a provider's own key the provider bills its owner, and the router nobody.
	if (isBilledTo && service.organization !== '' && service.token.startsWith('hf_')) {
		headers['x-hf-bill-to'] = service.organization;
	}
	return { ...headers, ...choice.headers };
}
