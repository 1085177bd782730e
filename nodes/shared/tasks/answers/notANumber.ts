import { unexpectedResponse, type InferenceError } from '../../client/errors';
import type { JsonValue } from '../../client/json';

/**
 * The error for numbers that are none: a model that overflows answers with NaN, which is of no use to anyone.
 * @param what e.g. `vector`
 * @param json the whole answer, which the error keeps
 */
export function notANumber(what: string, json: JsonValue): InferenceError {
	return unexpectedResponse(`The server answered with a ${what} that is not a number (NaN)`, {
		advice: 'The model failed at this input. Shorten it, or try another model, or one in float32.',
		response: json,
	});
}
