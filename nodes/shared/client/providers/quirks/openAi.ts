import { isObject, omit, type JsonObject, type JsonValue } from '../../json';
import { inOrderOfIndex } from '../../openAiList';
import { hoisted, withParameters } from './arguments';
import type { Arguments, OfficialRequest, TaskQuirks } from './quirks';

/** Keys of Hugging Face's form, which no route of OpenAI's knows. */
const NOT_IN_BODY = ['inputs', 'parameters'];

/**
 * Text generation as OpenAI's completions. The official client nests everything under `parameters` for some providers,
 * and sends the chat route's form to others. Source: huggingface_hub, `BaseTextGenerationTask`; the token limit under
 * the name that the providers read, as in its `featherless_ai.py`.
 */
export const completions: TaskQuirks = {
	before: (args) => withParameters(args, ({ max_new_tokens: limit, ...others }) => ({ max_tokens: limit, ...others })),
	after: ({ url, body }, args) => ({ url, body: body && rootBody(body, 'prompt', args) }),
	// Documented by novita and together, the union of both; vLLM behind the others reads the same.
	documented: [
		'best_of',
		'echo',
		'frequency_penalty',
		'logit_bias',
		'logprobs',
		'max_new_tokens',
		'max_tokens',
		'min_p',
		'n',
		'presence_penalty',
		'repetition_penalty',
		'response_format',
		'seed',
		'stop',
		'stream',
		'stream_options',
		'temperature',
		'top_k',
		'top_p',
	],
};

/** Embeddings of OpenAI's protocol. Source: huggingface_hub, `ScalewayFeatureExtractionTask` and its like. */
export const embeddings: TaskQuirks = {
	after: ({ url, body }, args) => ({ url, body: body && rootBody(body, 'input', args) }),
	documented: ['dimensions', 'encoding_format', 'service_tier', 'user'],
	read: ({ data, ...others }) => ({ ...others, ...(data !== undefined && { data: inOrder(data) }) }),
};

function rootBody(body: JsonObject, input: string, args: Arguments): JsonObject {
	const { inputs, ...parameters } = hoisted(args) as JsonObject;
	return { ...omit(body, ...NOT_IN_BODY), ...parameters, [input]: inputs ?? '' };
}

/** The client does not look at `index`, by which a list may be out of order. */
function inOrder(data: JsonValue): JsonValue {
	const hasIndex = Array.isArray(data) && data.every((entry) => isObject(entry) && typeof entry.index === 'number');
	return hasIndex ? inOrderOfIndex(data) : data;
}

/**
 * Transcriptions of OpenAI's protocol, where times come in the verbose form alone.
 * @param granularity name of the form's field for the kind of times
 */
export function transcriptions(granularity: string, documented: readonly string[]): TaskQuirks {
	return {
		before: (args) =>
			withParameters(args, ({ return_timestamps: times, ...others }) =>
				times === true || times === 'word'
					? { response_format: 'verbose_json', [granularity]: times === true ? 'segment' : times, ...others }
					: others,
			),
		documented: [
			'return_timestamps',
			'language',
			'prompt',
			'response_format',
			'temperature',
			granularity,
			...documented,
		],
	};
}

/**
 * A chat's JSON schema in the form that came before OpenAI's. Source: huggingface_hub, `cohere.py`,
 * `fireworks_ai.py`.
 */
export const schemaAsJsonObject: TaskQuirks = {
	before: (args) => {
		const { response_format: format } = args;
		const schema = isObject(format) && format.type === 'json_schema' && isObject(format.json_schema);
		if (!schema || !isObject(format.json_schema) || format.json_schema.schema === undefined) return args;
		return { ...args, response_format: { type: 'json_object', schema: format.json_schema.schema } };
	},
};

/** The same request at another route. */
export function atRoute(from: RegExp, to: string): (request: OfficialRequest) => OfficialRequest {
	return (request) => ({ ...request, url: request.url.replace(from, to) });
}
