import { audioParts, depth, masks, media, segments } from '../../../nodes/shared/tasks/answers/files';
import type { JsonValue } from '../../../nodes/shared/client/json';
import { PNG, failureOf, mediaAnswer, readAs, readJson } from './read';

const base64 = PNG.toString('base64');
const dataUrl = `data:image/png;base64,${base64}`;
const url = 'https://example.com/result.png';

describe('a generated file', () => {
	it('is the bytes that came', async () => {
		const { json, files } = await readAs(media('image'), mediaAnswer(PNG, 'image/png'));
		expect(json).toEqual({});
		expect(files).toEqual([{ field: 'data', content: expect.anything(), mediaType: 'image/png', media: 'image' }]);
	});

	it.each<[string, JsonValue]>([
		['a bare text', base64],
		['a data: URL', dataUrl],
		['a list of one', [base64]],
		['`image`', { image: base64 }],
		['`images`', { images: [base64] }],
		['`data` with `b64_json`', { data: [{ b64_json: base64 }] }],
		['`output`', { output: base64 }],
	])('is found as base64 in %s', async (_form, answer) => {
		const { files, isUnknown } = await readJson(media('image'), answer);
		expect(isUnknown).toBeUndefined();
		expect(files).toMatchObject([{ field: 'data', content: PNG }]);
	});

	it.each<[string, JsonValue]>([
		['a bare text', url],
		['`output`', { output: url }],
		['a list in `output`', { output: [url] }],
		['`images`', { images: [{ url }] }],
		['`data`', { data: [{ url }] }],
		['`video`', { video: { url } }],
		['`videos` with `video_url`', { videos: [{ video_url: url }] }],
		['`audio_file`', { audio_file: { url } }],
	])('is found as an address in %s', async (_form, answer) => {
		const { files, isUnknown } = await readJson(media('video'), answer);
		expect(isUnknown).toBeUndefined();
		expect(files).toMatchObject([{ field: 'data', content: { url } }]);
	});

	it('has the type that the server names, and what it says beside it', async () => {
		const { json, files } = await readJson(media('audio'), {
			audio: base64,
			content_type: 'audio/flac',
			seed: 42,
			error: null,
		});
		expect(files).toMatchObject([{ mediaType: 'audio/flac' }]);
		expect(json).toMatchObject({ seed: 42 });
		expect(json).not.toHaveProperty('error');
	});

	it('is a WAV where samples came', async () => {
		const { json, files } = await readJson(media('audio'), { audio: [[0, 0.5, -0.5]], sampling_rate: 16_000 });
		expect(json).toEqual({ sampling_rate: 16_000 });
		expect(files).toMatchObject([{ mediaType: 'audio/wav', content: expect.any(Buffer) }]);
	});

	it.each<[JsonValue]>([
		[{ status: 'done' }],
		[[]],
		['no picture'],
		['processing-your-request-now'],
		[{ output: 'the model is overloaded now' }],
		[{ data: { note: 'no picture' } }],
		[[{ label: 'cat' }]],
	])('is not found in %j, which is passed on as it came', async (shape) => {
		expect(await readJson(media('image'), shape)).toEqual({ json: { response: shape }, files: [], isUnknown: true });
	});
});

describe('a picture of depths', () => {
	it.each<[string, JsonValue]>([
		['one object', { depth: base64, predicted_depth: [[0.1, 0.2]] }],
		['a list of one', [{ depth: base64, predicted_depth: [[0.1, 0.2]] }]],
	])('comes with the depths in %s', async (_form, answer) => {
		const { json, files } = await readJson(depth, answer);
		expect(files).toMatchObject([{ field: 'data', content: PNG }]);
		expect(json).toEqual({ predicted_depth: [[0.1, 0.2]] });
	});
});

