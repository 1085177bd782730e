import { call, type CallContext, type CallReport } from '../client/call';
import { endOf } from '../client/endOf';
import { InferenceError } from '../client/errors';
import { isObject, type JsonObject } from '../client/json';
import { isOpenAiUrl } from '../client/openAi';
import type { Payload, PayloadObject } from '../client/payload';
import { PROTOCOLS } from '../client/providers/names';
import { providerRequest } from '../client/providers/request';
import { readAnswer, type ServerAnswer } from '../client/response';
import type { Service } from '../client/service';
import { findTarget, type Choice, type Target } from '../client/target';
import { Deadline } from '../http/deadline';
import type { Transport } from '../http/exchange';
import { findTask } from '../tasks';
import { requestOf } from '../tasks/request';
import type { Task, TaskArguments } from '../tasks/task';
import { advised } from './advice';
import type { Breaker } from './pacing/breaker';
import { toInferenceError } from '../n8n/errors';
import type { Job } from '../../HuggingFaceInference/execution/job';
import { callContext, forPolls, gateOf, type Pacing } from './pacing/pacing';
import { inOpenAiForm, rewriter } from './rewrite';
import type { Lesson } from './servers/memory';
import { assertKeyFits, withServers } from './servingProviders';
import type { Settings } from '../fields/settings';
import { joined, streamOf } from '../../HuggingFaceInference/execution/stream';
import { unreadHints } from './servers/unread';

/** What one call is made of. */
export interface CallRequest {
	/** That of the items' credential. */
	readonly service: Service;
	readonly values: TaskArguments;
	readonly choice: Choice;
	readonly settings: Settings;
	readonly deadline: Deadline;
	/** The items that the answer is for. */
	readonly items: readonly number[];
	/** Told that the model has worked, as soon as that is known: no other provider is to be asked then. */
	readonly onBilled?: () => void;
}

export interface CallResult<T> {
	readonly result: T;
	readonly report: CallReport;
	readonly target: Target;
}

/** Reads an answer and stores its files. */
export type Take<T> = (answer: ServerAnswer, transport: Transport) => Promise<T>;

/**
 * Makes the call for one item, or for a list of them, at the provider that was chosen.
 * @throws {InferenceError}
 */
export async function callProvider<T>(
	job: Job,
	pacing: Pacing,
	request: CallRequest,
	take: Take<T>,
): Promise<CallResult<T>> {
	const { breaker, gate, memory } = pacing;
	const { task } = job;
	const { service, values, choice, settings, deadline, items } = request;
	deadline.start();
	const found = await findTarget(routingOf(task, values), choice, service, PROTOCOLS, deadline.signal).catch(
		(error: unknown) => {
			throw endOf(error, { url: new URL(service.hubUrl), isEndpoint: false });
		},
	);
	assertKeyFits(found, choice, service);
	const target = memory.withModel(found);
	if (target.isRecommended)
		job.hints.add(`No model was chosen: the recommended model ${target.model} was used for {items}`, items);
	if (target.mapping?.status === 'staging')
		job.hints.add(`Provider ${target.mapping.provider} serves ${target.model} for tests only so far ({items})`, items);
	if (target.mapping?.status === 'error')
		job.hints.add(
			`Provider ${target.mapping.provider} did not pass Hugging Face's last check of ${target.model} ({items})`,
			items,
		);
	const stream = streamOf(job, request);
	const ours = streamed(
		addressed(task, withExtras(requestOf(task, values), task, settings.extraParameters), target),
		stream && task.streaming,
	);
	const native =
		target.isEndpoint && task.openAi && (isOpenAiUrl(target.url) || memory.speaksOpenAi(target))
			? inOpenAiForm(task.openAi, ours, target)
			: { payload: ours };
	const provider =
		target.mapping && (await providerRequest(task.mappedAs, target.mapping, ours, service, choice.headers));
	const url = provider?.url ?? native.url ?? target.url;
	const isProbe = entered(breaker, url, target) === 'probe';
	const model = gateOf(target, url);
	const context: CallContext = { ...callContext(job, pacing, request, model), isProbe };
	const lesson: Lesson = {};
	let unread: readonly string[] = [];
	const read = async (response: Parameters<typeof readAnswer>[0]): Promise<T> => {
		const { form } = task.answer;
		const isStream = form === undefined || values.stream === true;
		const answer = await joined(task, await readAnswer(response, form?.(values), form !== undefined), isStream, stream);
		unread = target.isEndpoint ? unreadHints(task, values, answer, response.headers) : [];
		for (const hint of unread) job.hints.add(hint, items);
		const understood = provider ? await provider.understand(answer, forPolls(context, pacing)) : answer;
		request.onBilled?.();
		return await take(understood, { egress: service.egress, signal: deadline.signal });
	};
	const sent = {
		...target,
		url,
		headers: provider?.headers ?? target.headers,
		payload: provider?.payload ?? native.payload,
		rewrite: provider ? undefined : rewriter(task, target, context, lesson),
	};
	try {
		const { result, report } = await call(sent, context, read);
		breaker.onSuccess(url.origin);
		memory.keep(target, lesson);
		return { result, report, target: { ...target, url } };
	} catch (error) {
		breaker.onFailure(url.origin, error);
		if (error instanceof InferenceError && error.details.type === 'modelLoading') gate.onProbed(model, request);
		else gate.onReady(model);
		const failure = explained(advised(toInferenceError(error), task, values), unread);
		throw await withServers(failure, routingOf(task, values), target, service, deadline.signal);
	}
}

