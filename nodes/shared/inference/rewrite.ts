import type { Call } from '../client/callRequest';
import { jsonObjectOf, mapJson } from '../client/jsonPayload';
import { isSharedUrl } from '../client/openAiUrl';
import type { FailedAnswer } from '../client/retry';
import { errorOf, wordsOf } from '../client/serverError';
import type { EndpointRoute, Route } from '../client/route';
import { rewriteId, rewritesOf, type Composed } from './compose';
import type { Form } from './openAi/form';
import type { TaskProtocol } from './request';
import type { Lesson } from './servers/memory';

/** A request that a server may refuse in its first form. */
export interface Rewritable {
	readonly task: TaskProtocol;
	readonly route: Route;
	readonly composed: Composed;
	/** The models that the server lists, for a request that names none. */
	readonly models: () => Promise<readonly string[]>;
	/** Notes the forms that were tried. */
	readonly lesson: Lesson;
	/** Told of each other form that goes out. */
	readonly onForm: (form: Form) => void;
}

/** Tries another form of a request that a server refused before it ran it, each form once. */
export function rewriter(request: Rewritable): NonNullable<Call['rewrite']> {
	const { task, route, composed } = request;
	const tried = new Set<string>();
	let form = composed.form;
	return async (answer, sent) => {
		// A provider's payload is in its own protocol: rewrites see ours.
		const current = route.kind === 'provider' ? form : { ...form, payload: sent.payload ?? form.payload };
		const next = nextForm(answer, current) ?? (await nextServerForm(answer, current));
		if (next === undefined) return undefined;
		form = next;
		request.onForm(next);
		const { sent: other } = await composed.finish(next);
		// The Content-Type that the user set was for the first form.
		return route.kind === 'provider' ? other : { ...other, payload: next.payload, contentType: undefined };
	};

	function nextForm(answer: FailedAnswer, current: Form): Form | undefined {
		const fitting = rewritesOf(task, route).find(({ id, fits }) => !tried.has(id) && fits(answer, current.payload));
		if (fitting === undefined) return undefined;
		tried.add(fitting.id);
		request.lesson.rewrites.push(rewriteId(fitting, current.payload));
		return { ...current, payload: fitting.apply(current.payload) };
	}

	async function nextServerForm(answer: FailedAnswer, current: Form): Promise<Form | undefined> {
		if (route.kind !== 'endpoint') return undefined;
		const isSpoken = task.route === 'chat' || current.openAi !== undefined;
		if (!isSpoken || !wantsModel(answer)) return await nextAddress(answer, { route, current, request });
		if (route.model !== undefined || tried.has('model')) return undefined;
		tried.add('model');
		return await withServedModel(answer, { ...request, route, form: current });
	}
}

interface Refused {
	readonly route: EndpointRoute;
	readonly current: Form;
	readonly request: Rewritable;
}

/** OpenAI's form for a server that refused Hugging Face's, or for the next address of one that lacks the last. */
async function nextAddress(
	answer: FailedAnswer,
	{ route, current, request: { task, composed, lesson } }: Refused,
): Promise<Form | undefined> {
	if (composed.openAi === undefined) return undefined;
	if (current.openAi === undefined) {
		if (!lacksAddress(answer) && !(isSharedUrl(route.url) && misses(answer, task.openAi?.input))) return undefined;
		lesson.openAi = true;
	} else {
		if (!lacksAddress(answer)) return undefined;
		lesson.missing.push(current.openAi.target.url.href);
	}
	return await composed.openAi.next(lesson);
}

function lacksAddress({ status }: FailedAnswer): boolean {
	return status === 404 || status === 405;
}

/** Whether a server refused a request since it misses an input of another form. Its other refusals are about values. */
function misses({ status, json, text }: FailedAnswer, input: string | undefined): boolean {
	if (input === undefined) return false;
	return [400, 422].includes(status) && new RegExp(`\\b${input}\\b`).test(wordsOf({ json, text }));
}

/** Whether a server that holds several models refused a request since it named none of them. */
function wantsModel({ status, json, text }: FailedAnswer): boolean {
	const words = wordsOf({ json, text });
	// LocalAI says no more of a model that is missing.
	if (status === 400 && /^(code=400, message=)?bad request$/i.test(words)) return true;
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
	{ route, form, lesson, composed, models: list }: Rewritable & { route: EndpointRoute; form: Form },
): Promise<Form | undefined> {
	const models = await list();
	const [only] = models;
	const sent = form.openAi === undefined ? jsonObjectOf(form.payload)?.model : form.openAi.target.model;
	if (only === undefined || sent === only) return undefined;
	if (models.length > 1) {
		const named = models.slice(0, 20).join(', ');
		throw errorOf(answer, { url: form.url ?? route.url, isEndpoint: true }).but({
			type: 'invalidInput',
			advice: `The server holds several models. Set 'Served Model' in 'Options' to one of: ${named}.`,
		});
	}
	lesson.model = only;
	if (form.openAi !== undefined) return await composed.openAi?.next(lesson);
	return { ...form, payload: mapJson(form.payload, (json) => ({ ...json, model: only })) };
}
