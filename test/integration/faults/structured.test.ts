import type { IDataObject } from 'n8n-workflow';
import { runNode } from '../support/engine';
import { json, type Hostile } from './hostile';
import { byUrl, detailsOf, posts, useServers } from './played';

const start = useServers();

interface Asked {
	readonly item: IDataObject;
	readonly details: IDataObject;
	readonly server: Hostile;
}

/** Runs a chat that asks for JSON, at a server that gives this answer. */
async function ask(parameters: IDataObject, answer: object, status = 200): Promise<Asked> {
	const server = await start(({ response }) => json(response, status, answer));
	const { json: out } = await runNode({
		parameters: { operation: 'chat-completion', prompt: 'hello', model: byUrl(server.url), ...parameters },
		onError: 'continueRegularOutput',
	});
	const [item = {}] = out;
	return { item, details: detailsOf(item), server };
}

const completion = (message: IDataObject, finish_reason = 'stop'): object => ({
	choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason }],
});
const anyJson: IDataObject = { structuredOutput: 'jsonObject' };

describe('E1: JSON that is in an answer', () => {
	it.each([
		['a fenced block after words', 'Sure, here it is:\n```json\n{"a":1}\n```'],
		['a fenced block in capitals', '```JSON\n{"a":1}\n```'],
		['words before it', 'Sure! {"a":1}'],
		['reasoning that ends in the same line', 'hm</think>{"a":1}'],
		['words on both sides', 'Here: {"a":1}. Anything else?'],
		['brackets in words before it', 'As [1] says: {"a":1}'],
		['a block of code before its own', '```python\nprint({})\n```\n```json\n{"a":1}\n```'],
	])('is found: %s', async (_where, content) => {
		const { item } = await ask(anyJson, completion({ content }));
		expect(item.error).toBeUndefined();
		expect(item.parsed).toEqual({ a: 1 });
	});

	it('is found in the reasoning, where vLLM put all of it', async () => {
		const { item } = await ask(anyJson, completion({ content: null, reasoning_content: '{"a":1}' }));
		expect(item.parsed).toEqual({ a: 1 });
	});

	it.each(['stop', 'length'])('is in the details whole, where it is not readable: %s', async (reason) => {
		const content = `{"a": "${'x'.repeat(2_000)}`;
		const { details } = await ask(anyJson, completion({ content }, reason));
		expect(details.type).toBe('unexpectedResponse');
		expect(JSON.stringify(details.response)).toContain('x'.repeat(2_000));
	});
});

describe('E3: the schema of an example', () => {
	it.each<[string, object]>([
		['20', { type: 'number' }],
		['2.5', { type: 'number' }],
		['null', { type: 'null' }],
		['[]', { type: 'array', items: {} }],
		['[20, 2.5]', { type: 'array', items: { type: 'number' } }],
		['[null]', { type: 'array', items: { type: 'null' } }],
		['{ "b": 20 }', expect.objectContaining({ properties: { b: { type: 'number' } } })],
	])("is that of n8n's own generator: %s", async (example, schema) => {
		const { server } = await ask(
			{ structuredOutput: 'jsonExample', jsonExample: `{ "a": ${example} }` },
			completion({ content: '{"a":1}' }),
		);
		const body = JSON.parse(posts(server)[0]?.body ?? '{}') as IDataObject;
		expect(body.response_format).toMatchObject({ json_schema: { schema: { properties: { a: schema } } } });
	});
});

describe("E5: what Groq's model wrote, where it is not the JSON that was asked for", () => {
	it.each<[string, object]>([
		['beside its message', { error: { message: "See 'failed_generation'.", failed_generation: '{"a": oh' } }],
		['at the top', { message: "See 'failed_generation'.", failed_generation: '{"a": oh' }],
		[
			'of a call of a tool',
			{ error: { message: 'Failed to call a function.', code: 'tool_use_failed', failed_generation: '{"a": oh' } },
		],
	])('is in the details: %s', async (_where, refusal) => {
		const { item, details } = await ask(anyJson, refusal, 400);
		expect(item.error).toBeDefined();
		expect(details.response).toBe('{"a": oh');
	});
});
