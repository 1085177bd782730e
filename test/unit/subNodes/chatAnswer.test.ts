import {
	chatAnswerOf,
	finishReasonOf,
	toResult,
	toolCallsOf,
	usageOf,
} from '../../../nodes/HuggingFaceChatModel/answer';
import { masked, piecesOf } from '../../../nodes/HuggingFaceChatModel/pieces';
import { Queue } from '../../../nodes/HuggingFaceChatModel/queue';
import type { JsonObject, JsonValue } from '../../../nodes/shared/client/json';
import { Masking } from '../../../nodes/shared/n8n/masking';

const call = (args: JsonValue, more: JsonObject = {}) => ({
	id: '1',
	function: { name: 'f', arguments: args },
	...more,
});
const inputs = (args: JsonValue, finishReason = 'tool_calls') =>
	toolCallsOf([call(args)], { finishReason, whole: {} }).map(({ input }) => input);

const completion = (message: JsonObject, finish_reason = 'stop', more: JsonObject = {}) => ({
	kind: 'json' as const,
	value: { choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason }], ...more },
});

describe('arguments of a tool', () => {
	test.each<[JsonValue, string]>([
		['{"a":1}', '{"a":1}'],
		[' {"a":1}\n', '{"a":1}'],
		[{ a: 1 }, '{"a":1}'],
		['"{\\"a\\":1}"', '{"a":1}'],
		['', '{}'],
		['{}', '{}'],
	])('%j are taken', (given, input) => expect(inputs(given)).toEqual([input]));

	test.each<JsonValue>(['{"a":', 'a=1', '[1]', '7', '"text"', [1]])('%j fail the call', (given) =>
		expect(() => inputs(given)).toThrow("The arguments of the model's call of 'f' are not a JSON object"),
	);

	test.each<JsonValue>(['{"a":', '', '{"city":"Par'])('%j that were cut advise more tokens', (given) => {
		expect(() => inputs(given, 'length')).toThrow(
			expect.objectContaining({
				message: "The arguments of the model's call of 'f' were cut at the token limit",
				details: expect.objectContaining({ advice: expect.stringContaining("Raise 'Max Tokens'"), response: {} }),
			}),
		);
	});

	test('a call without a name fails', () =>
		expect(() => toolCallsOf([{ function: { arguments: '{}' } }], { whole: {} })).toThrow('without a name'));

	test('calls without an id get one each', () => {
		const calls = toolCallsOf([call('{}', { id: null }), call('{}', { id: '' })], { whole: {} });
		expect(new Set(calls.map(({ id }) => id)).size).toBe(2);
	});
});

describe('an answer at once', () => {
	test('text, without its reasoning', async () => {
		const answer = await chatAnswerOf(completion({ content: '<think>hm</think>Hello' }));
		expect(answer).toMatchObject({ text: 'Hello', reasoning: 'hm', calls: [] });
		expect(toResult(answer, {})).toMatchObject({
			message: { role: 'assistant', content: [{ type: 'text', text: 'Hello' }] },
			providerMetadata: { finish_reason: 'stop', reasoning_content: 'hm' },
		});
	});

	test('parallel calls', async () => {
		const answer = await chatAnswerOf(
			completion({ content: null, tool_calls: [call('{"x":1}'), call('{"x":2}', { id: '2' })] }, 'tool_calls'),
		);
		expect(toResult(answer, {}).message.content).toEqual([
			{ type: 'tool-call', toolCallId: '1', toolName: 'f', input: '{"x":1}' },
			{ type: 'tool-call', toolCallId: '2', toolName: 'f', input: '{"x":2}' },
		]);
	});

	test.each<JsonValue>([[1], { label: 'x' }])(
		'%j is no chat answer',
		async (value) =>
			await expect(chatAnswerOf({ kind: 'json', value })).rejects.toMatchObject({
				details: { type: 'unexpectedResponse' },
			}),
	);

	test('usage', () => {
		expect(usageOf({ prompt_tokens: 3, completion_tokens: 4, prompt_tokens_details: { cached_tokens: 1 } })).toEqual({
			promptTokens: 3,
			completionTokens: 4,
			totalTokens: 7,
			inputTokenDetails: { cacheRead: 1 },
		});
		expect(usageOf(undefined)).toBeUndefined();
	});

	test.each([
		['stop', 'stop'],
		['length', 'length'],
		['tool_calls', 'tool-calls'],
		['content_filter', 'content-filter'],
		['unheard', 'other'],
		[undefined, 'stop'],
	])('the finish reason %s', (reason, expected) => expect(finishReasonOf(reason, false)).toBe(expected));
});

