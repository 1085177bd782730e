import { InferenceError } from '../../client/errors';
import { isObject, type JsonObject, type JsonValue } from '../../client/json';
import { wordsOf } from '../../client/serverError';

const NO_WORDS = "it ended with finish_reason 'error'";

/**
 * What a choice says of its failure; undefined where it did not fail.
 * Source: OpenRouter's `error` in a choice, and `finish_reason: "error"`.
 */
export function failureWords({ error, finish_reason }: JsonObject): string | undefined {
	if (error) return wordsOf({ json: isObject(error) ? { error } : error, text: '' }) || NO_WORDS;
	return finish_reason === 'error' ? NO_WORDS : undefined;
}

/**
 * @throws {InferenceError} `server` for a choice that says that it failed; `details.response` holds the whole answer
 */
export function assertNotFailed(choice: JsonObject, whole: JsonValue): void {
	const words = failureWords(choice);
	if (words === undefined) return;
	throw new InferenceError(`The server answered with an error: ${words}`, {
		type: 'server',
		advice: 'Check the inputs, or try again later or with another model.',
		response: whole,
	});
}
