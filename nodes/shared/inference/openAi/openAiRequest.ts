import { omit } from '../../client/json';
import { jsonObjectOf } from '../../client/jsonPayload';
import { isOpenAiUrl } from '../../client/openAiUrl';
import type { Payload, PayloadObject } from '../../client/payload';
import type { EndpointRoute, Route } from '../../client/route';
import { Deadline } from '../../http/deadline';
import type { InferenceRequest } from '../request';
import type { Lesson, ServerMemory } from '../servers/memory';
import { inOpenAiForm, type Form, type OpenAiForm } from './form';
import { askServer, listedModels, NOT_ASKED, type AskedServer, type Asking } from './question';

/** What the request of a task in OpenAI's form depends on. */
interface OpenAiCase {
	readonly request: InferenceRequest;
	readonly form: OpenAiForm;
	readonly json: PayloadObject;
	readonly route: EndpointRoute;
	readonly memory: ServerMemory;
}

/** Hosts of Inference Endpoints. Hugging Face's servers are the rule there: the node asks them nothing before. */
const INFERENCE_ENDPOINTS = /\.endpoints\.huggingface\.cloud$/;
/** A question waits this long for a server that loads. */
const QUESTION_SECONDS = 600;

/** The forms of one request for a server of OpenAI's protocol. */
export class OpenAiRequest {
	constructor(private readonly about: OpenAiCase) {}

	/** The form to begin with; undefined where the server is not known to speak this protocol. */
	async first(): Promise<Form | undefined> {
		const isSpoken = this.isSpoken() ?? (await this.asked()).isOpenAi;
		return isSpoken ? await this.next({ missing: [] }) : undefined;
	}

	/** The form for the first address that the server may have; undefined where none is left. */
	async next({ missing, model }: Pick<Lesson, 'missing' | 'model'>): Promise<Form | undefined> {
		const { request, form, json, route: endpoint, memory } = this.about;
		const { stream, settings } = request;
		const wanted = { streams: stream !== undefined, extras: Object.keys(settings.extraParameters) };
		const server = form.asks === undefined ? NOT_ASKED : await this.asked();
		const known = memory.about(endpoint);
		return inOpenAiForm(form, { json, endpoint, server, missing: [...known.missing, ...missing], model, wanted });
	}

	/** The models that the server lists, those that fit the task first. */
	async models(): Promise<readonly string[]> {
		const { request, form, route } = this.about;
		const asked = form.asks === undefined ? [] : (await this.asked()).models;
		const models = asked.length > 0 ? asked : await listedModels(asking(request, route, request.deadline));
		const fits = (name: string): boolean => form.models.test(name);
		return [...models.filter(fits), ...models.filter((name) => !fits(name))];
	}

	/** Undefined where only the server can tell. */
	private isSpoken(): boolean | undefined {
		const { form, json, route, memory } = this.about;
		const { url } = route;
		if (isOpenAiUrl(url, form.routes(json, NOT_ASKED, url)) || memory.about(route).openAi === true) return true;
		return form.asks !== 'protocol' || INFERENCE_ENDPOINTS.test(url.hostname) ? false : undefined;
	}

	private asked(): AskedServer | Promise<AskedServer> {
		const { request, route, memory } = this.about;
		return askedServer(request, route, memory);
	}
}

/** What a server says that it is: one question a run. */
export function askedServer(
	request: InferenceRequest,
	route: EndpointRoute,
	memory: ServerMemory,
): AskedServer | Promise<AskedServer> {
	const ask = async (signal: AbortSignal): Promise<AskedServer> => {
		const limit = new Deadline(QUESTION_SECONDS, [signal]);
		return await askServer(asking(request, route, limit)).finally(() => limit.clear());
	};
	return memory.asked(route, ask, request.deadline.signal);
}

/** A question asks for no picture, and has no body. */
function asking({ hub, settings }: InferenceRequest, route: EndpointRoute, deadline: Deadline): Asking {
	const headers = { ...omit(route.headers, 'content-type'), accept: '*/*' };
	return { url: route.url, headers, context: { egress: hub.service.egress, deadline, rules: settings.rules } };
}

/** The forms of a request for a server of OpenAI's protocol; undefined where the task or the route has none. */
export function openAiRequestOf(
	request: InferenceRequest,
	{ route, payload, memory }: { route: Route; payload: Payload; memory: ServerMemory },
): OpenAiRequest | undefined {
	const form = request.task.openAi;
	const json = jsonObjectOf(payload);
	if (form === undefined || json === undefined || route.kind !== 'endpoint') return undefined;
	return new OpenAiRequest({ request, form, json, route, memory });
}
