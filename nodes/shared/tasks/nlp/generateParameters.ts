import { isObject } from '../../client/json';
import type { Payload } from '../../client/payload';
import type { Field } from '../../fields/field';
import { placeFields } from '../request';
import type { TaskArguments } from '../task';

/**
 * Makes a request with `generateParameters` merged into the other parameters.
 * Hugging Face's servers reject the nested key of the schema.
 */
export function flattenGenerateParameters(values: TaskArguments, fields: readonly Field[]): Payload {
	const { generateParameters, ...others } = values;
	const json = placeFields(others, fields);
	if (!isObject(generateParameters)) return { json };
	const parameters = isObject(json.parameters) ? json.parameters : {};
	return { json: { ...json, parameters: { ...generateParameters, ...parameters } } };
}
