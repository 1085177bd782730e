import { invalidInput } from '../client/errors';
import { isObject } from '../client/json';

const WEB_ADDRESS = /^https?:\/\//i;

/**
 * The model that the field 'Model' gives: a name, a URL, or an empty text.
 * @param given a resource locator, or a bare name or URL from an expression
 * @param endpointUrl the credential's own endpoint, which an empty field means
 * @throws {InferenceError} `invalidInput` for anything but a URL in the mode Endpoint URL: taken for a model's name, it
 * would send the input and the token to Hugging Face
 */
export function readModel(given: unknown, endpointUrl: string): string {
	const model = textOf(isObject(given) ? given.value : given);
	if (!isObject(given) || given.mode !== 'url' || WEB_ADDRESS.test(model.trim())) return model;
	if (model.trim() === '' && endpointUrl !== '') return model;
	throw model.trim() === ''
		? invalidInput(
				"'Model' is empty",
				"Write the address of a server in 'Model', starting with http:// or https://, or set 'Model' to By ID.",
			)
		: invalidInput(
				`'Model' is set to Endpoint URL, and '${model.slice(0, 200)}' is no web address`,
				"Start the address in 'Model' with http:// or https://. For the name of a model, set 'Model' to By ID.",
			);
}

function textOf(value: unknown): string {
	return value === undefined || value === null ? '' : String(value);
}
