import fc from 'fast-check';
import { Readable } from 'node:stream';
import type { JsonObject, JsonValue } from '../../../nodes/shared/client/json';
import { readEvents } from '../../../nodes/shared/http/sse';
import { chat } from '../../../nodes/shared/tasks/answers/chat';
import { chatDeltas, type ChatDelta } from '../../../nodes/shared/tasks/answers/deltas';
import { asItCame } from '../../../nodes/shared/tasks/answers/files';
import { generatedText } from '../../../nodes/shared/tasks/answers/text';
import { eventsOf, failureOf, join, jsonOf } from './read';

const delta = (content: object, finish_reason: string | null = null, index = 0): JsonObject =>
	({ id: '1', choices: [{ index, delta: content, finish_reason }] }) as JsonObject;
const STOP = delta({}, 'stop');
const piece = (call: object) => delta({ tool_calls: [call] });
const called = (name: string, args: unknown, id?: string) => ({
	...(id !== undefined && { id }),
	type: 'function',
	function: { name, arguments: args },
});

async function itemOf(...events: readonly unknown[]): Promise<JsonObject> {
	const { joined } = await join(chat, ...events);
	return await jsonOf(chat, joined ?? null);
}

/** Reads a body as it comes over the wire. */
async function joinBody(body: string): Promise<JsonValue | undefined> {
	return await chat.join?.(readEvents(Readable.from([Buffer.from(body)])));
}

async function itemOfBody(body: string): Promise<JsonObject> {
	return await jsonOf(chat, (await joinBody(body)) ?? null);
}

describe('D1: calls of tools in a stream', () => {
	it('are two where a second id comes under the same index', async () => {
		const { tool_calls } = await itemOf(
			piece({ index: 0, ...called('one', '{"a":1}', 'x') }),
			piece({ index: 0, ...called('two', '{"b":2}', 'y') }),
			STOP,
		);
		expect(tool_calls).toEqual([called('one', { a: 1 }, 'x'), called('two', { b: 2 }, 'y')]);
	});

	it('are continued by pieces without index and id', async () => {
		const { tool_calls } = await itemOf(
			piece({ ...called('one', '{"a"', 'x') }),
			piece({ function: { arguments: ':1' } }),
			piece({ function: { arguments: '}' } }),
			STOP,
		);
		expect(tool_calls).toEqual([called('one', { a: 1 }, 'x')]);
	});

	it('keep arguments that are an object', async () => {
		expect((await itemOf(piece({ index: 0, ...called('one', { a: 1 }, 'x') }), STOP)).tool_calls).toEqual([
			called('one', { a: 1 }, 'x'),
		]);
	});

	it('may come as one object, as TGI sends it', async () => {
		const one = (args: string, name: string | null = null) =>
			delta({ tool_calls: { index: 0, id: '', type: 'function', function: { name, arguments: args } } });
		expect((await itemOf(one('{"a":', 'one'), one('1}'), STOP)).tool_calls).toEqual([
			{ id: '', ...called('one', { a: 1 }) },
		]);
	});

	it('are two where whole calls without ids share an index', async () => {
		const { tool_calls } = await itemOf(
			piece({ index: 0, id: '', ...called('one', '{}') }),
			piece({ index: 0, id: '', ...called('one', '{"a":1}') }),
			STOP,
		);
		expect(tool_calls).toMatchObject([{ function: { arguments: {} } }, { function: { arguments: { a: 1 } } }]);
	});

	it('are one where each piece repeats the name, or has an id of its own', async () => {
		const { tool_calls } = await itemOf(
			piece({ index: 0, ...called('one', '{"a"', 'x') }),
			piece({ index: 0, ...called('one', ':"', 'x') }),
			piece({ index: 0, id: 'another', function: { arguments: 'b"}' } }),
			STOP,
		);
		expect(tool_calls).toMatchObject([{ function: { name: 'one', arguments: { a: 'b' } } }]);
		expect(tool_calls).toHaveLength(1);
	});

	it('keep what stands beside them', async () => {
		const { tool_calls } = await itemOf(
			piece({ index: 0, ...called('one', '{}', 'x'), extra_content: { google: { thought_signature: 's' } } }),
			STOP,
		);
		expect(tool_calls).toMatchObject([{ extra_content: { google: { thought_signature: 's' } } }]);
	});

	it('change nothing but their own answer where a key is that of a prototype', async () => {
		await itemOf('{"choices":[{"delta":{"__proto__":{"polluted":1},"x":{"__proto__":{"polluted":1}}}}]}', STOP);
		expect({}).not.toHaveProperty('polluted');
	});
});