/** An answer that is not what was asked for, where the server left unread what asked for it. */
function explained(error: InferenceError, unread: readonly string[]): InferenceError {
	if (error.details.type !== 'unexpectedResponse' || unread.length === 0) return error;
	return new InferenceError(error.message, {
		...error.details,
		advice: [...unread.map((hint) => `${hint}.`), error.details.advice].filter(Boolean).join(' '),
	});
}

/** The same settings for a call that is made once. */
export function withoutRetries(settings: Settings): Settings {
	return { ...settings, rules: { ...settings.rules, maxRetries: 0, waitForModel: false } };
}

/** @throws {InferenceError} where the server is known not to be there */
function entered(breaker: Breaker, { origin }: URL, { model, provider }: Target): ReturnType<Breaker['enter']> {
	try {
		return breaker.enter(origin);
	} catch (error) {
		throw error instanceof InferenceError ? error.with({ model, provider }) : error;
	}
}

function streamed(payload: Payload, streaming: JsonObject | undefined): Payload {
	if (streaming === undefined || !('json' in payload) || !isObject(payload.json)) return payload;
	return { json: { ...(payload.json as PayloadObject), ...streaming } };
}

/** Custom Request borrows the route, and the type of answer that is asked for, of the task that the user names. */
function routingOf(task: Task, values: TaskArguments): Parameters<typeof findTarget>[0] {
	const { id, route, mappedAs, servedBesides, pipelineTag, answer } = task;
	const named = route === 'raw' && typeof values.task === 'string' ? values.task : undefined;
	if (named === undefined) return { id, route, mappedAs, servedBesides, pipelineTag, accept: answer.accept };
	const like = findTask(named);
	return {
		id: named,
		route,
		hasPipelineRoute: like?.route === 'pipeline',
		mappedAs: named,
		servedBesides,
		pipelineTag: named,
		accept: like?.answer.accept ?? answer.accept,
	};
}

/** `extraParameters` join the API's parameters, and win over them. */
function withExtras(payload: Payload, task: Task, extras: JsonObject): Payload {
	if (Object.keys(extras).length === 0 || !('json' in payload) || !isObject(payload.json)) return payload;
	const json = payload.json as PayloadObject;
	if (task.parametersAt === '') return { json: { ...json, ...extras } };
	const before = isObject(json[task.parametersAt]) ? (json[task.parametersAt] as PayloadObject) : {};
	return { json: { ...json, [task.parametersAt]: { ...before, ...extras } } };
}

/** The OpenAI protocol names the model in the request. */
function addressed(task: Task, payload: Payload, target: Target): Payload {
	if (task.route !== 'chat' || !('json' in payload) || !isObject(payload.json)) return payload;
	return { json: { model: target.bodyModel, ...(payload.json as PayloadObject) } };
}
