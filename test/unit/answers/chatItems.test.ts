import type { JsonObject } from '../../../nodes/shared/client/json';
import { chat } from '../../../nodes/shared/tasks/answers/chat';
import { generatedText } from '../../../nodes/shared/tasks/answers/text';
import { AnswerPieces } from '../../../nodes/shared/tasks/chat/reasoning';
import { PNG, jsonOf, readJson } from './read';

const completion = (message: object, more: object = {}): JsonObject =>
	({
		choices: [
			{ index: 0, message: { role: 'assistant', content: 'Hello', ...message }, finish_reason: 'stop', ...more },
		],
	}) as JsonObject;
const picture = `data:image/png;base64,${PNG.toString('base64')}`;

describe('D10: what stands beside the text of an answer', () => {
	it.each<[string, object, object]>([
		['a call in the older form', { function_call: { name: 'f', arguments: '{}' } }, {}],
		['annotations', { annotations: [{ type: 'url_citation' }] }, {}],
		['details of the reasoning', { reasoning_details: [{ type: 'reasoning.text' }] }, {}],
		['probabilities', {}, { logprobs: { content: [{ token: 'Hello', logprob: -1 }] } }],
		['what stopped it', {}, { stop_reason: 'END' }],
	])('is in the item: %s', async (_what, message, more) => {
		expect(await jsonOf(chat, completion(message, more))).toMatchObject({ content: 'Hello', ...message, ...more });
	});

	it('is in the item: what the server says of the whole', async () => {
		expect(await jsonOf(chat, { ...completion({}), citations: ['https://x.test'], timings: { ms: 1 } })).toMatchObject({
			citations: ['https://x.test'],
			timings: { ms: 1 },
		});
	});

	it('is in the item: all of several answers', async () => {
		const choices = [1, 0].map((index) => ({ index, message: { content: `${index}` }, finish_reason: 'stop' }));
		expect(await jsonOf(chat, { choices })).toMatchObject({ content: '0', choices: [{ index: 0 }, { index: 1 }] });
	});

	it('is left out where the server says nothing', async () => {
		const nothing = { refusal: null, annotations: [], audio: null, function_call: null, tool_calls: [] };
		expect(await jsonOf(chat, completion(nothing, { logprobs: null }))).toEqual({
			content: 'Hello',
			role: 'assistant',
			finish_reason: 'stop',
		});
	});

	it('may be a call of a tool without a list around it', async () => {
		const tool_calls = { id: '0', type: 'function', function: { name: 'f', arguments: { a: 1 } } };
		expect((await jsonOf(chat, completion({ tool_calls }))).tool_calls).toEqual([tool_calls]);
	});

	it('may be reasoning among the parts of the content', async () => {
		const content = [
			{ type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] },
			{ type: 'text', text: 'Hel' },
			{ type: 'text', text: 'lo' },
		];
		expect(await jsonOf(chat, completion({ content }))).toMatchObject({ content: 'Hello', reasoning_content: 'hm' });
	});
});

describe('D10: files in an answer', () => {
	it('are one picture in the one field', async () => {
		const { json, files } = await readJson(
			chat,
			completion({ images: [{ type: 'image_url', image_url: { url: picture } }] }),
		);
		expect(files).toEqual([{ field: 'data', content: PNG, mediaType: 'image/png' }]);
		expect(json.images).toEqual([{ type: 'image_url', image_url: { url: 'data' } }]);
	});

	it('are sound with its transcript', async () => {
		const { json, files } = await readJson(
			chat,
			completion({ content: null, audio: { id: 'a', data: 'QUJD', transcript: 'Hello', format: 'wav' } }),
		);
		expect(files).toEqual([{ field: 'data', content: Buffer.from('ABC'), mediaType: 'audio/wav' }]);
		expect(json.audio).toEqual({ id: 'a', data: 'data', transcript: 'Hello', format: 'wav' });
	});

	it('are several, each in a field of its own', async () => {
		const content = [
			{ type: 'text', text: 'Hello' },
			{ type: 'image_url', image_url: { url: picture } },
		];
		const { json, files } = await readJson(
			chat,
			completion({ content, images: [{ b64_json: PNG.toString('base64') }] }),
		);
		expect(files.map(({ field, part }) => [field, part])).toEqual([
			['data_0', 1],
			['data_1', 2],
		]);
		expect(json).toMatchObject({ images: [{ b64_json: 'data_0' }], parts: [{ image_url: { url: 'data_1' } }] });
	});

	it('stay as they came where they are addresses, or no base64', async () => {
		const images = [{ image_url: { url: 'https://x.test/a.png' } }, { b64_json: '!!! not base64 !!!' }];
		const { json, files } = await readJson(chat, completion({ images }));
		expect(files).toEqual([]);
		expect(json.images).toEqual(images);
	});
});

describe('several texts', () => {
	it('stand beside the first', async () => {
		const texts = [{ generated_text: 'one' }, { generated_text: 'two' }];
		expect(await jsonOf(generatedText, texts)).toEqual({ generated_text: 'one', generated_texts: texts });
	});
});

it('D11: reasoning in pieces takes time that grows with its length, not with its square', () => {
	const time = (pieces: number): number => {
		const split = new AnswerPieces();
		const started = process.cpuUsage().user;
		split.next('<think>');
		for (let i = 0; i < pieces; i++) split.next('thought ');
		split.next('</think>Hello');
		return process.cpuUsage().user - started;
	};
	time(50_000);
	const [once, fourTimes] = [time(250_000), time(1_000_000)];
	// In quadratic time it would be sixteen times as long.
	expect(fourTimes).toBeLessThan(10 * Math.max(once, 5_000));
});

it('D11: a piece of reasoning is looked at once, and blanks before it too', () => {
	let letters = 0;
	const split = new AnswerPieces();
	const next = (piece: string): void => {
		const said = split.next(piece);
		letters += said.text.length + said.reasoning.length;
	};
	for (let i = 0; i < 100_000; i++) next(' ');
	next('<think>');
	for (let i = 0; i < 100_000; i++) next('a');
	// All but the few letters that may be the start of the tag have gone on.
	expect(letters).toBeGreaterThan(99_990);
});