describe('D2: pieces in another form', () => {
	it('may be lists of parts', async () => {
		const { joined, pieces } = await join(
			chat,
			delta({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] }] }),
			delta({ content: [{ type: 'text', text: 'Hel' }] }),
			delta({ content: 'lo' }),
			STOP,
		);
		expect(await jsonOf(chat, joined ?? null)).toMatchObject({ content: 'Hello', reasoning_content: 'hm' });
		expect(pieces.join('')).toBe('Hello');
	});

	it.each(['message', 'text'])('may stand under %s', async (key) => {
		const said = (text: string) => ({
			choices: [{ index: 0, [key]: key === 'text' ? text : { role: 'assistant', content: text } }],
		});
		expect(await itemOf(said('ha'), said('ha'), STOP)).toMatchObject({ content: 'haha' });
	});

	it('may end with the whole message, which is not said twice', async () => {
		const whole = { choices: [{ index: 0, message: { content: 'Hello you' }, finish_reason: 'stop' }] };
		expect(await itemOf(delta({ content: 'Hello' }), whole)).toMatchObject({ content: 'Hello you' });
	});

	it('keep parts that are no text', async () => {
		const part = { type: 'document', id: 'd1' };
		expect(await itemOf(delta({ content: [{ type: 'text', text: 'See' }, part] }), STOP)).toMatchObject({
			content: 'See',
			parts: [part],
		});
	});

	it.each([
		['a choice of another form', { choices: [{ index: 0, tokens: ['Hello'] }] }],
		['an event of another form', { response: 'Hello' }],
	])('are no empty success: %s', async (_form, event) => {
		const failure = await failureOf(join(chat, event, STOP));
		expect(failure.details).toMatchObject({ type: 'unexpectedResponse', response: [event] });
	});

	it('may be those of a chat in a stream of generated text', async () => {
		const { joined } = await join(generatedText, delta({ content: [{ type: 'text', text: 'Hello' }] }), STOP);
		expect(joined).toMatchObject({ generated_text: 'Hello' });
	});
});

describe('D3: the end marker', () => {
	it('is the end of a chat without a finish_reason', async () => {
		expect(await itemOf(delta({ content: 'Hello' }), '[DONE]')).toEqual({ content: 'Hello', role: 'assistant' });
	});

	it('is the end of calls without a finish_reason', async () => {
		expect((await itemOf(piece({ index: 0, ...called('one', '{}', 'x') }), '[DONE]')).tool_calls).toHaveLength(1);
	});

	it('is the end of generated text without a finish_reason', async () => {
		const { joined } = await join(generatedText, { choices: [{ index: 0, text: 'Hello' }] }, '[DONE]');
		expect(joined).toEqual({ generated_text: 'Hello' });
	});

	it('is no answer where nothing came before', async () => {
		expect((await failureOf(join(chat, '[DONE]'))).details.type).toBe('network');
	});

	it.each([
		['a chat', chat, delta({ content: 'Hel' }), { choices: [{ message: { content: 'Hel' } }] }],
		['generated text', generatedText, { choices: [{ index: 0, text: 'Hel' }] }, { generated_text: 'Hel' }],
	])('is missed in %s that is cut, whose error keeps what came', async (_name, answer, event, response) => {
		const failure = await failureOf(join(answer, event));
		expect(failure.details).toMatchObject({ type: 'network', response });
	});
});

