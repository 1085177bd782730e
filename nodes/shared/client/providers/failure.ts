import { InferenceError, kept } from '../errors';
import { failedJob, failureInside } from '../failureInside';
import { isObject, type JsonValue } from '../json';
import { quirksOf } from './quirks';

/**
 * Refuses an answer that tells of a failure although its status is 200.
 * @throws {InferenceError} `server`, in the provider's words, with the answer in its details
 */
export function assertNoFailure(answer: JsonValue, provider: string): void {
	const own = isObject(answer) ? quirksOf(provider).failure?.(answer) : undefined;
	const words = own ?? failureInside(answer);
	if (words === undefined) return;
	const details = {
		type: 'server',
		advice: 'Check the inputs, or choose another model or provider.',
		provider,
		response: kept(answer),
	} as const;
	const said = words === '' ? '' : `: ${words}`;
	if (isObject(answer) && failedJob(answer) !== undefined)
		throw new InferenceError(`The job failed at ${provider}${said}`, details);
	throw new InferenceError(`Provider ${provider} answered with an error${said}`, details);
}
