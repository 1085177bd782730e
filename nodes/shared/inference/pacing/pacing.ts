import type { CallContext } from '../../client/call';
import { InferenceError, type ErrorType } from '../../client/errors';
import type { Target } from '../../client/target';
import type { Redirects } from '../../http/redirects';
import type { Breaker } from './breaker';
import type { CallRequest } from '../call';
import type { Job } from '../../../HuggingFaceInference/execution/job';
import type { LoadingGate } from './loadingGate';
import type { Scheduler } from './scheduler';
import type { ServerMemory } from '../servers/memory';

/** What all calls of a run share to be neither too many nor in vain. */
export interface Pacing {
	readonly scheduler: Scheduler;
	readonly breaker: Breaker;
	readonly gate: LoadingGate;
	readonly redirects: Redirects;
	readonly memory: ServerMemory;
}

/** The key of what loads: an endpoint as a whole, but each model of a service that answers for many by itself. */
export function gateOf({ isEndpoint, model = '' }: Target, url: URL): string {
	return [isEndpoint ? url.origin : url.href, model].join(' ');
}

/** A job that was taken no longer waits for its model, and goes on while its deadline allows. */
export function forPolls(context: CallContext, { scheduler }: Pacing): CallContext {
	return {
		...context,
		isProbe: false,
		onLoading: undefined,
		onAccepted: undefined,
		beforeAttempt: async (signal) => await scheduler.pace(signal),
	};
}

/**
 * What a call keeps to, and tells, while it is made.
 * @param model key of the gate before what is called, as {@link gateOf} gives it
 */
export function callContext(
	job: Job,
	{ scheduler, gate, redirects }: Pacing,
	request: CallRequest,
	model: string,
): CallContext {
	const { settings, deadline, items, onBilled } = request;
	let isFirst = true;
	let sentAt = 0;
	return {
		egress: job.egress,
		deadline,
		rules: settings.rules,
		redirects,
		beforeAttempt: async (signal) => {
			if (!isFirst) await scheduler.pace(signal);
			isFirst = false;
			if (await gate.enter(model, deadline, request)) job.hints.add(waitHint('modelLoading'), items);
			sentAt = performance.now();
		},
		onLoading: ({ message, details: { type, advice, status } }, asked) =>
			gate.onLoading(model, request, new InferenceError(message, { type, advice, status }), asked),
		onAccepted: () => gate.onReady(model),
		onWait: (reason) => {
			job.hints.add(waitHint(reason.details.type), items);
			if (reason.details.type === 'rateLimit') gate.onReady(model);
			else gate.onProbed(model, request);
			return scheduler.onWait();
		},
		onOutcome: (outcome) => {
			if (outcome === 'rateLimited') scheduler.onRateLimited(sentAt);
			else if (outcome === 'answered') scheduler.onAnswered();
		},
		onBilled,
	};
}

function waitHint(type: ErrorType): string {
	switch (type) {
		case 'modelLoading':
			return '{items} waited for the model to load';
		case 'rateLimit':
			return '{items} waited because the service got too many requests';
		default:
			return '{items} were tried again after the service could not be reached or was overloaded';
	}
}
