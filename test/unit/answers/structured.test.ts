import type { JsonObject, JsonValue } from '../../../nodes/shared/client/json';
import { chat } from '../../../nodes/shared/tasks/answers/chat';
import { findJson } from '../../../nodes/shared/tasks/chat/findJson';
import { completed, fitsStrict, schemaOf } from '../../../nodes/shared/tasks/chat/jsonSchema';
import { firstDifference } from '../../../nodes/shared/tasks/chat/schemaDifference';
import { responseFormat } from '../../../nodes/shared/tasks/chat/structuredOutput';
import { isObject } from '../../../nodes/shared/client/json';
import { failureOf, jsonOf, readJson } from './read';

const completion = (message: object, finish_reason = 'stop'): JsonObject =>
	({ choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason }] }) as JsonObject;
const asked = { structuredOutput: 'jsonObject' };

describe('E1: the JSON in an answer', () => {
	it.each([
		['a block after words', 'Sure, here it is:\n```json\n{"a":1}\n```\nAnything else?'],
		['a block in capitals', '```JSON\n{"a":1}\n```'],
		['a block without a line break', '```{"a":1}```'],
		['between words', 'Sure! {"a":1} is it.'],
		['after the end of reasoning in one line', 'hm, {"no":1}</think>{"a":1}'],
		['after a list that is none', 'As [1] and [2] say: {"a":1}'],
		['after a bracket that stays open', 'In set notation { x | x > 1: {"a":1}'],
		['with brackets in its texts', 'Here: {"a":1,"b":"}{"}'],
		['after another block', '```python\nprint({})\n```\n```json\n{"a":1}\n```'],
	])('is found: %s', async (_where, content) => {
		expect((await jsonOf(chat, completion({ content }), asked)).parsed).toMatchObject({ a: 1 });
	});

	it('is the part that fits the schema', async () => {
		const values = {
			structuredOutput: 'jsonSchema',
			jsonSchema: { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] },
		};
		const content = 'The schema is {"type":"object"}, so: {"a":1}';
		expect((await jsonOf(chat, completion({ content }), values)).parsed).toEqual({ a: 1 });
	});

	it('is found in the reasoning where vLLM put all of it there, and a hint says so', async () => {
		const { json, hints } = await readJson(chat, completion({ content: null, reasoning_content: '{"a":1}' }), asked);
		expect(json).toMatchObject({ parsed: { a: 1 }, reasoning_content: '{"a":1}' });
		expect(hints).toEqual([expect.stringContaining('reasoning')]);
	});

	it('is not taken from reasoning beside an answer that holds none', async () => {
		const failure = await failureOf(
			jsonOf(chat, completion({ content: 'No.', reasoning_content: 'Perhaps {"a":1}' }), asked),
		);
		expect(failure.message).toContain('No.');
	});

	it.each(['stop', 'length'])('is missed: the error keeps the whole answer (%s)', async (reason) => {
		const whole = completion({ content: `{"a": "${'x'.repeat(5_000)}` }, reason);
		expect((await failureOf(jsonOf(chat, whole, asked))).details.response).toEqual(whole);
	});

	it('is looked for in time that grows with the text', () => {
		const time = (length: number): number => {
			const text = '{'.repeat(length);
			const started = process.cpuUsage().user;
			findJson(text, isObject);
			return process.cpuUsage().user - started;
		};
		time(100_000);
		expect(time(400_000)).toBeLessThan(20 * Math.max(10_000, time(100_000)));
	});
});

describe('D10: a refusal where JSON was asked for', () => {
	it('is the error', async () => {
		const failure = await failureOf(jsonOf(chat, completion({ content: null, refusal: 'I cannot.' }), asked));
		expect(failure.message).toBe('The model refused to answer: I cannot.');
		expect(failure.details).toMatchObject({ type: 'unexpectedResponse', response: { choices: expect.any(Array) } });
	});

	it('is a key where text was asked for', async () => {
		expect(await jsonOf(chat, completion({ content: null, refusal: 'I cannot.' }))).toMatchObject({
			refusal: 'I cannot.',
		});
	});
});

