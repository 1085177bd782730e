import { audioParts, depth, masks, media, segments } from '../../../nodes/shared/tasks/answers/files';
import type { JsonValue } from '../../../nodes/shared/client/json';
import { PNG, mediaAnswer, readAs, readJson } from './read';

const base64 = PNG.toString('base64');
const dataUrl = `data:image/png;base64,${base64}`;
const url = 'https://example.com/result.png';

describe('a generated file', () => {
	it('is the bytes that came', async () => {
		const { json, files } = await readAs(media('image'), mediaAnswer(PNG, 'image/png'));
		expect(json).toEqual({});
		expect(files).toEqual([{ field: 'data', content: expect.anything(), mediaType: 'image/png' }]);
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
		[{ image: 'no picture' }],
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
		[[{ label: 'cat', mask: 'there is no mask of this cat' }]],
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
