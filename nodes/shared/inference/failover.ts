import { endOf } from '../client/endOf';
import { InferenceError, invalidInput } from '../client/errors';
import { callsEndpoint } from '../client/target';
import { Deadline } from '../http/deadline';
import { isUnreachable } from './pacing/breaker';
import { callProvider, withoutRetries, type CallRequest, type CallResult, type Take } from './call';
import { toInferenceError } from '../n8n/errors';
import type { Job } from '../../HuggingFaceInference/execution/job';
import type { Pacing } from './pacing/pacing';
import { isProviderKey } from './servingProviders';
import type { Settings } from '../fields/settings';

/**
 * Makes the call for one item, or for a list of them. Where further providers are named, each is tried in its turn
 * when the one before was overloaded or did not answer; once one has worked, its failure is the call's.
 * @param take reads the answer and stores its files
 * @throws {InferenceError} of the last provider that was tried, naming what each of them said
 */
export async function callModel<T>(
	job: Job,
	pacing: Pacing,
	request: CallRequest,
	take: Take<T>,
): Promise<CallResult<T>> {
	const { choice, settings, deadline } = request;
	// Waiting for one's turn is not the server's time.
	await pacing.scheduler.pace(deadline.signal).catch((error: unknown) => {
		throw endOf(error, { url: new URL(request.service.routerUrl), isEndpoint: false });
	});
	const providers = [choice.provider, ...fallbacksOf(job, request)];
	const failures: Failure[] = [];
	let attempts = 0;
	for (const [i, provider] of providers.entries()) {
		const isLast = i === providers.length - 1;
		const share = isLast ? undefined : shareOf(deadline, settings, providers.length - i);
		let isBilled = false;
		const onBilled = (): void => {
			isBilled = true;
			share?.lift();
		};
		const turn: CallRequest = {
			...request,
			onBilled,
			choice: { ...choice, provider },
			deadline: share ?? deadline,
			settings: isLast ? settings : withoutRetries(settings),
		};
		try {
			const called = await callProvider(job, pacing, turn, take);
			return { ...called, report: { ...called.report, attempts: called.report.attempts + attempts } };
		} catch (error) {
			const failure = toInferenceError(error);
			attempts += failure.details.attempts ?? 0;
			failures.push({ provider, failure });
			const isUseless = i > 0 && isUnserved(failure);
			if (isLast || isBilled || deadline.signal.aborted || !(mayFailOver(failure) || isUseless))
				throw summed(failures, failure, attempts);
			job.hints.add(
				isUseless
					? `Fallback provider ${provider} does not serve the model: it was passed over for {items}`
					: `Provider ${provider} was overloaded or did not answer: the next one was tried for {items}`,
				request.items,
			);
		} finally {
			share?.clear();
		}
	}
	throw invalidInput('No provider was named', "Set 'Provider' to Automatic.");
}

interface Failure {
	readonly provider: string;
	readonly failure: InferenceError;
}

/** @throws {InferenceError} `invalidInput` where the token is one provider's, so that no other may get it */
function fallbacksOf({ task }: Job, { service, choice, settings }: CallRequest): readonly string[] {
	const { fallbackProviders } = settings;
	if (fallbackProviders.length === 0 || task.route === 'raw' || callsEndpoint(choice.model, service)) return [];
	if (!isProviderKey(service)) return fallbackProviders;
	throw invalidInput(
		"'Fallback Providers' in 'Options' needs a token of Hugging Face's: the credential holds a provider's own key, which goes to no other provider",
		"Put a token that starts with hf_ into the credential, or empty 'Fallback Providers'.",
	);
}

/** A provider that hangs must leave time for those after it. */
function shareOf(deadline: Deadline, settings: Settings, providers: number): Deadline {
	deadline.start();
	const left = deadline.remaining === Infinity ? 0 : deadline.remaining / 1000;
	return new Deadline(
		settings.timeoutSeconds === 0 ? 0 : Math.max(0.001, Math.round((left / providers) * 1000) / 1000),
		[deadline.signal],
	);
}

function mayFailOver(error: InferenceError): boolean {
	const { details } = error;
	return details.type === 'timeout' || details.status === 429 || details.status === 503 || isUnreachable(error);
}

/** Whether the provider was not asked at all, since the Hub does not know it for the model. */
function isUnserved({ details }: InferenceError): boolean {
	return details.type === 'notFound' && details.status === undefined;
}

/** The last failure; where several providers were tried, with what each of them said. */
function summed(failures: readonly Failure[], last: InferenceError, attempts: number): InferenceError {
	const each = failures.map(({ provider, failure }) => `${provider}: ${failure.message}`);
	const message =
		each.length === 1 ? last.message : `None of ${each.length} providers gave an answer. ${each.join('; ')}`;
	return new InferenceError(message, { ...last.details, attempts });
}