describe('D4: events that are none of the answer', () => {
	it.each([
		['a ping in words', 'event: ping\ndata: keep alive\n\n'],
		['a ping with half a JSON', 'event: ping\ndata: {"a"\n\n'],
		['a ping without a name', 'data: ping\n\n'],
		['empty data', 'data:\n\n'],
		['a comment', ': keep-alive\n\n'],
		['JSON that is a ping', 'data: {"type":"ping"}\n\n'],
	])('are passed over: %s', async (_what, noise) => {
		const body = `${noise}data: ${JSON.stringify(delta({ content: 'Hello' }))}\n\n${noise}data: ${JSON.stringify(STOP)}\n\n`;
		expect(await itemOfBody(body)).toMatchObject({ content: 'Hello' });
	});

	it('may be parted by one line break', async () => {
		const lines = [delta({ content: 'Hel' }), delta({ content: 'lo' }), STOP].map((event) => JSON.stringify(event));
		expect(await itemOfBody(`${lines.map((line) => `data: ${line}`).join('\n')}\ndata: [DONE]\n`)).toMatchObject({
			content: 'Hello',
		});
	});

	it('keep the answer where a line at the end is half there', async () => {
		const body = `data: ${JSON.stringify(delta({ content: 'Hello' }))}\ndata: {"choices":[{"ind`;
		const failure = await failureOf(joinBody(body));
		expect(failure.details).toMatchObject({
			type: 'network',
			response: { choices: [{ message: { content: 'Hello' } }] },
		});
	});

	it('may have their data on several lines', async () => {
		const lines = JSON.stringify(delta({ content: 'Hello' }, 'stop'), null, 1).split('\n');
		expect(await itemOfBody(`${lines.map((line) => `data: ${line}`).join('\n')}\n\n`)).toMatchObject({
			content: 'Hello',
		});
	});
});

describe("D5: the server's words in a stream", () => {
	it.each([
		['plain JSON', '{"error":{"message":"CUDA out of memory"}}'],
		['JSON on several lines', '{\n  "error": {\n    "message": "CUDA out of memory"\n  }\n}\n'],
		['a field of its own', 'error: {"message":"CUDA out of memory"}\n\n'],
		['a field of its own, in words', 'error: CUDA out of memory\n\n'],
		['a field of its own, in capitals', 'Error: CUDA out of memory\n\n'],
		['lines of bare JSON', '{"choices":[]}\n{"error":"CUDA out of memory"}\n'],
		['an event without choices', 'data: {"detail":"CUDA out of memory"}\n\ndata: [DONE]\n\n'],
		['an event in words', 'data: CUDA out of memory\n\ndata: [DONE]\n\n'],
		['words alone', 'CUDA out of memory'],
		['a list', 'data: [{"error":"CUDA out of memory"}]\n\n'],
	])('are the error: %s', async (_form, body) => {
		const failure = await failureOf(joinBody(body));
		expect(failure.details.type).toBe('server');
		expect(failure.message).toBe('The server broke off its answer: CUDA out of memory');
	});

	it('keep what came before', async () => {
		const body = `data: ${JSON.stringify(delta({ content: 'Hel' }))}\n\ndata: Internal Server Error\n\n`;
		const failure = await failureOf(joinBody(body));
		expect(failure.message).toContain('Internal Server Error');
		expect(failure.details.response).toMatchObject({ choices: [{ message: { content: 'Hel' } }] });
	});

	const completion = {
		id: '1',
		model: 'm',
		choices: [{ index: 0, message: { role: 'assistant', content: 'Hello', refusal: null }, finish_reason: 'stop' }],
		usage: { total_tokens: 3 },
	};
	it.each([
		['plain JSON', JSON.stringify(completion)],
		['JSON on several lines', JSON.stringify(completion, null, 2)],
		['one event', `data: ${JSON.stringify(completion)}\n\n`],
	])('are none where a whole completion comes as %s', async (_form, body) => {
		expect(await itemOfBody(body)).toEqual({
			content: 'Hello',
			role: 'assistant',
			finish_reason: 'stop',
			model: 'm',
			usage: { total_tokens: 3 },
		});
	});

	it('may be the answer in lines of bare JSON', async () => {
		const lines = [delta({ content: 'Hel' }), delta({ content: 'lo' }), STOP].map((event) => JSON.stringify(event));
		expect(await itemOfBody(lines.join('\n'))).toMatchObject({ content: 'Hello' });
	});
});

