import fc from 'fast-check';
import { chat } from '../../../nodes/shared/tasks/answers/chat';
import { asItCame } from '../../../nodes/shared/tasks/answers/files';
import { generatedText } from '../../../nodes/shared/tasks/answers/text';
import type { ServerSentEvent } from '../../../nodes/shared/http/sse';
import { failureOf, join, jsonOf } from './read';

const token = (text: string, special = false, more: object = {}) => ({
	index: 1,
	token: { id: 1, text, logprob: -0.1, special },
	generated_text: null,
	details: null,
	...more,
});
const piece = (text: string, finish_reason: string | null = null) => ({
	id: '1',
	model: 'm',
	choices: [{ index: 0, text, finish_reason }],
});
const delta = (content: object, finish_reason: string | null = null, more: object = {}) => ({
	id: '1',
	object: 'chat.completion.chunk',
	model: 'org/model',
	choices: [{ index: 0, delta: content, finish_reason }],
	...more,
});

describe('a stream of tokens', () => {
	it('ends with the whole text and the details', async () => {
		const details = { finish_reason: 'length', generated_tokens: 2, input_length: 3 };
		const { joined, pieces } = await join(
			generatedText,
			token('Hello'),
			token(' you', false, { generated_text: 'Hello you', details }),
		);
		expect(joined).toEqual({ generated_text: 'Hello you', details });
		expect(pieces).toEqual(['Hello', ' you']);
	});

	it('passes over special tokens', async () => {
		const { joined, pieces } = await join(
			generatedText,
			token('Hello'),
			token('</s>', true, { generated_text: 'Hello' }),
		);
		expect(joined).toEqual({ generated_text: 'Hello' });
		expect(pieces).toEqual(['Hello']);
	});

	it("may come as OpenAI's completions", async () => {
		const { joined, pieces } = await join(generatedText, piece('Hello'), piece(' you', 'stop'), '[DONE]');
		expect(joined).toEqual({ generated_text: 'Hello you', details: { finish_reason: 'stop' } });
		expect(pieces).toEqual(['Hello', ' you']);
	});

	it('is cut short where no last event came', async () => {
		const failure = await failureOf(join(generatedText, token('Hello'), token(' you')));
		expect(failure.details.type).toBe('network');
	});

	it('is cut short where the reason of its end stayed empty', async () => {
		expect((await failureOf(join(generatedText, piece('Hello', ''), piece(' you', '')))).details.type).toBe('network');
	});

	it('is cut short where an event is half there', async () => {
		const failure = await failureOf(join(generatedText, token('Hello'), '{"token": {"text": " y'));
		expect(failure.details.type).toBe('network');
	});

	it("fails with the server's words where it breaks off", async () => {
		const failure = await failureOf(
			join(generatedText, token('Hello'), { error: 'CUDA out of memory', error_type: 'generation' }),
		);
		expect(failure.details.type).toBe('server');
		expect(failure.message).toContain('CUDA out of memory');
	});
});

