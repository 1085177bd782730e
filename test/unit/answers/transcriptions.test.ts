import type { JsonObject } from '../../../nodes/shared/client/json';
import { transcription } from '../../../nodes/shared/tasks/answers/transcription';
import { failureOf, join, jsonOf, readAs, readJson } from './read';

describe('a transcription', () => {
	it.each([
		['a text', { text: 'hello' }, { text: 'hello' }],
		[
			'a text with chunks',
			{ text: 'hello', chunks: [{ text: 'hello', timestamp: [0, null] }] },
			{ text: 'hello', chunks: [{ text: 'hello', timestamp: [0, null] }] },
		],
		['a text whose chunks are null', { text: 'hello', chunks: null }, { text: 'hello' }],
		['a list of one', [{ text: 'hello' }], { text: 'hello' }],
		["a provider's output", { output: 'hello' }, { text: 'hello' }],
		[
			'segments',
			{ text: 'hello', segments: [{ id: 0, start: 0, end: 1.5, text: 'hello' }] },
			{ text: 'hello', chunks: [{ text: 'hello', timestamp: [0, 1.5] }] },
		],
		['nothing that was said', { text: '' }, { text: '' }],
	])('is read from %s', async (_form, given, item) => {
		expect(await jsonOf(transcription, given)).toEqual(item);
	});
});

describe("a transcription of OpenAI's protocol", () => {
	const word = { returnTimestamps: 'word' };
	const segment = { id: 0, start: 0, end: 1.5, text: 'hello you' };
	const words = [
		{ word: 'hello', start: 0, end: 0.5 },
		{ word: 'you', start: 0.5, end: 1.5 },
	];
	const chunks = [
		{ text: 'hello', timestamp: [0, 0.5] },
		{ text: 'you', timestamp: [0.5, 1.5] },
	];

	it('has the times of words as chunks if they were asked for, and keeps the segments', async () => {
		const answer = { text: 'hello you', segments: [segment], words };
		expect(await jsonOf(transcription, answer, word)).toEqual({ text: 'hello you', chunks, segments: [segment] });
	});

	it('has the times of segments as chunks otherwise, and keeps the words', async () => {
		const answer = { text: 'hello you', segments: [segment], words };
		expect(await jsonOf(transcription, answer, { returnTimestamps: true })).toEqual({
			text: 'hello you',
			chunks: [{ text: 'hello you', timestamp: [0, 1.5] }],
			words,
		});
	});

	it("may have words under LocalAI's name, without segments", async () => {
		const named = words.map(({ word: text, start, end }) => ({ start, end, text }));
		expect(await jsonOf(transcription, { text: 'hello you', segments: [], words: named }, word)).toEqual({
			text: 'hello you',
			chunks,
		});
	});

	it('may have words inside the segments', async () => {
		const inside = { ...segment, words: words.map((one) => ({ ...one, probability: 0.9 })) };
		expect(await jsonOf(transcription, { text: 'hello you', segments: [inside] }, word)).toEqual({
			text: 'hello you',
			chunks,
			segments: [inside],
		});
	});

	it('has times of segments if words were asked for, and the server has none', async () => {
		const answer = { text: 'hello you', segments: [segment], words: null };
		expect(await jsonOf(transcription, answer, word)).toEqual({
			text: 'hello you',
			chunks: [{ text: 'hello you', timestamp: [0, 1.5] }],
		});
	});

	it('says that the times of words are missing, or all times', async () => {
		const hintsOf = async (answer: JsonObject, returnTimestamps: boolean | 'word') =>
			(await readJson(transcription, answer, { returnTimestamps })).hints;
		const parts = { text: 'hello', segments: [segment] };
		expect(await hintsOf(parts, 'word')).toEqual([expect.stringContaining('the server has no times of words')]);
		expect(await hintsOf(parts, true)).toEqual([]);
		expect(await hintsOf({ text: 'hello' }, true)).toEqual([expect.stringContaining('had no effect')]);
		expect(await hintsOf({ text: 'hello' }, false)).toEqual([]);
		expect(await hintsOf({ text: 'hello', chunks: [{ text: 'hello', timestamp: [0, 1] }] }, 'word')).toEqual([]);
	});

	it('has its duration as a number, also from a server that sends a text', async () => {
		expect(await jsonOf(transcription, { text: 'hello', duration: '1.5' })).toEqual({ text: 'hello', duration: 1.5 });
		expect(await jsonOf(transcription, { text: 'hello', duration: 1.5 })).toEqual({ text: 'hello', duration: 1.5 });
		expect(await jsonOf(transcription, { text: 'hello', duration: '' })).toEqual({ text: 'hello', duration: '' });
	});

	it('has no empty lists, and keeps everything else that the server says', async () => {
		const answer = { text: 'hello', language: '', segments: [], words: [], usage: { seconds: 2 }, logprobs: null };
		expect(await jsonOf(transcription, answer)).toEqual({ text: 'hello', usage: { seconds: 2 } });
	});

	it('may be subtitles, which are text', async () => {
		const text = '1\n00:00:00,000 --> 00:00:01,500\nhello\n';
		expect((await readAs(transcription, { kind: 'text', text, mediaType: 'text/plain' })).json).toEqual({ text });
	});
});

