import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { photo } from '../../unit/answers/photo';
import { PNG } from '../../unit/answers/read';
import { runNode, type RunResult } from '../support/engine';
import { json, LABELS, send, type Hostile, type Play } from './hostile';
import { byUrl, detailsOf, posts, useServers } from './played';

const start = useServers();

interface Ran {
	readonly result: RunResult;
	readonly server: Hostile;
}

/** Runs a task at a server that answers so. */
async function run(play: Play, parameters: IDataObject, items?: INodeExecutionData[]): Promise<Ran> {
	const server = await start(play);
	const result = await runNode({
		parameters: { model: byUrl(server.url), ...parameters },
		onError: 'continueRegularOutput',
		items,
	});
	return { result, server };
}

const answers =
	(bytes: string | Buffer, type: string): Play =>
	({ response }) =>
		send(response, 200, bytes, { 'content-type': type });
const labels: Play = ({ response }) => json(response, 200, LABELS);
const withFile = (bytes: string | Buffer, mimeType: string): INodeExecutionData[] => [
	{ json: {}, binary: { data: { data: Buffer.from(bytes).toString('base64'), mimeType } } },
];

const WEBM = Buffer.from('1a45dfa39f4286810142f7810142f2810442f381084282847765626d42878104428581', 'hex');
const MP4 = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypisom\0\0\0\0isommp42'), Buffer.alloc(40)]);
const ZIP = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), Buffer.alloc(60)]);
const COMPOUND = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]);
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const SVG = '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>';

describe('F5: sound as integer samples', () => {
	/** The samples of a WAV file of 16 bits. */
	const samplesOf = (wav: Buffer): number[] => {
		const data = wav.subarray(wav.indexOf('data') + 8);
		return Array.from({ length: data.length / 2 }, (_, i) => data.readInt16LE(i * 2));
	};

	it.each([
		['16 bits', [16_384, -16_384, 300, 0]],
		['16 bits in a list of one channel', [[16_384, -16_384, 300, 0]]],
		['24 bits', [4_194_304, -4_194_304, 76_800, 0]],
		['32 bits', [1_073_741_824, -1_073_741_824, 19_660_800, 0]],
	])('is scaled by their range: %s', async (_width, samples) => {
		const { result } = await run(answers(JSON.stringify(samples), 'application/json'), {
			operation: 'text-to-speech',
			text: 'hello',
		});
		const [item] = result.items;
		if (item === undefined) throw new Error('no item came out');
		const heard = samplesOf(await result.bytes(item));
		expect(heard).toHaveLength(4);
		for (const [i, sample] of [16_384, -16_384, 300, 0].entries())
			expect(Math.abs((heard[i] ?? 0) - sample)).toBeLessThan(10);
	});
});

describe('G1: a type that was declared precisely', () => {
	it.each([
		['an SVG with a prolog', SVG, 'image/svg+xml', 'svg'],
		['an old Word document', COMPOUND, 'application/msword', 'doc'],
		['a Word document', ZIP, WORD, 'docx'],
		['a book', ZIP, 'application/epub+zip', 'epub'],
		['voice in WebM', WEBM, 'audio/webm', 'webm'],
	])('is that of a result, whose bytes say the container alone: %s', async (_what, bytes, type, extension) => {
		const { result } = await run(answers(bytes, type), { operation: 'custom-request', json: '{}' });
		expect(result.items[0]?.binary?.data).toMatchObject({
			mimeType: type,
			fileName: expect.stringMatching(new RegExp(`\\.${extension}$`)),
		});
	});

	it.each([
		['WebM', WEBM, 'audio/webm', 'webm'],
		['MP4', MP4, 'audio/mp4', 'm4a'],
		['3GPP', MP4, 'audio/3gpp', '3gpp'],
	])('makes voice in %s a recording in a chat', async (_container, bytes, type, format) => {
		const { server } = await run(
			({ response }) =>
				json(response, 200, { choices: [{ index: 0, message: { content: 'Hi' }, finish_reason: 'stop' }] }),
			{ operation: 'chat-completion', prompt: 'hello', attachments: 'data' },
			withFile(bytes, type),
		);
		expect(posts(server)[0]?.body).toContain('"input_audio"');
		expect(posts(server)[0]?.body).toContain(`"format":"${format}"`);
	});

	it('is no more than a claim, where the bytes contradict it', async () => {
		const { result } = await run(answers(PNG, 'image/jpeg'), { operation: 'text-to-image', prompt: 'a fox' });
		expect(result.items[0]?.binary?.data?.mimeType).toBe('image/png');
	});
});