describe('the parts of a picture', () => {
	const part = { label: 'cat', score: 0.9, mask: base64 };

	it.each<[string, JsonValue]>([
		['a list', [part, { ...part, label: 'dog' }]],
		['under `results`', { results: [part, { ...part, label: 'dog' }] }],
	])('have each mask in a field of its own: %s', async (_form, answer) => {
		const { json, files } = await readJson(segments, answer);
		expect(json).toEqual({
			segments: [
				{ label: 'cat', score: 0.9, mask: 'data_0' },
				{ label: 'dog', score: 0.9, mask: 'data_1' },
			],
		});
		expect(files).toMatchObject([
			{ field: 'data_0', content: PNG, part: 1 },
			{ field: 'data_1', content: PNG, part: 2 },
		]);
	});

	it('leave out a score that is null', async () => {
		expect((await readJson(segments, [{ ...part, score: null }])).json).toEqual({
			segments: [{ label: 'cat', mask: 'data_0' }],
		});
	});

	it('may have masks alone', async () => {
		expect((await readJson(masks, { results: [{ mask: base64, score: 0.97 }] })).json).toEqual({
			segments: [{ mask: 'data_0', score: 0.97 }],
		});
	});

	it('may be none', async () => {
		expect(await readJson(segments, { results: [] })).toEqual({ json: { segments: [] }, files: [] });
	});

	it.each<[JsonValue]>([
		[{ masks: [[true, false]], scores: [0.9] }],
		[[{ label: 'cat' }]],
		[[{ label: 'cat', mask: 7 }]],
	])('are passed on as they came where the shape is not known: %j', async (shape) => {
		expect(await readJson(segments, shape)).toEqual({ json: { response: shape }, files: [], isUnknown: true });
	});
});

describe('the parts of a sound', () => {
	it('come as files of the type that the server names', async () => {
		const { json, files } = await readJson(audioParts, [
			{ label: 'speaker_0', blob: base64, 'content-type': 'audio/flac' },
			{ label: 'speaker_1', blob: base64, content_type: 'audio/wav' },
		]);
		expect(json).toEqual({
			outputs: [
				{ label: 'speaker_0', blob: 'data_0' },
				{ label: 'speaker_1', blob: 'data_1' },
			],
		});
		expect(files).toMatchObject([
			{ field: 'data_0', mediaType: 'audio/flac', part: 1 },
			{ field: 'data_1', mediaType: 'audio/wav', part: 2 },
		]);
	});

	it('may be one object', async () => {
		expect((await readJson(audioParts, { label: 'speech', blob: base64 })).json).toEqual({
			outputs: [{ label: 'speech', blob: 'data_0' }],
		});
	});

	it('may be one sound as bytes', async () => {
		const { json, files } = await readAs(audioParts, mediaAnswer(PNG, 'audio/flac'));
		expect(json).toEqual({ outputs: [{ blob: 'data_0' }] });
		expect(files).toMatchObject([{ field: 'data_0', mediaType: 'audio/flac' }]);
	});

	it('may be addresses', async () => {
		expect((await readJson(audioParts, [{ label: 'speech', blob: { url } }])).files).toMatchObject([
			{ content: { url } },
		]);
	});

	it('are passed on as they came where the shape is not known', async () => {
		expect(await readJson(audioParts, [{ label: 'speech' }])).toMatchObject({
			json: { response: [{ label: 'speech' }] },
			isUnknown: true,
		});
	});
});

const second = Buffer.concat([PNG, Buffer.from('a second one')]);
const other = 'https://example.com/second.png';

