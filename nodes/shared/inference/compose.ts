import type { Sent } from '../client/callRequest';
import { mapJson } from '../client/jsonPayload';
import type { Payload, PayloadObject, Rewrite } from '../client/payload';
import { providerRequest, type ProviderRequest } from '../client/providers/official';
import { UNNAMED_MODEL, type ProviderRoute, type Route } from '../client/route';
import { isObject, type JsonObject } from '../client/json';
import { fileInJson, preferRaw, rawFile } from './rawFile';
import type { Form } from './openAi/form';
import { askedServer, openAiRequestOf, type OpenAiRequest } from './openAi/openAiRequest';
import { carries, type InferenceRequest, type TaskProtocol } from './request';
import { PROGRAMS } from './servers';
import type { ServerMemory } from './servers/memory';

/** What goes out for a form, and how its answer is to be understood. */
export interface Outgoing {
	readonly sent: Sent;
	readonly headers: Readonly<Record<string, string>>;
	/** Set where a third-party provider is called. */
	readonly provider?: ProviderRequest;
}

/** A request that is ready to go out. */
export interface Composed extends Outgoing {
	readonly form: Form;
	/** Makes another form ready to go out. */
	readonly finish: (form: Form) => Outgoing | Promise<Outgoing>;
	/** Set where the task may go to a server of OpenAI's protocol. */
	readonly openAi?: OpenAiRequest;
}

/**
 * Composes a request for its route: extra parameters, model, stream, the form that the server is known to take, and a
 * provider's own protocol.
 * @throws {InferenceError} `invalidInput` where the provider cannot take it, `refusedHost` for the token
 */
export async function compose(request: InferenceRequest, route: Route, memory: ServerMemory): Promise<Composed> {
	const { task, settings, stream } = request;
	const extended = withExtras(request.payload, task, settings.extraParameters);
	const addressed =
		task.route === 'chat' ? mapJson(extended, (json) => ({ model: route.bodyModel, ...json })) : extended;
	const fitted = task.fit === undefined ? addressed : await fittedTo(request, { route, payload: addressed, memory });
	const streamed = stream === undefined ? fitted : withStream(fitted, task.streaming);
	const openAi = openAiRequestOf(request, { route, payload: streamed, memory });
	const first = openAi && (await openAi.first());
	const form = rewritten(task, { route, form: first ?? { payload: streamed } }, memory);
	const finish = (other: Form): Outgoing | Promise<Outgoing> => outgoing(request, route, other);
	return { ...(await finish(form)), form, finish, ...(openAi && { openAi }) };
}

/** The request with its parts for the server's program. */
async function fittedTo(
	request: InferenceRequest,
	{ route, payload, memory }: { route: Route; payload: Payload; memory: ServerMemory },
): Promise<Payload> {
	const { fit } = request.task;
	if (fit === undefined || route.kind !== 'endpoint' || !fit.depends(payload)) return payload;
	const { program, models } = await askedServer(request, route, memory);
	const [only, ...others] = models;
	const isNamed = route.bodyModel !== UNNAMED_MODEL || only === undefined || others.length > 0;
	// A server that refuses the model has received the file already.
	const named = isNamed ? payload : mapJson(payload, (json) => ({ ...json, model: only }));
	return fit.apply(named, program);
}

/** The rewrites that a request may need. A raw request is sent as the user wrote it. */
export function rewritesOf(task: TaskProtocol, route: Route): readonly Rewrite[] {
	if (task.route === 'raw') return [];
	const own = task.rewrites ?? [];
	if (route.kind === 'provider') return own;
	return [...own, fileInJson, rawFile, ...(route.kind === 'endpoint' ? SERVER_REWRITES : [])];
}

const SERVER_REWRITES = PROGRAMS.flatMap(({ rewrites = [] }) => rewrites);

/** The name under which a rewrite is remembered. */
export function rewriteId({ id, scope }: Rewrite, payload: Payload): string {
	return scope === undefined ? id : `${id} ${scope(payload)}`;
}

/** The form with the rewrites that the server needed before in this run. */
function rewritten(task: TaskProtocol, { route, form }: { route: Route; form: Form }, memory: ServerMemory): Form {
	const known = memory.about(route);
	if (known.rewrites.length === 0) return form;
	const needed = rewritesOf(task, route).filter((rewrite) => known.rewrites.includes(rewriteId(rewrite, form.payload)));
	const isKept = needed.some(({ id }) => id === fileInJson.id);
	const before = isKept ? preferRaw(form.payload) : form.payload;
	return { ...form, payload: needed.reduce((payload, { apply }) => apply(payload), before) };
}

function outgoing(request: InferenceRequest, route: Route, form: Form): Outgoing | Promise<Outgoing> {
	if (route.kind === 'provider') return outgoingToProvider(request, route, form);
	const { task } = request;
	const { 'content-type': contentType, ...headers } = route.headers;
	const payload = task.route === 'raw' ? form.payload : preferRaw(form.payload, contentType);
	return { sent: { url: form.url ?? route.url, payload, contentType }, headers };
}

async function outgoingToProvider(
	{ task, hub, choice }: InferenceRequest,
	{ mapping }: ProviderRoute,
	{ payload }: Form,
): Promise<Outgoing> {
	const provider = await providerRequest({
		task: task.mappedAs,
		mapping,
		payload,
		service: hub.service,
		headers: choice.headers,
		labelOf: (parameter) => task.parameters.find((field) => carries(field, parameter))?.label,
	});
	return { sent: { url: provider.url, payload: provider.payload }, headers: provider.headers, provider };
}

function withStream(payload: Payload, streaming: JsonObject | undefined): Payload {
	return streaming === undefined ? payload : mapJson(payload, (json) => ({ ...json, ...streaming }));
}

/** `extraParameters` join the API's parameters, and win over them. */
function withExtras(payload: Payload, { parametersAt }: TaskProtocol, extras: JsonObject): Payload {
	if (Object.keys(extras).length === 0) return payload;
	return mapJson(payload, (json) => {
		if (parametersAt === '') return { ...json, ...extras };
		const before = isObject(json[parametersAt]) ? (json[parametersAt] as PayloadObject) : {};
		return { ...json, [parametersAt]: { ...before, ...extras } };
	});
}
