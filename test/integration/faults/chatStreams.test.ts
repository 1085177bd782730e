import type { IDataObject } from 'n8n-workflow';
import { runNode, type RunResult } from '../support/engine';
import { json, send } from './hostile';
import { byUrl, detailsOf, useServers } from './played';

const start = useServers();

/** An event of a chat. */
const delta = (piece: object, finish_reason: string | null = null, index = 0): IDataObject => ({
	id: '1',
	choices: [{ index, delta: piece, finish_reason }],
});
const STOP = delta({}, 'stop');
const DONE = 'data: [DONE]\n\n';
const events = (...data: readonly object[]): string => data.map((one) => `data: ${JSON.stringify(one)}\n\n`).join('');

interface Answered {
	readonly item: IDataObject;
	readonly details: IDataObject;
	readonly response: unknown;
	/** The text that the listener of a streamed workflow got. */
	readonly streamed: string;
}

/** Runs a chat in a streamed workflow whose server streams this body. */
async function chat(body: string, more: IDataObject = {}): Promise<Answered> {
	const server = await start(({ response }) => send(response, 200, body, { 'content-type': 'text/event-stream' }));
	let streamed = '';
	const { json: out }: RunResult = await runNode({
		parameters: {
			operation: 'chat-completion',
			prompt: 'hello',
			model: byUrl(server.url),
			options: { timeout: 20 },
			...more,
		},
		onError: 'continueRegularOutput',
		onChunk: ({ type, content }) => {
			if (type === 'item') streamed += String(content);
		},
	});
	const [item = {}] = out;
	const details = detailsOf(item);
	return { item, details, response: details.response, streamed };
}

const call = (name: string, args: unknown, id?: string): IDataObject => ({
	...(id !== undefined && { id }),
	type: 'function',
	function: { name, arguments: args as string },
});
const piece = (one: object): IDataObject => delta({ tool_calls: [one] });

describe('D1: calls of tools in a stream', () => {
	it.each<[string, readonly object[], readonly object[]]>([
		[
			'are two where a second id comes under the same index',
			[piece({ index: 0, ...call('one', '{"a":1}', 'x') }), piece({ index: 0, ...call('two', '{"b":2}', 'y') })],
			[call('one', { a: 1 }, 'x'), call('two', { b: 2 }, 'y')],
		],
		[
			'are one where pieces follow without index and id',
			[
				piece(call('one', '{"a"', 'x')),
				piece({ function: { arguments: ':1' } }),
				piece({ function: { arguments: '}' } }),
			],
			[call('one', { a: 1 }, 'x')],
		],
		[
			'keep arguments that are an object',
			[piece({ index: 0, ...call('one', '', 'x') }), piece({ index: 0, function: { arguments: { a: 1 } } })],
			[call('one', { a: 1 }, 'x')],
		],
		[
			'may come as one object in place of a list',
			[delta({ tool_calls: { index: 0, ...call('one', '{"a":1}', 'x') } })],
			[call('one', { a: 1 }, 'x')],
		],
		[
			'are two where whole calls without ids share an index',
			[piece({ index: 0, ...call('one', '{}') }), piece({ index: 0, ...call('one', '{"a":1}') })],
			[call('one', {}), call('one', { a: 1 })],
		],
		[
			'are two where whole calls come as objects, one after the other',
			[delta({ tool_calls: call('one', '{}', 'x') }), delta({ tool_calls: call('two', '{}', 'y') })],
			[call('one', {}, 'x'), call('two', {}, 'y')],
		],
	])('%s', async (_what, pieces, calls) => {
		const { item } = await chat(events(...pieces, delta({}, 'tool_calls')) + DONE);
		expect(item.tool_calls).toEqual(calls);
	});
});