describe('C3: several results of one answer', () => {
	it.each<[string, JsonValue]>([
		['fal', { images: [{ url }, { url: other }], seed: 7 }],
		['together as addresses', { data: [{ url }, { url: other }], seed: 7 }],
		['replicate', { output: [url, other], seed: 7 }],
		['WaveSpeed', { data: { outputs: [url, other], seed: 7 } }],
		['zai', { video_result: [{ url }, { url: other }], seed: 7 }],
	])('are all downloaded: %s', async (_provider, answer) => {
		const { json, files } = await readJson(media('image'), answer);
		expect(files).toMatchObject([
			{ field: 'data_0', content: { url }, part: 1 },
			{ field: 'data_1', content: { url: other }, part: 2 },
		]);
		expect(json).toEqual({ seed: 7 });
	});

	it.each<[string, JsonValue]>([
		['a list of texts', [base64, second.toString('base64')]],
		['`images`', { images: [base64, second.toString('base64')] }],
		['`data` with `b64_json`', { data: [{ b64_json: base64 }, { b64_json: second.toString('base64') }] }],
		['`artifacts`', { artifacts: [{ base64 }, { base64: second.toString('base64') }] }],
	])('are all decoded: %s', async (_form, answer) => {
		const { files } = await readJson(media('image'), answer);
		expect(files).toMatchObject([
			{ field: 'data_0', content: PNG },
			{ field: 'data_1', content: second },
		]);
	});

	it('keep what the API says of each', async () => {
		const { json } = await readJson(media('image'), {
			images: [
				{ url, width: 8 },
				{ url: other, width: 9 },
			],
		});
		expect(json).toEqual({ images: [{ width: 8 }, { width: 9 }] });
	});

	it('keep what stands in the place of a file that failed', async () => {
		const { json, files } = await readJson(media('image'), { data: [{ b64_json: base64 }, { error: 'moderated' }] });
		expect(files).toHaveLength(1);
		expect(json).toEqual({ data: [{}, { error: 'moderated' }] });
	});

	it('are sounds of their own too', async () => {
		const { json, files } = await readJson(audioParts, { outputs: [url, other], seed: 7 });
		expect(json).toEqual({ outputs: [{ blob: 'data_0' }, { blob: 'data_1' }], seed: 7 });
		expect(files).toHaveLength(2);
	});
});

describe('C4: what the API says beside the file', () => {
	it.each<[JsonValue, JsonValue]>([
		[
			{ images: [{ url, width: 8 }], seed: 7, timings: { inference: 1 }, has_nsfw_concepts: [false], prompt: 'a cat' },
			{ width: 8, seed: 7, timings: { inference: 1 }, has_nsfw_concepts: [false], prompt: 'a cat' },
		],
		[
			{ data: [{ b64_json: base64, revised_prompt: 'a cat' }], id: 'x' },
			{ id: 'x', revised_prompt: 'a cat' },
		],
		[{ output: url, metrics: { predict_time: 2 }, error: null }, { metrics: { predict_time: 2 } }],
	])('is in the item: %j', async (answer, beside) => {
		expect((await readJson(media('image'), answer)).json).toEqual(beside);
	});

	it('does not hold the file of the request', async () => {
		const { json } = await readJson(media('image'), {
			output: url,
			input: { image: `data:image/png;base64,${'A'.repeat(9000)}` },
		});
		expect(JSON.stringify(json).length).toBeLessThan(200);
	});
});

describe('F4: a file as base64', () => {
	it.each<[string, string]>([
		['plain', base64],
		['a data: URL', dataUrl],
		['with line breaks', base64.replace(/(.{20})/g, '$1\n')],
	])('is found in a bare text: %s', async (_form, text) => {
		const { files } = await readAs(media('image'), { kind: 'text', text, mediaType: 'text/plain' });
		expect(files).toMatchObject([{ field: 'data', content: PNG }]);
	});

	it('is found in a bare text where sounds are separated', async () => {
		const { json } = await readAs(audioParts, { kind: 'text', text: base64, mediaType: 'text/plain' });
		expect(json).toEqual({ outputs: [{ blob: 'data_0' }] });
	});

	it.each<[JsonValue]>([
		[{ data: [{ b64_json: '!!! not base64 !!!' }] }],
		[{ image: 'no picture' }],
		[{ images: ['no picture', 'none'] }],
		[{ audio: 'pending' }],
	])('that cannot be read fails, and stays in the error: %j', async (answer) => {
		const { details, message } = await failureOf(readJson(media('image'), answer));
		expect(message).toContain('cannot be read');
		expect(details).toMatchObject({ type: 'unexpectedResponse', response: answer });
	});

	it('that cannot be read fails as a mask and as a part of a sound too', async () => {
		const mask = [{ label: 'cat', mask: 'there is no mask of this cat' }];
		expect((await failureOf(readJson(segments, mask))).details.response).toEqual(mask);
		const blob = [{ label: 'speech', blob: '!!! not base64 !!!' }];
		expect((await failureOf(readJson(audioParts, blob))).details.response).toEqual(blob);
	});
});
