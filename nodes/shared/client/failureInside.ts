import { InferenceError, kept } from './errors';
import { isObject, type JsonObject, type JsonValue } from './json';
import { wordsOf } from './serverError';

/** How services say that a job failed; some of them say so at the root of the answer, others in a part of it. */
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
 * The failure that an answer tells of although its status is 200.
 * @returns its words, empty where it has none; undefined where the answer tells of no failure
 */
export function failureInside(answer: JsonValue): string | undefined {
	if (Array.isArray(answer)) {
		const isFailure = answer.length > 0 && answer.every((entry) => isObject(entry) && isErrorAlone(entry));
		return isFailure ? wordsIn(answer) : undefined;
	}
	if (!isObject(answer)) return undefined;
	const job = failedJob(answer);
	if (job !== undefined) return wordsIn([job.error, job.reason, job.errors, job.message].find(Boolean) ?? '');
	const isFailure =
		answer.success === false || answer.object === 'error' || Boolean(answer.error) || isErrorAlone(answer);
	return isFailure ? wordsIn(answer) : undefined;
}

/**
 * A success that says `{ "error": ... }` is none.
 * @throws {InferenceError} `server`, with the server's words
 */
export function assertNoError(value: JsonValue): void {
	if (isObject(value) && value.error) throw failed(value, wordsIn(value));
}

/**
 * Refuses an answer of no known shape that tells of a failure.
 * @throws {InferenceError} `server`, with the server's words
 */
export function assertNoFailureInside(value: JsonValue): void {
	const words = failureInside(value);
	if (words !== undefined) throw failed(value, words);
}

function failed(value: JsonValue, words: string): InferenceError {
	return new InferenceError(`The server answered with an error: ${words || JSON.stringify(value).slice(0, 200)}`, {
		type: 'server',
		advice: 'Check the inputs, or try again later or with another model.',
		response: kept(value),
	});
}

/** The part of an answer that says of a job that it failed. */
export function failedJob(answer: JsonObject): JsonObject | undefined {
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