describe('D2: pieces in another form', () => {
	const parts = [
		delta({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] }] }),
		delta({ content: [{ type: 'text', text: 'Hel' }] }),
		delta({ content: [{ type: 'text', text: 'lo' }] }),
	];

	it('are the text and the reasoning where they are lists of parts', async () => {
		const { item, streamed } = await chat(events(...parts, STOP) + DONE);
		expect(item).toMatchObject({ content: 'Hello', reasoning_content: 'hm' });
		expect(streamed).toBe('Hello');
	});

	it.each<[string, (text: string) => object]>([
		['message', (content) => ({ message: { role: 'assistant', content } })],
		['text', (text) => ({ text })],
		['text, beside a delta that is null', (text) => ({ text, delta: null })],
	])('are the text where they stand under %s', async (_key, said) => {
		const at = (text: string, finish_reason: string | null): object => ({
			choices: [{ index: 0, ...said(text), finish_reason }],
		});
		const { item, streamed } = await chat(events(at('Hel', null), at('lo', 'stop')) + DONE);
		expect(item.content).toBe('Hello');
		expect(streamed).toBe('Hello');
	});

	it.each<[string, object]>([
		['a choice', { choices: [{ index: 0, tokens: ['Hello'] }] }],
		['an event', { response: 'Hello' }],
	])('are no empty success where %s has an unknown form', async (_what, unknown) => {
		const { details, response } = await chat(events(unknown, STOP) + DONE);
		expect(details.type).toBe('unexpectedResponse');
		expect(response).toEqual([unknown]);
	});
});

describe('D4: what is none of the answer in a stream costs no answer', () => {
	it.each([
		['a ping in words', 'event: ping\ndata: still here\n\n'],
		['a ping without a name', 'data: ping\n\n'],
		['half a JSON under a ping', 'event: ping\ndata: {"a"\n\n'],
		['empty data', 'data:\n\n'],
	])('%s', async (_what, noise) => {
		const { item } = await chat(noise + events(delta({ content: 'Hello' })) + noise + events(STOP) + DONE);
		expect(item.error).toBeUndefined();
		expect(item.content).toBe('Hello');
	});

	it.each(['\n', '\r\n', '\r'])('one line break (%j) between events', async (end) => {
		const lines = [delta({ content: 'Hel' }), delta({ content: 'lo' }), STOP].map(
			(one) => `data: ${JSON.stringify(one)}`,
		);
		const { item } = await chat([...lines, 'data: [DONE]', ''].join(end));
		expect(item.error).toBeUndefined();
		expect(item.content).toBe('Hello');
	});
});

describe("D5: the server's words in a stream", () => {
	it.each([
		['a plain JSON error', '{"error":{"message":"CUDA out of memory"}}'],
		['a plain JSON error of several lines', '{\n  "error": {\n    "message": "CUDA out of memory"\n  }\n}\n'],
		['a line of its own', 'error: {"message":"CUDA out of memory"}\n\n'],
		['lines of bare JSON', '{"choices":[]}\n{"error":"CUDA out of memory"}\n'],
		['an event without choices', 'data: {"detail":"CUDA out of memory"}\n\ndata: [DONE]\n\n'],
		['an event in words', 'data: CUDA out of memory\n\n'],
		['words alone', 'CUDA out of memory'],
	])('are the error: %s', async (_form, body) => {
		const { item, details } = await chat(body);
		expect(item.error).toContain('CUDA out of memory');
		expect(details.type).toBe('server');
	});

	const completion = {
		id: '1',
		choices: [{ index: 0, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }],
	};
	it.each([
		['plain JSON', JSON.stringify(completion)],
		['JSON of several lines', JSON.stringify(completion, null, 2)],
		['one event', events(completion)],
		['lines of bare JSON', [delta({ content: 'Hello' }), STOP].map((one) => JSON.stringify(one)).join('\n')],
	])('are the answer where it comes as %s', async (_form, body) => {
		const { item, streamed } = await chat(body);
		expect(item.content).toBe('Hello');
		expect(streamed).toBe('Hello');
	});
});