describe("F2: Python's JSON in a stream", () => {
	const logprobs = `{"content": [{"token": "Hello", "logprob": -Infinity}]}`;

	it('is read as null, and costs no answer', async () => {
		const body = `data: {"choices": [{"index": 0, "delta": {"content": "Hello"}, "logprobs": ${logprobs}}]}\n\n`;
		expect(await itemOfBody(`${body}data: ${JSON.stringify(STOP)}\n\n`)).toMatchObject({
			content: 'Hello',
			logprobs: { content: [{ token: 'Hello', logprob: null }] },
		});
	});

	it('is read in generated text, and in the events of a Custom Request', async () => {
		const event = '{"token": {"text": "Hi", "logprob": NaN, "special": false}, "generated_text": "Hi"}';
		expect((await join(generatedText, event)).joined).toEqual({ generated_text: 'Hi' });
		expect((await join(asItCame, event)).joined).toMatchObject([{ token: { text: 'Hi', logprob: null } }]);
	});
});

describe('D6: a choice that failed', () => {
	it.each([
		['an error of its own', { error: { code: 502, message: 'Upstream died' } }, 'Upstream died'],
		['an error in words', { error: 'Upstream died' }, 'Upstream died'],
		['its finish_reason alone', { finish_reason: 'error' }, "finish_reason 'error'"],
	])('fails by %s, at once and streamed', async (_form, failed, words) => {
		const whole = { choices: [{ index: 0, message: { role: 'assistant', content: '' }, ...failed }] } as JsonObject;
		const atOnce = await failureOf(jsonOf(chat, whole));
		expect(atOnce.message).toContain(words);
		expect(atOnce.details).toMatchObject({ type: 'server', response: whole });
		const streamed = await failureOf(
			join(chat, delta({ content: 'Hel' }), { choices: [{ index: 0, delta: {}, ...failed }] }),
		);
		expect(streamed.message).toContain(words);
		expect(streamed.details).toMatchObject({
			type: 'server',
			response: { choices: [{ message: { content: 'Hel' } }] },
		});
	});

	it.each([
		['at once', async () => await jsonOf(generatedText, { choices: [{ text: '', finish_reason: 'error' }] })],
		['streamed', async () => await join(generatedText, { choices: [{ text: '', finish_reason: 'error' }] })],
	])('fails in generated text, %s', async (_way, read) => {
		expect((await failureOf(read())).details.type).toBe('server');
	});
});

describe('D12: several answers', () => {
	it('are told apart by their index, wherever they stand', async () => {
		const choices = [1, 0].map((index) => ({ index, delta: { content: `${index}` }, finish_reason: 'stop' }));
		const { joined, pieces } = await join(chat, { choices });
		expect(pieces).toEqual(['0']);
		expect(await jsonOf(chat, joined ?? null)).toMatchObject({
			content: '0',
			choices: [{ index: 0 }, { index: 1, message: { content: '1' } }],
		});
	});

	it('are told apart in generated text', async () => {
		const choices = [1, 0].map((index) => ({ index, text: `${index}`, finish_reason: 'stop' }));
		const { joined, pieces } = await join(generatedText, { choices });
		expect(joined).toMatchObject({ generated_text: '0', alternatives: [{ text: '0' }, { text: '1' }] });
		expect(pieces).toEqual(['0']);
		expect(await jsonOf(generatedText, { choices })).toMatchObject({ generated_text: '0' });
	});

	it('may count from 1', async () => {
		const { joined, pieces } = await join(chat, delta({ content: 'one' }, 'stop', 1));
		expect(pieces.join('')).toBe('one');
		expect(await jsonOf(chat, joined ?? null)).toMatchObject({ content: 'one' });
	});
});

