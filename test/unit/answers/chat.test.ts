import { chat } from '../../../nodes/shared/tasks/answers/chat';
import type { JsonObject } from '../../../nodes/shared/client/json';
import { failureOf, jsonOf, readJson } from './read';

const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };

function completion(message: object, more: object = {}): never {
	return {
		id: '1',
		object: 'chat.completion',
		created: 1,
		model: 'org/model',
		system_fingerprint: '',
		choices: [{ index: 0, message, finish_reason: 'stop' }],
		usage,
		...more,
	} as never;
}

describe('a chat answer', () => {
	it('is its message, why it ended, the model and the usage', async () => {
		expect(await jsonOf(chat, completion({ role: 'assistant', content: 'Hello' }))).toEqual({
			content: 'Hello',
			role: 'assistant',
			finish_reason: 'stop',
			usage,
			model: 'org/model',
		});
	});

	it('leaves out what the server does not say', async () => {
		expect(
			await jsonOf(
				chat,
				completion({ role: 'assistant', content: 'Hello', tool_calls: null }, { model: '', usage: null }),
			),
		).toEqual({ content: 'Hello', role: 'assistant', finish_reason: 'stop' });
	});

	it.each(['reasoning_content', 'reasoning'])('keeps what a model thought, under %s', async (key) => {
		expect(await jsonOf(chat, completion({ role: 'assistant', content: 'Hello', [key]: 'hm' }))).toMatchObject({
			content: 'Hello',
			reasoning_content: 'hm',
		});
	});

	it.each([
		['a tag at the start', '<think>\nhm\n</think>\n\nHello', 'Hello', 'hm'],
		['a tag after blanks', '\n <think>hm</think>Hello', 'Hello', 'hm'],
		['the end of the tag alone, where the prompt opened it', 'hm\n</think>\n\nHello', 'Hello', 'hm'],
		['a tag that was not closed before the token limit', '<think>hm, so', '', 'hm, so'],
	])('takes out what a model thought, under %s', async (_form, text, content, reasoning) => {
		expect(await jsonOf(chat, completion({ role: 'assistant', content: text }))).toMatchObject({
			content,
			reasoning_content: reasoning,
		});
	});

	it.each(['Write <think> before you think, and </think> after it', 'The tag </think> ends it'])(
		'keeps text that speaks of the tags: %s',
		async (content) => {
			const json = await jsonOf(chat, completion({ role: 'assistant', content }));
			expect(json.content).toBe(content);
			expect(json).not.toHaveProperty('reasoning_content');
		},
	);

	it('keeps tags where the server took the thoughts out already', async () => {
		expect(
			await jsonOf(chat, completion({ role: 'assistant', content: '<think>is a tag', reasoning_content: 'hm' })),
		).toMatchObject({ content: '<think>is a tag', reasoning_content: 'hm' });
	});

	it('is the first of several', async () => {
		const choices = [
			{ index: 0, message: { role: 'assistant', content: 'one' }, finish_reason: 'stop' },
			{ index: 1, message: { role: 'assistant', content: 'two' }, finish_reason: 'stop' },
		];
		expect(await jsonOf(chat, completion({}, { choices }))).toMatchObject({ content: 'one' });
	});
});

describe('calls of tools', () => {
	const call = (args: unknown) => ({ id: 'c1', type: 'function', function: { name: 'get_weather', arguments: args } });
	const calling = (args: unknown) => completion({ role: 'assistant', content: null, tool_calls: [call(args)] });

	it('come with their arguments parsed, and without content', async () => {
		const json = await jsonOf(chat, calling('{"city":"Rome"}'));
		expect(json.tool_calls).toEqual([call({ city: 'Rome' })]);
		expect(json).not.toHaveProperty('content');
	});

	it('may bring their arguments as an object', async () => {
		expect(await jsonOf(chat, calling({ city: 'Rome' }))).toMatchObject({ tool_calls: [call({ city: 'Rome' })] });
	});

	it('keep arguments that are no JSON', async () => {
		expect(await jsonOf(chat, calling('city=Rome'))).toMatchObject({ tool_calls: [call('city=Rome')] });
	});

	it('are left out where there are none', async () => {
		expect(await jsonOf(chat, completion({ role: 'assistant', content: 'Hello', tool_calls: [] }))).not.toHaveProperty(
			'tool_calls',
		);
	});
});

describe('an answer that was asked for as JSON', () => {
	const asked = { structuredOutput: 'jsonObject' };

	it.each([
		['bare', '{"topic":"billing"}'],
		['in a code block', '```json\n{"topic":"billing"}\n```'],
		['in a code block without a language', '```\n{"topic":"billing"}\n```'],
	])('is parsed: %s', async (_form, content) => {
		expect(await jsonOf(chat, completion({ role: 'assistant', content }), asked)).toMatchObject({
			content,
			parsed: { topic: 'billing' },
		});
	});

	it.each<JsonObject>([{ type: 'json_object' }, { type: 'json_schema', json_schema: { name: 'a', schema: {} } }])(
		'is parsed where response_format asks: %j',
		async (responseFormat) => {
			expect(await jsonOf(chat, completion({ role: 'assistant', content: '[1]' }), { responseFormat })).toMatchObject({
				parsed: [1],
			});
		},
	);

	it('is not parsed where response_format asks for text, whatever Structured Output says', async () => {
		expect(
			await jsonOf(chat, completion({ role: 'assistant', content: '[1]' }), {
				...asked,
				responseFormat: { type: 'text' },
			}),
		).not.toHaveProperty('parsed');
	});

	it('fails where it is none', async () => {
		const failure = await failureOf(readJson(chat, completion({ role: 'assistant', content: 'Billing.' }), asked));
		expect(failure.details.type).toBe('unexpectedResponse');
		expect(failure.message).toContain('Billing.');
	});

	it.each([null, '', '<think>{}</think>'])('fails where there is none at all: %j', async (content) => {
		const failure = await failureOf(readJson(chat, completion({ role: 'assistant', content }), asked));
		expect(failure.details.type).toBe('unexpectedResponse');
		expect(failure.message).toContain('empty');
	});

	it('is parsed without what the model thought before', async () => {
		expect(
			await jsonOf(chat, completion({ role: 'assistant', content: '<think>{"no": 1}</think>{"topic":"x"}' }), asked),
		).toMatchObject({ parsed: { topic: 'x' } });
	});

	it('is not missed where the model calls a tool instead', async () => {
		const tool_calls = [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } }];
		expect(await jsonOf(chat, completion({ role: 'assistant', content: null, tool_calls }), asked)).not.toHaveProperty(
			'parsed',
		);
	});

	it('fails with advice on the token limit where it was cut', async () => {
		const choices = [{ index: 0, message: { role: 'assistant', content: '{"topic":' }, finish_reason: 'length' }];
		const failure = await failureOf(readJson(chat, completion({}, { choices }), asked));
		expect(failure.details).toMatchObject({
			type: 'unexpectedResponse',
			advice: expect.stringContaining('Max Tokens'),
		});
	});
});

describe('a chat answer of a shape that is not known', () => {
	it.each([[{ choices: [] }], [{ choices: [{ text: 'Hello' }] }], [[{ generated_text: 'Hello' }]]])(
		'is passed on as it came: %j',
		async (shape) => {
			expect(await readJson(chat, shape)).toEqual({ json: { response: shape }, files: [], isUnknown: true });
		},
	);
});