describe('E2: strict', () => {
	const schema = { type: 'object', properties: { topic: { type: 'string' } }, required: ['topic'] };
	const sent = (jsonSchema: JsonValue) => responseFormat({ structuredOutput: 'jsonSchema', jsonSchema })?.json_schema;

	it("goes with the node's default, closed", () => {
		expect(sent(schema)).toEqual({ name: 'answer', strict: true, schema: { ...schema, additionalProperties: false } });
	});

	it('goes with an example', () => {
		const jsonExample = { topic: 'billing', tags: ['a'], who: { name: 'x' } };
		expect(responseFormat({ structuredOutput: 'jsonExample', jsonExample })).toMatchObject({
			json_schema: { strict: true, schema: { properties: { who: { additionalProperties: false } } } },
		});
	});

	it.each<[string, JsonObject]>([
		['a key that may be missing', { ...schema, required: [] }],
		['further keys', { ...schema, additionalProperties: true }],
		['a keyword that strict servers refuse', { ...schema, properties: { topic: { type: 'string', minLength: 1 } } }],
		['a list at its root', { type: 'array', items: schema }],
		['objects of any form', { type: 'object' }],
		['elements of any form', { ...schema, properties: { topic: { type: 'array' } } }],
	])("does not go with a user's schema of %s, which is sent as it is", (_what, given) => {
		expect(sent(given)).toEqual({ name: 'answer', schema: given });
	});

	it('closes schemas at every depth', () => {
		const open = { type: 'object', properties: {}, required: [] };
		const given = { ...open, properties: { a: { type: 'array', items: open } }, required: ['a'], $defs: { b: open } };
		expect(fitsStrict(completed(given))).toBe(true);
		expect(completed(given)).toMatchObject({
			properties: { a: { items: { additionalProperties: false } } },
			$defs: { b: { additionalProperties: false } },
		});
	});
});

describe("E3: the schema of an example, as n8n's own generator makes it", () => {
	it.each<[JsonValue, JsonObject]>([
		[20, { type: 'number' }],
		[2.5, { type: 'number' }],
		[null, { type: 'null' }],
		['a', { type: 'string' }],
		[true, { type: 'boolean' }],
		[[], { type: 'array', items: {} }],
		[[1, 2], { type: 'array', items: { type: 'number' } }],
		[[1, 'a'], { type: 'array', items: { anyOf: [{ type: 'number' }, { type: 'string' }] } }],
	])('%j', (example, schema) => {
		expect(schemaOf(example)).toEqual(schema);
	});

	it('takes what is not in each object of a list as one that may be missing', () => {
		expect(schemaOf([{ a: 1, b: 1 }, { a: 2 }])).toMatchObject({
			items: { properties: { a: { type: 'number' }, b: { type: 'number' } }, required: ['a'] },
		});
	});
});

describe('E4: JSON that does not fit the schema', () => {
	it('is passed on with a hint that names the first difference', async () => {
		const values = { structuredOutput: 'jsonExample', jsonExample: { topic: 'x' } };
		const { json, hints } = await readJson(chat, completion({ content: '{"wrong":1}' }), values);
		expect(json.parsed).toEqual({ wrong: 1 });
		expect(hints).toEqual(["The JSON of {items} does not fit the schema: 'topic' is missing"]);
	});

	it.each([
		['response_format', { responseFormat: { type: 'json_schema', json_schema: { schema: { type: 'array' } } } }],
		['the form of TGI', { responseFormat: { type: 'json_object', value: { type: 'array' } } }],
	])('is held against the schema in %s', async (_form, values) => {
		expect((await readJson(chat, completion({ content: '{}' }), values)).hints).toHaveLength(1);
	});

	it('gives no hint where it fits', async () => {
		const values = { structuredOutput: 'jsonExample', jsonExample: { topic: 'x' } };
		expect((await readJson(chat, completion({ content: '{"topic":"y"}' }), values)).hints).toEqual([]);
	});

	const topic = { $defs: { topic: { enum: ['a', 'b'] } } };
	it.each<[string, JsonObject, JsonValue, string | undefined]>([
		['a type', { type: 'object' }, [], 'the value is array, not object'],
		['one of several types', { type: ['string', 'null'] }, 1, 'the value is number, not string or null'],
		['an integer', { type: 'integer' }, 1.5, 'the value is number, not integer'],
		['a number that is whole', { type: 'number' }, 1, undefined],
		['a further key', { properties: {}, additionalProperties: false }, { x: 1 }, "'x' is not allowed"],
		['a further key of a type', { additionalProperties: { type: 'number' } }, { x: 'a' }, "'x' is string, not number"],
		['an element', { items: { required: ['a'] } }, [{ a: 1 }, {}], "'[1].a' is missing"],
		['an enum', { enum: [1, { a: [2] }] }, { a: [2] }, undefined],
		['a constant', { const: 'a' }, 'b', 'the value is not "a"'],
		['alternatives', { anyOf: [{ type: 'string' }, { type: 'null' }] }, 1, 'the value fits none of its schemas'],
		[
			'all of several',
			{ allOf: [{ type: 'number' }, { enum: [2] }] },
			1,
			'the value is none of the values of its enum',
		],
		[
			'a reference',
			{ ...topic, properties: { t: { $ref: '#/$defs/topic' } } },
			{ t: 'c' },
			"'t' is none of the values of its enum",
		],
		['a reference in a circle', { $ref: '#' }, 1, undefined],
		['a key of a prototype', { required: ['constructor'] }, {}, "'constructor' is missing"],
	])('is found by %s', (_what, schema, value, words) => {
		expect(firstDifference(schema, value)).toBe(words);
	});
});