describe('a transcription that comes as a stream', () => {
	const delta = (text: string) => ({ type: 'transcript.text.delta', delta: text });
	const chunk = (content: string, finish_reason: string | null = null) => ({
		object: 'transcription.chunk',
		choices: [{ delta: { content }, finish_reason }],
	});

	it("is joined from OpenAI's events, with or without an end marker", async () => {
		const done = { type: 'transcript.text.done', text: 'Hello you' };
		for (const end of [[done], [done, '[DONE]']]) {
			const { joined, pieces } = await join(transcription, delta('Hello'), delta(' you'), ...end);
			expect(joined).toEqual({ text: 'Hello you' });
			expect(pieces).toEqual(['Hello', ' you']);
		}
	});

	it('keeps what the last event says beside the text', async () => {
		const done = { type: 'transcript.text.done', text: 'Hello', duration: 1.5, segments: [{ text: 'Hello' }] };
		const { joined } = await join(transcription, delta('Hello'), done);
		expect(joined).toEqual({ text: 'Hello', duration: 1.5, segments: [{ text: 'Hello' }] });
	});

	it('keeps segments that come as events of their own', async () => {
		const segment = { id: 'seg_1', start: 0, end: 1, text: 'Hello', speaker: 'A' };
		const { joined } = await join(
			transcription,
			delta('Hello'),
			{ type: 'transcript.text.segment', ...segment },
			{ type: 'transcript.text.done', text: 'Hello' },
		);
		expect(joined).toEqual({ text: 'Hello', segments: [segment] });
	});

	it('is joined from chunks with choices', async () => {
		const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
		const { joined, pieces } = await join(
			transcription,
			chunk('Hello'),
			chunk(' you', 'stop'),
			{ object: 'transcription.chunk', choices: [], usage },
			'[DONE]',
		);
		expect(joined).toEqual({ text: 'Hello you', usage });
		expect(pieces).toEqual(['Hello', ' you']);
	});

	it('passes a text on that comes only at the end', async () => {
		const { joined, pieces } = await join(transcription, { type: 'transcript.text.done', text: 'Hello' });
		expect(joined).toEqual({ text: 'Hello' });
		expect(pieces).toEqual(['Hello']);
	});

	it('may be silent', async () => {
		expect((await join(transcription, { type: 'transcript.text.done', text: '' })).joined).toEqual({ text: '' });
		expect((await join(transcription, chunk('', 'stop'), '[DONE]')).joined).toEqual({ text: '' });
	});

	it("fails with the server's words if it breaks off, and keeps what came before", async () => {
		const error = { type: 'error', error: { message: 'out of memory', type: 'server_error' } };
		const { message, details } = await failureOf(join(transcription, delta('Hello'), error, '[DONE]'));
		expect(details).toMatchObject({ type: 'server', response: { text: 'Hello' } });
		expect(message).toContain('out of memory');
	});

	it('is cut short without a last event', async () => {
		const failure = await failureOf(join(transcription, delta('Hello')));
		expect(failure.details).toMatchObject({ type: 'network', response: { text: 'Hello' } });
	});
});
