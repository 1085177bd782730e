import type { JsonObject, JsonValue } from '../../../nodes/shared/client/json';
import { readSchema, resolved, type Schema } from './schema';

/** An answer made from a schema, with every property. */
export interface Example {
	readonly answer: JsonValue;
	/** Each single value of the answer, with its name. */
	readonly properties: ReadonlyArray<{ readonly name: string; readonly value: JsonValue }>;
}

/** Names of file properties. Schemas describe them only in words. */
const FILES = ['mask', 'image', 'audio', 'video', 'depth'];
/** Lists reduced to their first element: one query has one answer, one chat one message. */
const SINGLE: Readonly<Record<string, string>> = { 'chat-completion': 'choices', 'table-question-answering': '' };
/** Start of a PNG. The rest of the file does not matter here. */
const SIGNATURE = '89504e470d0a1a0a0000000d49484452';

/** Whether a value of an example is one of its files. */
export function isFile(value: JsonValue): boolean {
	return typeof value === 'string' && Buffer.from(value, 'base64').toString('hex').startsWith(SIGNATURE);
}

/** An example of a task's answer, with a different value each time. */
export function exampleOf(taskId: string): Example {
	const root = readSchema(taskId, 'output.json');
	const properties: Array<{ name: string; value: JsonValue }> = [];

	function single(name: string, value: JsonValue): JsonValue {
		properties.push({ name, value });
		return value;
	}

	function make(schema: Schema, name: string): JsonValue {
		const inner = resolved(schema, root);
		const number = properties.length + 1;
		if (FILES.includes(name))
			return single(name, Buffer.from(`${SIGNATURE}${String(number).padStart(8, '0')}`, 'hex').toString('base64'));
		if (inner.enum !== undefined) return single(name, inner.enum[0] ?? '');
		switch (inner.type) {
			case 'object':
				return makeObject(inner);
			case 'array':
				return Array.from({ length: SINGLE[taskId] === name ? 1 : 2 }, () => make(inner.items ?? {}, name));
			case 'string':
				return single(name, `text ${number}`);
			case 'boolean':
				return single(name, true);
			case 'integer':
				return single(name, number);
			default:
				return inner.oneOf === undefined ? single(name, number + 0.5) : alternatives(inner.oneOf, name);
		}
	}

	function makeObject({ properties: known = {} }: Schema): JsonObject {
		return Object.fromEntries(Object.entries(known).map(([key, property]) => [key, make(property, key)]));
	}

	/** All object alternatives, merged. */
	function alternatives(options: readonly Schema[], name: string): JsonValue {
		const objects = options.map((option) => resolved(option, root)).filter(({ type }) => type === 'object');
		return objects.length === 0
			? single(name, 0)
			: makeObject({
					properties: Object.assign({}, ...objects.map(({ properties: known }) => known)) as Record<string, Schema>,
				});
	}

	return { answer: make(root, ''), properties };
}
