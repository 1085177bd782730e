import { InferenceError, kept } from '../errors';
import { isObject, type JsonObject, type JsonValue } from '../json';
import { wordsOf } from '../serverError';
import { quirksOf } from './quirks';

/** How providers say that a job failed; some of them say so at the root of the answer, others in a part of it. */
const FAILED = ['FAILED', 'FAIL', 'TASK_STATUS_FAILED', 'CANCELED', 'CANCELLED', 'ABORTED', 'ERROR'];
/** Keys of an answer that is nothing but an error; with any other key, it is a result too. */
const ERROR_KEYS = [
	'code',
	'detail',
	'error',
	'errors',
	'instance',
	'message',
	'object',
	'request_id',
	'status',
	'success',
	'title',
	'type',
];

/**
 * Refuses an answer that tells of a failure although its status is 200.
 * @throws {InferenceError} `server`, in the provider's words, with the answer in its details
 */
export function assertNoFailure(answer: JsonValue, provider: string): void {
	const words = failureIn(answer, provider);
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

/** The words of a failure, empty where it has none; undefined where the answer tells of no failure. */
function failureIn(answer: JsonValue, provider: string): string | undefined {
	if (Array.isArray(answer)) {
		const isFailure = answer.length > 0 && answer.every((entry) => isObject(entry) && isErrorAlone(entry));
		return isFailure ? wordsIn(answer) : undefined;
	}
	if (!isObject(answer)) return undefined;
	const own = quirksOf(provider).failure?.(answer);
	if (own !== undefined) return own;
	const job = failedJob(answer);
	if (job !== undefined) return wordsIn([job.error, job.reason, job.errors, job.message].find(Boolean) ?? '');
	const isFailure =
		answer.success === false || answer.object === 'error' || Boolean(answer.error) || isErrorAlone(answer);
	return isFailure ? wordsIn(answer) : undefined;
}

/** The part of an answer that says of a job that it failed. */
function failedJob(answer: JsonObject): JsonObject | undefined {
	return [answer, answer.data, answer.task].filter(isObject).find(isFailedJob);
}

function isFailedJob({ status, task_status: task }: JsonObject): boolean {
	return FAILED.includes(String(status ?? task ?? '').toUpperCase());
}

function isErrorAlone(answer: JsonObject): boolean {
	const keys = Object.keys(answer);
	return (Boolean(answer.detail) || Boolean(answer.error)) && keys.every((key) => ERROR_KEYS.includes(key));
}

function wordsIn(json: JsonValue): string {
	return wordsOf({ json, text: '' });
}
