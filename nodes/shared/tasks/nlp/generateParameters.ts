import { isObject } from '../../client/json';
import type { Payload } from '../../client/payload';
import type { Field } from '../../fields/field';
import { placeFields } from '../request';
import type { TaskArguments } from '../task';

/**
 * The request of a task whose `generateParameters` go flat among its parameters: Hugging Face's servers refuse the
 * nested key that the schema names.
 */
export function flattenGenerateParameters(values: TaskArguments, fields: readonly Field[]): Payload {
	const { generateParameters, ...others } = values;
	const json = placeFields(others, fields);
	if (!isObject(generateParameters)) return { json };
	const parameters = isObject(json.parameters) ? json.parameters : {};
	return { json: { ...json, parameters: { ...generateParameters, ...parameters } } };
}
