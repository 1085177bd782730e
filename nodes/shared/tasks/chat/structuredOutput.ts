import { isObject, type JsonObject, type JsonValue } from '../../client/json';
import type { TaskArguments } from '../task';
import { completed, fitsStrict, schemaOf } from './jsonSchema';

/** Asks for a stream, and for the usage at its end. */
export const CHAT_STREAMING: JsonObject = { stream: true, stream_options: { include_usage: true } };

/** The name that a schema of the node's own fields has on the wire. */
export const SCHEMA_NAME = 'answer';

/**
 * OpenAI's `response_format` for what the user asked for; undefined for plain text. `strict` goes with a schema that
 * strict servers take: such a schema is closed by its example, or can be closed without changing what it asks for.
 */
export function responseFormat(values: TaskArguments): JsonObject | undefined {
	switch (values.structuredOutput) {
		case 'jsonObject':
			return { type: 'json_object' };
		case 'jsonSchema':
		case 'jsonExample': {
			const schema = ownSchema(values);
			if (!isObject(schema)) return undefined;
			const strict = completed(schema);
			const json_schema: JsonObject = fitsStrict(strict)
				? { name: SCHEMA_NAME, schema: strict, strict: true }
				: { name: SCHEMA_NAME, schema };
			return { type: 'json_schema', json_schema };
		}
		default:
			return undefined;
	}
}

function ownSchema(values: TaskArguments): JsonValue | undefined {
	return values.structuredOutput === 'jsonExample'
		? schemaOf(values.jsonExample as JsonValue)
		: (values.jsonSchema as JsonValue | undefined);
}

/** Whether the answer must be JSON, by either way of asking for it. */
export function asksForJson({ responseFormat: format, structuredOutput }: TaskArguments): boolean {
	if (isObject(format)) return typeof format.type === 'string' && format.type.startsWith('json');
	return typeof structuredOutput === 'string' && structuredOutput !== 'none';
}

/** The schema that the answer must fit, by either way of asking for it; TGI's form of a schema counts too. */
export function askedSchema(values: TaskArguments): JsonObject | undefined {
	const { responseFormat: given } = values;
	const format = isObject(given) ? given : responseFormat(values);
	if (!isObject(format)) return undefined;
	const schema = isObject(format.json_schema) ? format.json_schema.schema : (format.schema ?? format.value);
	return isObject(schema) ? schema : undefined;
}
