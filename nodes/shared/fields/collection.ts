import { isObject } from '../client/json';
import { isSet, type ArgumentValue } from '../tasks/task';
import type { Field } from './field';
import { valueOf } from './value';

/**
 * The values of a collection's fields, as n8n gives it. Fields without a value are left out.
 * @param isComputed whether an expression gave the value of a field
 * @throws {InferenceError} `invalidInput`, naming the field
 */
export function readCollection(
	fields: readonly Field[],
	given: unknown,
	isComputed: (name: string) => boolean,
): Record<string, ArgumentValue> {
	const values: Record<string, ArgumentValue> = {};
	if (!isObject(given)) return values;
	for (const field of fields) {
		if (field.kind === 'file' || field.kind === 'attachments' || field.kind === 'table' || field.kind === 'form')
			continue;
		const value = Object.hasOwn(given, field.name)
			? valueOf(field, given[field.name], isComputed(field.name))
			: undefined;
		if (isSet(value)) values[field.name] = value;
	}
	return values;
}
