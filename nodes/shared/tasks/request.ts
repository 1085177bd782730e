import { setPath, type Payload, type PayloadObject } from '../client/payload';
import type { Field } from '../fields/field';
import type { Task, TaskArguments } from './task';

/** Puts each value at its field's wire path. Skips fields without a value or a path. */
export function placeFields(values: TaskArguments, fields: readonly Field[]): PayloadObject {
	const json: PayloadObject = {};
	for (const field of fields) {
		const value = values[field.name];
		if (value !== undefined && field.wire !== undefined) setPath(json, field.wire, value);
	}
	return json;
}

/** Makes a task's request from the values of one item. */
export function requestOf(task: Task, values: TaskArguments): Payload {
	const fields = [...task.inputs, ...task.parameters];
	return task.request?.(values, fields) ?? { json: placeFields(values, fields) };
}
