import { call, type CallReport } from '../client/call';
import { InferenceError } from '../client/errors';
import { isObject, type JsonObject } from '../client/json';
import type { Payload, PayloadObject } from '../client/payload';
import { readAnswer, type ServerAnswer } from '../client/response';
import { findTarget, type Choice, type Target } from '../client/target';
import { serves } from '../client/providers';
import type { Deadline } from '../http/deadline';
import type { Transport } from '../http/exchange';
import { requestOf } from '../tasks/request';
import type { Task, TaskArguments } from '../tasks/task';
import type { Job } from './job';
import type { Scheduler } from './scheduler';
import type { Settings } from './settings';

/** What one call is made of. */
export interface CallRequest {
	readonly values: TaskArguments;
	readonly choice: Choice;
	readonly settings: Settings;
	readonly deadline: Deadline;
}

export interface CallResult<T> {
	readonly result: T;
	readonly report: CallReport;
	readonly target: Target;
}

/**
 * Makes the call for one item, or for a list of them.
 * @param take reads the answer and stores its files
 * @throws {InferenceError}
 */
export async function callModel<T>(job: Job, scheduler: Scheduler, request: CallRequest, take: (answer: ServerAnswer, transport: Transport) => Promise<T>): Promise<CallResult<T>> {
	const { task, service } = job;
	const { values, choice, settings, deadline } = request;
	const target = await findTarget(routingOf(task, values), choice, service, serves, deadline.signal);
	if (service.token !== '') job.assertDomain(target.url);
	if (target.isRecommended) job.hints.add(`No model was chosen: the recommended model ${target.model} was used for {items}`);
	const transport = { egress: service.egress, signal: deadline.signal };
	const payload = addressed(task, withExtras(requestOf(task, values), task, settings.extraParameters), target);
	const read = async (response: Parameters<typeof readAnswer>[0]): Promise<T> => {
		const { form, join } = task.answer;
		const answer = await readAnswer(response, form?.(values), form !== undefined);
		const whole: ServerAnswer = answer.kind === 'events' && join ? { kind: 'json', value: await join(answer.events) } : answer;
		return await take(whole, transport);
	};
	const context = {
		egress: service.egress,
		deadline,
		rules: settings.rules,
		beforeAttempt: async (_url: URL, signal: AbortSignal) => await scheduler.pace(signal),
		onWait: (reason: InferenceError) => job.hints.add(waitHint(reason)),
		onOutcome: (_url: URL, outcome: 'answered' | 'rateLimited' | 'unreachable') => {
			if (outcome === 'rateLimited') scheduler.onRateLimited();
			else if (outcome === 'answered') scheduler.onAnswered();
		},
	};
	const { result, report } = await call({ ...target, payload, rewrite: task.rewrite }, context, read);
	return { result, report, target };
}

/** Custom Request borrows the route of the task that the user names. */
function routingOf(task: Task, values: TaskArguments): Parameters<typeof findTarget>[0] {
	const named = task.route === 'raw' && typeof values.task === 'string' ? values.task : undefined;
	return { id: named ?? task.id, route: task.route, mappedAs: named ?? task.mappedAs, pipelineTag: named ?? task.pipelineTag, accept: task.answer.accept };
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

function waitHint({ details }: InferenceError): string {
	switch (details.type) {
		case 'modelLoading':
			return '{items} waited for the model to load';
		case 'rateLimit':
			return '{items} waited because the service got too many requests';
		default:
			return '{items} were tried again after the service could not be reached or was overloaded';
	}
}