describe('an answer in pieces', () => {
	async function chunks(...events: JsonValue[]) {
		const answer = {
			kind: 'events' as const,
			events: (async function* () {
				for (const event of [...events.map((data) => JSON.stringify(data)), '[DONE]']) yield { data: event };
			})() as never,
		};
		const all = [];
		for await (const chunk of piecesOf(answer)) all.push(chunk);
		return all;
	}
	const delta = (of: JsonObject, finish_reason: string | null = null) => ({
		choices: [{ index: 0, delta: of, finish_reason }],
	});

	test('text comes at once, calls once and whole at the end, usage last', async () => {
		const piece = (index: number, more: JsonObject, args: string) =>
			delta({
				tool_calls: [{ index, ...more, function: { ...(more.id ? { name: `f${index}` } : {}), arguments: args } }],
			});
		expect(
			await chunks(
				delta({ role: 'assistant', content: 'Wait' }),
				piece(0, { id: 'a' }, '{"x"'),
				piece(1, { id: 'b' }, '{"y"'),
				piece(0, {}, ':1}'),
				piece(1, {}, ':2}'),
				delta({}, 'tool_calls'),
				{ choices: [], usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } },
			),
		).toEqual([
			{ type: 'text-delta', delta: 'Wait' },
			{ type: 'tool-call-delta', id: 'a', name: 'f0', argumentsDelta: '{"x":1}' },
			{ type: 'tool-call-delta', id: 'b', name: 'f1', argumentsDelta: '{"y":2}' },
			{ type: 'finish', finishReason: 'tool-calls', usage: { promptTokens: 1, completionTokens: 2, totalTokens: 3 } },
		]);
	});

	test('reasoning is not text', async () => {
		const all = await chunks(delta({ content: '<think>hm' }), delta({ content: '</think>Hi' }), delta({}, 'stop'));
		expect(all.filter(({ type }) => type === 'text-delta')).toEqual([{ type: 'text-delta', delta: 'Hi' }]);
	});

	test('arguments that were cut fail the stream', async () => {
		const cut = delta({ tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: '{"x":' } }] }, 'length');
		await expect(chunks(cut)).rejects.toThrow('were cut at the token limit');
	});

	test('a server that does not stream answers in the same chunks', async () => {
		const all = [];
		for await (const chunk of piecesOf(completion({ content: 'Hi' }))) all.push(chunk);
		expect(all).toEqual([
			{ type: 'text-delta', delta: 'Hi' },
			{ type: 'finish', finishReason: 'stop', usage: undefined },
		]);
	});

	test('a token is masked, also across pieces', async () => {
		async function* given() {
			yield { type: 'text-delta' as const, delta: 'It is hf_secret' };
			yield { type: 'text-delta' as const, delta: '_token_of_mine' };
			yield { type: 'finish' as const, finishReason: 'stop' as const };
		}
		let text = '';
		for await (const chunk of masked(given(), new Masking('hf_secret_token_of_mine')))
			if (chunk.type === 'text-delta') text += chunk.delta;
		expect(text).toBe('It is ***');
	});
});

test('a queue passes on what comes before and after the reader waits, and then the failure', async () => {
	const queue = new Queue<number>();
	queue.push(1);
	const read: number[] = [];
	const reading = (async () => {
		for await (const value of queue) read.push(value);
	})();
	await new Promise(setImmediate);
	queue.push(2);
	queue.end({ error: new Error('over') });
	await expect(reading).rejects.toThrow('over');
	expect(read).toEqual([1, 2]);
});
