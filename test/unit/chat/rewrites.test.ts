import type { JsonObject } from '../../../nodes/shared/client/json';
import type { FailedAnswer } from '../../../nodes/shared/client/retry';
import { errorOf } from '../../../nodes/shared/client/serverError';
import { CHAT_REWRITES } from '../../../nodes/shared/tasks/chat/rewrites';
import { CHAT_STREAMING, responseFormat } from '../../../nodes/shared/tasks/chat/structuredOutput';

const answer = (status: number, json: JsonObject | string): FailedAnswer => ({
	status,
	headers: {},
	text: typeof json === 'string' ? json : JSON.stringify(json),
	...(typeof json !== 'string' && { json }),
	elapsedMs: 1,
});
const messages = [{ role: 'user', content: 'Hi' }];
const streamed = { messages, ...CHAT_STREAMING };
const format = responseFormat({ structuredOutput: 'jsonExample', jsonExample: { a: 1 } }) ?? {};
const strict = { messages, response_format: format };

/** The request after the first rewrite that fits, and its id. */
function rewritten(failed: FailedAnswer, json: JsonObject): [id: string, json: unknown] | undefined {
	const found = CHAT_REWRITES.find(({ fits }) => fits(failed, { json }));
	const payload = found?.apply({ json });
	return found && payload && 'json' in payload ? [found.id, payload.json] : undefined;
}

describe('D8: a server that refuses stream_options', () => {
	it.each<[number, JsonObject | string]>([
		[
			422,
			{ detail: [{ type: 'extra_forbidden', loc: ['body', 'stream_options'], msg: 'Extra inputs are not permitted' }] },
		],
		[400, { error: { message: "Unknown parameter: 'stream_options'." } }],
		[422, { message: 'Extra inputs are not permitted' }],
		[400, 'unrecognized field include_usage'],
	])('is asked once more without them: %s %j', (status, words) => {
		expect(rewritten(answer(status, words), streamed)).toEqual(['plainStream', { messages, stream: true }]);
	});

	it.each<[number, string]>([
		[500, 'stream_options'],
		[400, 'The prompt is too long'],
	])('is not asked again for %s: %s', (status, words) => {
		expect(rewritten(answer(status, words), streamed)).toBeUndefined();
	});
});

describe('E2: a server that refuses a schema under strict', () => {
	it.each<[number, JsonObject]>([
		[422, { message: "'additionalProperties' is required to be supplied and set to false.", param: 'response_format' }],
		[400, { error: { message: 'invalid schema for response format: minItems is not supported' } }],
		[400, { message: "Unsupported JSON schema fields: {'items'}", code: 'wrong_api_format' }],
	])('is asked once more without it: %s %j', (status, words) => {
		const schema = (format.json_schema as JsonObject).schema;
		expect(rewritten(answer(status, words), strict)).toEqual([
			'lenientSchema',
			{ messages, response_format: { type: 'json_schema', json_schema: { name: 'answer', schema } } },
		]);
	});

	it('is not asked again where Groq generated an answer that does not fit', () => {
		const failed = answer(400, {
			error: { message: "See 'failed_generation': it does not match the schema", failed_generation: '{"b":1}' },
		});
		expect(rewritten(failed, strict)).toBeUndefined();
	});

	it("keeps strict in the user's own response_format", () => {
		const own = { type: 'json_schema', json_schema: { name: 'mine', schema: {}, strict: true } };
		expect(rewritten(answer(400, 'invalid schema'), { messages, response_format: own })).toBeUndefined();
	});
});

it('asks TGI in its own form', () => {
	expect(rewritten(answer(422, 'Failed to deserialize the JSON body'), strict)).toEqual([
		'tgiSchema',
		{ messages, response_format: { type: 'json_object', value: (format.json_schema as JsonObject).schema } },
	]);
});

it.each(CHAT_REWRITES)('$id leaves a request alone that it has nothing to do with', ({ apply }) => {
	expect(apply({ json: { messages } })).toEqual({ json: { messages } });
});

describe("E5: Groq's failed_generation", () => {
	const subject = { url: new URL('https://x.test'), isEndpoint: true };
	it.each<JsonObject>([
		{ error: { message: 'Failed to generate JSON', failed_generation: '{"a":' } },
		{ message: 'Failed to generate JSON', failed_generation: '{"a":' },
	])('is kept in the error: %j', (json) => {
		expect(errorOf(answer(400, json), subject).details.response).toBe('{"a":');
	});

	it('is not made up where there is none', () => {
		expect(errorOf(answer(400, { error: { message: 'No' } }), subject).details.response).toBeUndefined();
	});
});
