import { endOf } from '../client/call';
import { InferenceError, invalidInput } from '../client/errors';
import { callsEndpoint } from '../client/target';
import { Deadline } from '../http/deadline';
import { isUnreachable } from './breaker';
import { callProvider, withoutRetries, type CallRequest, type CallResult, type Pacing, type Take } from './call';
import { toInferenceError } from './errors';
import type { Job } from './job';
import type { Settings } from './settings';

/**
 * Makes the call for one item, or for a list of them. Where further providers are named, each is tried in its turn
 * when the one before was overloaded or did not answer.
 * @param take reads the answer and stores its files
 * @throws {InferenceError} of the last provider that was tried
 */
export async function callModel<T>(job: Job, pacing: Pacing, request: CallRequest, take: Take<T>): Promise<CallResult<T>> {
	const { choice, settings, deadline } = request;
	// Waiting for one's turn is not the server's time.
	await pacing.scheduler.pace(deadline.signal).catch((error: unknown) => {
		throw endOf(error, { url: new URL(job.service.routerUrl), isEndpoint: false });
	});
	const hasProviders = job.task.route !== 'raw' && !callsEndpoint(choice.model, job.service);
	const providers = [choice.provider, ...(hasProviders ? settings.fallbackProviders : [])];
	let attempts = 0;
	for (const [i, provider] of providers.entries()) {
		const isLast = i === providers.length - 1;
		const share = isLast ? undefined : shareOf(deadline, settings, providers.length - i);
		const turn: CallRequest = { ...request, choice: { ...choice, provider }, deadline: share ?? deadline, settings: isLast ? settings : withoutRetries(settings) };
		try {
			const called = await callProvider(job, pacing, turn, take);
			return { ...called, report: { ...called.report, attempts: called.report.attempts + attempts } };
		} catch (error) {
			const failure = toInferenceError(error);
			attempts += failure.details.attempts ?? 0;
			if (isLast || deadline.signal.aborted || !mayFailOver(failure)) throw counted(failure, attempts);
			job.hints.add(`Provider ${provider} was overloaded or did not answer: the next one was tried for {items}`);
		} finally {
			share?.clear();
		}
	}
	throw invalidInput('No provider was named', "Set 'Provider' to Automatic.");
}

/** A provider that hangs must leave time for those after it. */
function shareOf(deadline: Deadline, settings: Settings, providers: number): Deadline {
	deadline.start();
	const left = deadline.remaining === Infinity ? 0 : deadline.remaining / 1000;
	return new Deadline(settings.timeoutSeconds === 0 ? 0 : Math.max(0.001, left / providers), [deadline.signal]);
}

function mayFailOver(error: InferenceError): boolean {
	const { details } = error;
	return details.type === 'timeout' || details.status === 429 || details.status === 503 || isUnreachable(error);
}

function counted(error: InferenceError, attempts: number): InferenceError {
	return new InferenceError(error.message, { ...error.details, attempts });
}
