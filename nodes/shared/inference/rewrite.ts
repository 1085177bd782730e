import { call } from '../client/call';
import type { Call, CallContext } from '../client/callRequest';
import { isObject } from '../client/json';
import { jsonObjectOf, mapJson } from '../client/jsonPayload';
import { isOpenAiUrl, openAiUrl } from '../client/openAiUrl';
import { QUIET } from '../client/pacer';
import { readAnswer } from '../client/response';
import type { FailedAnswer } from '../client/retry';
import { errorOf, wordsOf } from '../client/serverError';
import type { EndpointRoute, Route } from '../client/route';
import { inOpenAiForm, rewriteId, rewritesOf, type Composed, type Form } from './compose';
import type { TaskProtocol } from './request';
import type { Lesson } from './servers/memory';

/** A request that a server may refuse in its first form. */
export interface Rewritable {
	readonly task: TaskProtocol;
	readonly route: Route;
	readonly composed: Composed;
	/** What a further question to the server goes under. */
	readonly context: CallContext;
	/** Notes the forms that were tried. */
	readonly lesson: Lesson;
}

/** Tries another form of a request that a server refused before it ran it, each form once. */
export function rewriter(request: Rewritable): NonNullable<Call['rewrite']> {
	const { task, route, composed } = request;
	const rewrites = rewritesOf(task, route);
	const tried = new Set<string>();
	let form = composed.form;
	return async (answer, sent) => {
		// A provider's payload is in its own protocol: rewrites see ours.
		const current = route.kind === 'provider' ? form : { ...form, payload: sent.payload ?? form.payload };
		const next = nextForm(answer, current) ?? (await nextServerForm(answer, current));
		if (next === undefined) return undefined;
		form = next;
		const { sent: other } = await composed.finish(next);
		// The Content-Type that the user set was for the first form.
		return route.kind === 'provider' ? other : { ...other, payload: next.payload, contentType: undefined };
	};

	function nextForm(answer: FailedAnswer, current: Form): Form | undefined {
		const fitting = rewrites.find(({ id, fits }) => !tried.has(id) && fits(answer, current.payload));
		if (fitting === undefined) return undefined;
		tried.add(fitting.id);
		request.lesson.rewrites.push(rewriteId(fitting, current.payload));
		return { ...current, payload: fitting.apply(current.payload) };
	}

	async function nextServerForm(answer: FailedAnswer, current: Form): Promise<Form | undefined> {
		if (route.kind !== 'endpoint') return undefined;
		if (task.openAi && speaksOpenAi(answer, route.url) && !isOpenAiUrl(route.url) && !tried.has('openAi')) {
			tried.add('openAi');
			request.lesson.openAi = true;
			return inOpenAiForm(task.openAi, current.payload, route);
		}
		const isNamed = route.model !== undefined || tried.has('model');
		const isOpenAi = task.route === 'chat' || tried.has('openAi') || isOpenAiUrl(route.url);
		if (isNamed || !isOpenAi || !wantsModel(answer)) return undefined;
		tried.add('model');
		return await withServedModel(answer, { ...request, route, form: current });
	}
}

/**
 * Whether a server refused Hugging Face's form since it speaks OpenAI's: it has no such address, or the address is that
 * of OpenAI's embeddings (Text Embeddings Inference has it without `/v1`, too).
 */
function speaksOpenAi({ status }: FailedAnswer, url: URL): boolean {
	return [404, 405].includes(status) || ([400, 422].includes(status) && /\/embeddings\/*$/.test(url.pathname));
}

/** Whether a server that holds several models refused a request since it named none of them. */
function wantsModel({ status, json, text }: FailedAnswer): boolean {
	const words = wordsOf({ json, text });
	return (
		[400, 404, 422].includes(status) &&
		/model/i.test(words) &&
		/not found|not exist|no such|unknown|required|missing|must|unsupported|not served|invalid model/i.test(words)
	);
}

/**
 * The request with the name of the server's only model.
 * @returns undefined where the server does not list its models
 * @throws {InferenceError} the server's refusal, with the models to choose from, where there are several
 */
async function withServedModel(
	answer: FailedAnswer,
	{ route, form, context, lesson, composed }: Rewritable & { route: EndpointRoute; form: Form },
): Promise<Form | undefined> {
	const models = await servedModels(route, composed.headers, context);
	const [only] = models;
	if (only === undefined || jsonObjectOf(form.payload)?.model === only) return undefined;
	if (models.length > 1) {
		const named = models.slice(0, 20).join(', ');
		throw errorOf(answer, { url: form.url ?? route.url, isEndpoint: true }).but({
			type: 'invalidInput',
			advice: `The server holds several models. Set 'Served Model' in 'Options' to one of: ${named}.`,
		});
	}
	lesson.model = only;
	return { ...form, payload: mapJson(form.payload, (json) => ({ ...json, model: only })) };
}

async function servedModels({ url }: EndpointRoute, headers: Call['headers'], context: CallContext): Promise<string[]> {
	const request = { url: openAiUrl(url, 'models'), headers, isEndpoint: true, purpose: 'lookup' as const };
	const rules = { maxRetries: 0, waitForModel: false, retryInterrupted: false };
	try {
		const { result } = await call(request, { ...context, pacer: QUIET, rules }, readAnswer);
		const data = result.kind === 'json' && isObject(result.value) ? result.value.data : undefined;
		if (!Array.isArray(data)) return [];
		return data
			.map((model) => (isObject(model) && typeof model.id === 'string' ? model.id : ''))
			.filter((id) => id !== '');
	} catch {
		// The user shall see the refusal itself.
		return [];
	}
}