it('keeps what comes piece by piece beside the text', async () => {
	const audio = (data: string, transcript: string) => delta({ audio: { id: 'a', data, transcript } });
	const logprobs = (token: string) => ({
		choices: [{ index: 0, delta: { content: token }, logprobs: { content: [{ token }] } }],
	});
	const item = await itemOf(
		audio('QUJD', 'Good '),
		audio('REVG', 'day'),
		logprobs('Hel'),
		logprobs('lo'),
		delta({ function_call: { name: 'f', arguments: '{"a"' } }),
		delta({ function_call: { arguments: ':1}' } }),
		delta({ annotations: [{ type: 'url_citation' }] }),
		STOP,
	);
	expect(item).toMatchObject({
		content: 'Hello',
		audio: { id: 'a', data: 'data', transcript: 'Good day' },
		logprobs: { content: [{ token: 'Hel' }, { token: 'lo' }] },
		function_call: { name: 'f', arguments: '{"a":1}' },
		annotations: [{ type: 'url_citation' }],
	});
});

it('gives text and reasoning as they come, and calls, usage and reason once at the end', async () => {
	const deltas: ChatDelta[] = [];
	const events = eventsOf(
		delta({ content: '<think>h' }),
		delta({ content: 'm</think>Hel' }),
		delta({ content: 'lo' }),
		piece({ index: 0, ...called('one', '{"a"', 'x') }),
		piece({ index: 0, function: { arguments: ':1}' } }),
		delta({}, 'tool_calls'),
		{ choices: [], usage: { total_tokens: 5 } },
	);
	for await (const one of chatDeltas(events)) deltas.push(one);
	expect(deltas.map(({ text }) => text).join('')).toBe('Hello');
	expect(deltas.map(({ reasoning }) => reasoning).join('')).toBe('hm');
	expect(deltas.filter(({ end }) => end !== undefined)).toHaveLength(1);
	expect(deltas.at(-1)?.end).toMatchObject({
		toolCalls: [called('one', '{"a":1}', 'x')],
		finishReason: 'tool_calls',
		usage: { total_tokens: 5 },
	});
});

it('gives the same answer however a stream is cut and whatever stands between its events', async () => {
	const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 });
	const noise = fc.constantFrom(
		'',
		': heartbeat',
		'event: ping\ndata: {}',
		'event: ping\ndata: still here',
		'data:',
		'data: {"type":"ping"}',
		'id: 7',
		'retry: 10',
		'x-vendor: 1',
	);
	const events = fc.array(fc.record({ text, noise }), { minLength: 1, maxLength: 6 });
	const places = fc.array(fc.nat(), { maxLength: 10 });
	await fc.assert(
		fc.asyncProperty(
			events,
			places,
			fc.constantFrom('\n', '\r\n', '\r'),
			fc.constantFrom([true, true], [true, false], [false, true]),
			async (said, at, end, [hasReason, hasMarker]) => {
				const whole = said.map((one) => one.text).join('');
				const blocks = [
					...said.flatMap((one) => [one.noise, `data: ${JSON.stringify(delta({ content: one.text }))}`]),
					...(hasReason ? [`data: ${JSON.stringify(STOP)}`] : []),
					...(hasMarker ? ['data: [DONE]'] : []),
				].filter(Boolean);
				const bytes = Buffer.from(
					blocks
						.map((block) => `${block}\n\n`)
						.join('')
						.replaceAll('\n', end),
				);
				const cuts = [0, ...at.map((place) => place % bytes.length).sort((a, b) => a - b), bytes.length];
				const chunks = cuts.slice(1).map((to, i) => bytes.subarray(cuts[i], to));
				const passed: string[] = [];
				const joined = await chat.join?.(readEvents(Readable.from(chunks)), (one) => passed.push(one));
				const expected = whole.trimStart().startsWith('<think>') ? undefined : whole;
				if (expected === undefined) return;
				expect(passed.join('')).toBe(expected);
				expect(joined).toMatchObject({ choices: [{ message: { content: whole } }] });
			},
		),
		{ numRuns: 400 },
	);
});