describe('a stream of a chat', () => {
	it('is joined to the form of an answer that came at once', async () => {
		const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
		const { joined, pieces } = await join(
			chat,
			delta({ role: 'assistant', content: '' }),
			delta({ content: 'Hello' }),
			delta({ content: ' you' }),
			delta({}, 'stop'),
			{ id: '1', model: 'org/model', choices: [], usage },
			'[DONE]',
		);
		expect(joined).toEqual({
			id: '1',
			object: 'chat.completion',
			model: 'org/model',
			usage,
			choices: [{ index: 0, message: { role: 'assistant', content: 'Hello you' }, finish_reason: 'stop' }],
		});
		expect(pieces).toEqual(['Hello', ' you']);
	});

	it('needs no end marker once it was said why it ended', async () => {
		const { joined } = await join(chat, delta({ content: 'Hello' }), delta({ content: null }, 'eos_token'));
		expect(joined).toMatchObject({ choices: [{ message: { content: 'Hello' }, finish_reason: 'eos_token' }] });
	});

	it('puts the pieces of calls together, each by its index', async () => {
		const call = (index: number, args: string, more: object = {}) =>
			delta({
				tool_calls: [{ index, ...more, function: { arguments: args, ...('id' in more && { name: `tool_${index}` }) } }],
			});
		const { joined } = await join(
			chat,
			call(0, '', { id: 'a', type: 'function' }),
			call(0, '{"x"'),
			call(1, '{}', { id: 'b', type: 'function' }),
			call(0, ':1}'),
			delta({}, 'tool_calls'),
		);
		expect(joined).toMatchObject({
			choices: [
				{
					message: {
						tool_calls: [
							{ id: 'a', type: 'function', function: { name: 'tool_0', arguments: '{"x":1}' } },
							{ id: 'b', type: 'function', function: { name: 'tool_1', arguments: '{}' } },
						],
					},
					finish_reason: 'tool_calls',
				},
			],
		});
	});

	it('keeps the name of a call whose further pieces have none, and takes indexes as they come', async () => {
		const first = delta({
			tool_calls: [{ index: 1, id: 'a', type: 'function', function: { name: 'get_weather', arguments: '{' } }],
		});
		const further = delta({ tool_calls: [{ index: 1, id: null, function: { name: null, arguments: '}' } }] });
		const { joined } = await join(chat, first, further, delta({}, 'tool_calls'));
		expect(await jsonOf(chat, joined ?? null)).toMatchObject({
			tool_calls: [{ id: 'a', type: 'function', function: { name: 'get_weather', arguments: {} } }],
		});
	});

	it('keeps what a model thought apart from what it said', async () => {
		const { joined, pieces } = await join(
			chat,
			delta({ reasoning_content: 'hm' }),
			delta({ reasoning_content: ' so' }),
			delta({ content: 'Hello' }, 'stop'),
		);
		expect(joined).toMatchObject({ choices: [{ message: { content: 'Hello', reasoning_content: 'hm so' } }] });
		expect(pieces).toEqual(['Hello']);
	});

	it.each([
		['whole', ['<think>', 'hm', '</think>', '\n\n', 'Hello', ' you']],
		['letter by letter', [...'<think>hm</think>\n\nHello you']],
		['in one piece', ['<think>hm</think>\n\nHello you']],
	])('does not pass on what a model thought in tags that come %s', async (_form, texts) => {
		const { joined, pieces } = await join(chat, ...texts.map((content) => delta({ content })), delta({}, 'stop'));
		expect(pieces.join('')).toBe('Hello you');
		expect(await jsonOf(chat, joined ?? null)).toMatchObject({ content: 'Hello you', reasoning_content: 'hm' });
	});

	it.each(['<thin', ' <', '<thinking about it>', 'so <think>'])(
		'passes on text that only looks like such a tag: %s',
		async (text) => {
			const { pieces } = await join(chat, ...[...text].map((content) => delta({ content })), delta({}, 'stop'));
			expect(pieces.join('')).toBe(text);
		},
	);

	it('passes on just what the answer is without the thoughts, wherever the pieces are cut', async () => {
		const text = fc.string({ unit: fc.constantFrom('<', '/', 'think', '>', ' ', '\n', 'a') });
		await fc.assert(
			fc.asyncProperty(text, text, fc.array(fc.nat(), { maxLength: 8 }), async (thought, said, places) => {
				const whole = `<think>${thought}</think>${said}`;
				const at = [0, ...places.map((place) => place % whole.length).sort((a, b) => a - b), whole.length];
				const cut = at.slice(1).map((end, i) => delta({ content: whole.slice(at[i], end) }));
				const { joined, pieces } = await join(chat, ...cut, delta({}, 'stop'));
				expect(pieces.join('')).toBe((await jsonOf(chat, joined ?? null)).content);
			}),
		);
	});

	it('gives a call without content, as an answer that comes at once does', async () => {
		const call = delta({
			role: 'assistant',
			content: '',
			tool_calls: [{ index: 0, id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }],
		});
		const { joined } = await join(chat, call, delta({}, 'tool_calls'));
		expect(await jsonOf(chat, joined ?? null)).not.toHaveProperty('content');
	});

	it('passes on the first of several answers, and keeps all of them', async () => {
		const second = { choices: [{ index: 1, delta: { content: 'two' }, finish_reason: 'stop' }] };
		const { joined, pieces } = await join(chat, delta({ content: 'one' }), second, delta({}, 'stop'));
		expect(joined).toMatchObject({ choices: [{ message: { content: 'one' } }, { message: { content: 'two' } }] });
		expect(pieces).toEqual(['one']);
	});

	it.each([
		['nothing was said of its end', [delta({ content: 'Hello' })]],
		['the reason of its end stayed empty', [delta({ content: 'Hello' }, ''), delta({ content: ' you' }, '')]],
		['an event is half there', [delta({ content: 'Hello' }), '{"choices": [']],
		['nothing came', []],
	])('is cut short where %s', async (_reason, events) => {
		expect((await failureOf(join(chat, ...events))).details.type).toBe('network');
	});

	it.each([
		['a text', { error: 'overloaded', error_type: 'overloaded' }, 'overloaded'],
		['an object', { error: { message: 'Input is too long', http_status_code: 422 } }, 'Input is too long'],
		[
			'an object of its own',
			{ object: 'error', message: 'Input is too long', type: 'BadRequestError', code: 400 },
			'Input is too long',
		],
	])("fails with the server's words in %s", async (_form, event, words) => {
		const failure = await failureOf(join(chat, delta({ content: 'Hello' }), event, '[DONE]'));
		expect(failure.details.type).toBe('server');
		expect(failure.message).toContain(words);
	});
});

describe.each([
	['a chat', chat],
	['generated text', generatedText],
])('an event that is called an error, in a stream of %s', (_name, answer) => {
	it.each([
		['JSON', '{"message":"The model ran out of memory"}'],
		['a text', 'The model ran out of memory'],
	])("fails with the server's words in %s", async (_form, data) => {
		const events = async function* (): AsyncGenerator<ServerSentEvent> {
			yield { event: 'error', data };
		};
		const failure = await failureOf(answer.join?.(events()) ?? Promise.resolve());
		expect(failure.details.type).toBe('server');
		expect(failure.message).toContain('The model ran out of memory');
	});
});

describe('a stream of a custom request', () => {
	it('is a list of what each event holds, up to the end marker', async () => {
		const { joined } = await join(asItCame, { a: 1 }, 'words', '[DONE]', { b: 2 });
		expect(joined).toEqual([{ a: 1 }, 'words']);
	});
});
