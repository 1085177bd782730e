import { unexpectedResponse } from '../../client/errors';
import { isObject, parseJson, type JsonObject, type JsonValue } from '../../client/json';
import type { FailedAnswer } from '../../client/retry';
import type { Payload } from '../../client/payload';
import type { TaskArguments } from '../task';

/** Asks for a stream, and for the usage at its end. */
export const CHAT_STREAMING: JsonObject = { stream: true, stream_options: { include_usage: true } };

/** OpenAI's `response_format` for what the user asked for; undefined for plain text. */
export function responseFormat(values: TaskArguments): JsonObject | undefined {
	const schema =
		values.structuredOutput === 'jsonExample' ? schemaOf(values.jsonExample as JsonValue) : values.jsonSchema;
	switch (values.structuredOutput) {
		case 'jsonObject':
			return { type: 'json_object' };
		case 'jsonSchema':
		case 'jsonExample':
			return isObject(schema)
				? { type: 'json_schema', json_schema: { name: 'answer', schema, strict: true } }
				: undefined;
		default:
			return undefined;
	}
}

/** Whether the answer must be JSON, by either way of asking for it. */
export function asksForJson({ responseFormat: format, structuredOutput }: TaskArguments): boolean {
	if (isObject(format)) return typeof format.type === 'string' && format.type.startsWith('json');
	return typeof structuredOutput === 'string' && structuredOutput !== 'none';
}

/** A JSON Schema that the example fits: every key is required, no other is allowed. */
export function schemaOf(example: JsonValue | undefined): JsonObject {
	if (Array.isArray(example)) return { type: 'array', items: example[0] === undefined ? {} : schemaOf(example[0]) };
	if (isObject(example)) {
		const properties = Object.fromEntries(Object.entries(example).map(([key, value]) => [key, schemaOf(value)]));
		return { type: 'object', properties, required: Object.keys(example), additionalProperties: false };
	}
	if (typeof example === 'number') return { type: Number.isInteger(example) ? 'integer' : 'number' };
	if (typeof example === 'boolean') return { type: 'boolean' };
	return typeof example === 'string' ? { type: 'string' } : {};
}

/**
 * The JSON in a model's answer; models like to put it into a code block.
 * @throws {InferenceError} `unexpectedResponse` where there is none
 */
export function parseStructured(content: string, finishReason: unknown): JsonValue {
	const bare = /^\s*```(?:json)?\s*([\s\S]*?)```\s*$/.exec(content)?.[1] ?? content;
	try {
		return parseJson(bare);
	} catch (error) {
		throw unexpectedResponse(
			content.trim() === ''
				? "The model's answer is empty, and JSON was asked for"
				: `The model's answer is not the JSON that was asked for: ${content.slice(0, 200)}`,
			{
				advice:
					finishReason === 'length'
						? "The answer was cut at the token limit: raise 'Max Tokens' in 'Model Parameters'."
						: 'Choose a model that supports structured output, or say in the prompt that the answer must be JSON alone.',
				cause: error,
				response: content,
			},
		);
	}
}

/**
 * The request in TGI's form: it refuses OpenAI's `json_schema` before anything is generated.
 * Source: text-generation-inference, GrammarType.
 */
export function inTgiForm({ status, text }: FailedAnswer, payload: Payload): Payload | undefined {
	if (status !== 422 || !/failed to deserialize/i.test(text) || !('json' in payload) || !isObject(payload.json))
		return undefined;
	const format = payload.json.response_format;
	const schema = isObject(format) && isObject(format.json_schema) ? format.json_schema.schema : undefined;
	if (schema === undefined) return undefined;
	return { json: { ...payload.json, response_format: { type: 'json_object', value: schema } } };
}
