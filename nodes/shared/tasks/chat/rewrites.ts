import { isObject, omit, type JsonObject } from '../../client/json';
import { jsonObjectOf, mapJson } from '../../client/jsonPayload';
import type { Payload, Rewrite } from '../../client/payload';
import { SCHEMA_NAME } from './structuredOutput';

/** A request that was refused for its form has not run. */
const REFUSED = [400, 422];

/**
 * The request in TGI's form: it refuses OpenAI's `json_schema` before anything is generated.
 * Source: text-generation-inference, GrammarType.
 */
const tgiSchema: Rewrite = {
	id: 'tgiSchema',
	fits: ({ status, text }, payload) =>
		status === 422 && /failed to deserialize/i.test(text) && isObject(schemaIn(payload)?.schema),
	apply: (payload) => {
		const schema = schemaIn(payload)?.schema;
		return schema === undefined
			? payload
			: withJson(payload, { response_format: { type: 'json_object', value: schema } });
	},
};

/**
 * The request without `strict`, for servers that refuse the schema under it: Cerebras, Groq and OpenAI name a keyword
 * that they do not take. An answer that Groq generated and then found unfit has been paid for, and is not asked again.
 */
const lenientSchema: Rewrite = {
	id: 'lenientSchema',
	fits: ({ status, text }, payload) =>
		REFUSED.includes(status) &&
		/schema|strict|additional_?properties|response_?format/i.test(text) &&
		!/failed_generation|json_validate_failed/.test(text) &&
		schemaIn(payload)?.strict === true &&
		// A format that the user wrote stays as it is.
		schemaIn(payload)?.name === SCHEMA_NAME,
	apply: (payload) => {
		const json_schema = schemaIn(payload);
		return json_schema === undefined
			? payload
			: withJson(payload, { response_format: { type: 'json_schema', json_schema: omit(json_schema, 'strict') } });
	},
};

const UNKNOWN_FIELD = [
	/stream_options|include_usage|extra_forbidden/i,
	/(extra|additional) (inputs?|fields?|parameters?|propert)/i,
	/(unknown|unrecognized|unexpected|unsupported) (field|parameter|argument|key|propert)/i,
];

/**
 * The request without `stream_options`, for servers that do not know it: the usage is then missing.
 * Source: Mistral's and Azure's refusals, "Extra inputs are not permitted" and "Unknown parameter".
 */
const plainStream: Rewrite = {
	id: 'plainStream',
	fits: ({ status, text }, payload) =>
		REFUSED.includes(status) &&
		jsonObjectOf(payload)?.stream_options !== undefined &&
		UNKNOWN_FIELD.some((words) => words.test(text)),
	apply: (payload) => mapJson(payload, (json) => omit(json, 'stream_options')),
};

/** Other forms of a chat request, for servers that refused the first one; each is tried once. */
export const CHAT_REWRITES: readonly Rewrite[] = [tgiSchema, plainStream, lenientSchema];

function withJson(payload: Payload, more: JsonObject): Payload {
	return mapJson(payload, (json) => ({ ...json, ...more }));
}

function schemaIn(payload: Payload): JsonObject | undefined {
	const format = jsonObjectOf(payload)?.response_format;
	return isObject(format) && isObject(format.json_schema) ? format.json_schema : undefined;
}