describe('G2: the file of a result', () => {
	it.each([
		['image/avif', 'avif', Buffer.from('\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf')],
		['application/zip', 'zip', ZIP],
		['model/gltf-binary', 'glb', Buffer.concat([Buffer.from('glTF\x02\0\0\0'), Buffer.alloc(40)])],
		['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx', ZIP],
		['image/heic', 'heic', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0heicmif1')],
		['audio/aiff', 'aiff', Buffer.concat([Buffer.from('FORM\0\0\0\x2eAIFFCOMM'), Buffer.alloc(40)])],
	])('of type %s has the extension %s', async (type, extension, bytes) => {
		const { result } = await run(answers(bytes, type), { operation: 'custom-request', json: '{}' });
		expect(result.items[0]?.binary?.data?.fileName).toBe(`custom-request-1.${extension}`);
	});
});

describe('G3: the picture with boxes of a photo', () => {
	it.each([
		[1, '8 6'],
		[3, '8 6'],
		[5, '6 8'],
		[6, '6 8'],
		[7, '6 8'],
		[8, '6 8'],
	])('is upright: orientation %d has the frame %s', async (orientation, frame) => {
		const found = [{ label: 'cat', score: 0.9, box: { xmin: 1, ymin: 1, xmax: 5, ymax: 5 } }];
		const { result } = await run(
			({ response }) => json(response, 200, found),
			{ operation: 'object-detection', options: { annotatedImage: true } },
			withFile(photo(orientation), 'image/jpeg'),
		);
		const [item] = result.items;
		if (item === undefined) throw new Error('no item came out');
		expect((await result.bytes(item, 'annotated')).toString('utf8')).toContain(`viewBox="0 0 ${frame}"`);
	});
});

describe('G4: an input file in a data: URL', () => {
	const bytes = Buffer.concat([PNG, Buffer.from([0, 37, 255])]);
	const base64 = bytes.toString('base64');
	const percent = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

	it.each([
		['in base64', `data:image/png;base64,${base64}`],
		['with escaped letters of base64', `data:image/png;base64,${encodeURIComponent(base64)}`],
		['with BASE64 in capitals', `data:image/png;BASE64,${base64}`],
		['with a blank before base64', `data:image/png; base64,${base64}`],
		['in escaped bytes', `data:image/png,${percent}`],
		['in escaped bytes of capital letters', `data:image/png,${percent.toUpperCase()}`],
	])('arrives as it is: %s', async (_form, inputUrl) => {
		const { server } = await run(labels, { operation: 'image-classification', inputSource: 'url', inputUrl });
		expect(posts(server)[0]?.body).toBe(bytes.toString('utf8'));
	});
});

describe('G6: a stored file that is gone', () => {
	it.each([
		['image-classification', {}],
		['automatic-speech-recognition', {}],
		['chat-completion', { prompt: 'hello', attachments: 'data' }],
	])('is called so, before anything is sent: %s', async (operation, more) => {
		const id = 'filesystem-v2:workflows/w/executions/1/binary_data/gone';
		const { result, server } = await run(labels, { operation, ...more }, [
			{ json: {}, binary: { data: { data: 'filesystem-v2', id, mimeType: 'image/png' } } },
		]);
		expect(result.json[0]?.error).toMatch(/n8n no longer has the file of /);
		expect(detailsOf(result.json[0])).toMatchObject({
			type: 'invalidInput',
			description: expect.not.stringContaining("to 'data'"),
		});
		expect(server.requests).toEqual([]);
	});
});

describe('G7: bytes that a server does not take by their type', () => {
	const refusing =
		(status: number, error: string): Play =>
		({ seen, response }) =>
			String(seen.headers['content-type']).startsWith('application/json')
				? json(response, 200, { text: 'Hello' })
				: json(response, status, { error });

	it.each([
		['WebM', 400, 'MIME type video/webm not allowed', WEBM, 'audio/webm'],
		['MP4', 400, 'MIME type audio/m4a is not allowed', MP4, 'audio/mp4'],
		['FLAC', 415, 'Unsupported', Buffer.from('fLaC\0\0\0\x22'), 'audio/flac'],
	])('go once more as base64: %s', async (_what, status, words, bytes, type) => {
		const { result, server } = await run(
			refusing(status, words),
			{ operation: 'automatic-speech-recognition' },
			withFile(bytes, type),
		);
		expect(result.json).toMatchObject([{ text: 'Hello' }]);
		expect(posts(server)).toHaveLength(2);
		expect(posts(server)[1]?.inputs).toBe(bytes.toString('base64'));
	});
});

describe('G8: sound that a community image does not take in JSON', () => {
	const rawOnly: Play = ({ seen, response }) =>
		String(seen.headers['content-type']).startsWith('application/json')
			? json(response, 400, { error: 'Malformed soundfile' })
			: json(response, 200, { text: 'Hello' });

	it.each([
		['AIFF', Buffer.concat([Buffer.from('FORM\0\0\0\x2eAIFFCOMM'), Buffer.alloc(40)]), 'audio/aiff', 2],
		['AMR', Buffer.from('#!AMR\n and frames'), 'audio/amr', 1],
		['AMR under another name', Buffer.from('#!AMR\n and frames'), 'audio/x-amr', 1],
		['CAF', Buffer.from('caff\0\x01\0\0desc'), 'audio/x-caf', 2],
	])('goes as bytes: %s', async (_what, bytes, type, requests) => {
		const { result, server } = await run(rawOnly, { operation: 'automatic-speech-recognition' }, withFile(bytes, type));
		expect(result.json).toMatchObject([{ text: 'Hello' }]);
		expect(posts(server)).toHaveLength(requests);
		expect(posts(server).at(-1)?.body).toBe(bytes.toString('utf8'));
	});
});