describe('D6: a choice that failed is no success', () => {
	it.each<[string, IDataObject, string]>([
		['an error of its own', { error: { code: 502, message: 'Upstream died' } }, 'Upstream died'],
		['an error in words', { error: 'Upstream died' }, 'Upstream died'],
		['its finish_reason alone', { finish_reason: 'error' }, "finish_reason 'error'"],
	])('by %s', async (_what, failed, words) => {
		const { item, details } = await chat(
			events(delta({ content: 'Hel' }), { choices: [{ index: 0, delta: {}, ...failed }] }) + DONE,
		);
		expect(item.error).toContain(words);
		expect(details.response).toMatchObject({ choices: [{ message: { content: 'Hel' } }] });
	});

	it.each(['chat-completion', 'text-generation'])('at once, too: %s', async (operation) => {
		const choice = { index: 0, message: { role: 'assistant', content: '' }, text: '', finish_reason: 'error' };
		const server = await start(({ response }) => json(response, 200, { choices: [choice] }));
		const { json: out } = await runNode({
			parameters: { operation, prompt: 'hello', model: byUrl(server.url) },
			onError: 'continueRegularOutput',
		});
		expect(detailsOf(out[0]).type).toBe('server');
	});
});

describe('D11: a long stream takes time that grows with its length, not with its square', () => {
	const PIECES = 6_000;
	const words = 'a thought of many letters '.padEnd(120, '.');
	const say = (text: string): IDataObject => delta({ content: text });
	const repeated = (one: object): object[] => Array.from({ length: PIECES }, () => one);

	async function time(pieces: readonly object[]): Promise<number> {
		const body = events(...pieces, STOP) + DONE;
		const before = process.cpuUsage();
		const { item } = await chat(body);
		const { user, system } = process.cpuUsage(before);
		expect(item.error).toBeUndefined();
		return user + system;
	}

	it.each<[string, readonly object[]]>([
		['reasoning', [say('<think>'), ...repeated(say(words)), say('</think>Hello')]],
		['blanks before the answer', [...repeated(say(' '.repeat(120))), say('Hello')]],
		[
			'arguments of a tool',
			[
				piece({ index: 0, ...call('one', '{"a":"', 'x') }),
				...repeated(piece({ index: 0, function: { arguments: words } })),
				piece({ index: 0, function: { arguments: '"}' } }),
			],
		],
	])('%s', async (_what, pieces) => {
		await time(pieces.slice(-100).concat(say('x')));
		const asText = await time(repeated(say(words)));
		// The shorter of two times: the collection of garbage may fall into either.
		const times = [await time(pieces), await time(pieces)];
		expect(Math.min(...times)).toBeLessThan(4 * asText);
	});
});

describe('D12: several answers', () => {
	const sayingTwo = (...order: readonly number[]): IDataObject => ({
		choices: order.map((index) => ({ index, delta: { content: `answer ${index}` }, finish_reason: 'stop' })),
	});

	it.each([
		['in one event', [sayingTwo(1, 0)]],
		['in events of their own', [sayingTwo(1), sayingTwo(0)]],
	])('of a streamed chat are told apart by their index: %s', async (_where, said) => {
		const { item, streamed } = await chat(events(...said) + DONE);
		expect(item).toMatchObject({ content: 'answer 0', choices: [{ index: 0 }, { index: 1 }] });
		expect(streamed).toBe('answer 0');
	});

	it.each([
		['chat-completion', 'content'],
		['text-generation', 'generated_text'],
	])('are told apart by their index at once: %s', async (operation, key) => {
		const choices = [1, 0].map((index) => {
			const text = `answer ${index}`;
			return { index, text, message: { role: 'assistant', content: text }, finish_reason: 'stop' };
		});
		const server = await start(({ response }) => json(response, 200, { choices }));
		const { json: out } = await runNode({ parameters: { operation, prompt: 'hello', model: byUrl(server.url) } });
		expect(out[0]?.[key]).toBe('answer 0');
	});

	it('of streamed generated text are told apart by their index', async () => {
		const choices = [1, 0].map((index) => ({ index, text: `answer ${index}`, finish_reason: 'stop' }));
		const { item, streamed } = await chat(events({ choices }) + DONE, { operation: 'text-generation' });
		expect(item.generated_text).toBe('answer 0');
		expect(streamed).toBe('answer 0');
	});
});
