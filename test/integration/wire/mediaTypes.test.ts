import type { INodeExecutionData } from 'n8n-workflow';
import { sampleFile } from '../../../sandbox';
import { runNode } from '../support/engine';
import { useSandbox } from '../support/sandbox';
import { requestOf } from './noted';

const sandbox = useSandbox();

const bytes = (...parts: Array<string | number[]>): Buffer =>
	Buffer.concat([
		...parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))),
		Buffer.alloc(64),
	]);

/** The start of a file of each format: that is what tells what it is. */
const FILES = {
	mp3: bytes('ID3', [3, 0, 0, 0, 0, 0, 10]),
	m4a: bytes([0, 0, 0, 24], 'ftypM4A ', [0, 0, 0, 0], 'M4A mp42'),
	mp4: bytes([0, 0, 0, 24], 'ftypisom', [0, 0, 2, 0], 'isommp41'),
	aac: bytes([0xff, 0xf1, 0x50, 0x80]),
	wav: sampleFile('speech.wav') ?? Buffer.alloc(0),
	flac: bytes('fLaC', [0, 0, 0, 34]),
	ogg: bytes('OggS', [0, 2], Array(22).fill(0) as number[], [1, 30], '\x01vorbis'),
	opus: bytes('OggS', [0, 2], Array(20).fill(0) as number[], [1, 19], 'OpusHead'),
	webm: bytes(
		[
			0x1a, 0x45, 0xdf, 0xa3, 0x9f, 0x42, 0x86, 0x81, 1, 0x42, 0xf7, 0x81, 1, 0x42, 0xf2, 0x81, 4, 0x42, 0xf3, 0x81, 8,
			0x42, 0x82, 0x84,
		],
		'webm',
	),
	png: sampleFile('photo.png') ?? Buffer.alloc(0),
	jpeg: bytes([0xff, 0xd8, 0xff, 0xe0, 0, 16], 'JFIF'),
	webp: bytes('RIFF', [60, 0, 0, 0], 'WEBPVP8 '),
	gif: bytes('GIF89a'),
	bmp: bytes('BM', [70, 0, 0, 0]),
	tiff: bytes([0x49, 0x49, 0x2a, 0, 8, 0, 0, 0]),
	avif: bytes([0, 0, 0, 28], 'ftypavif', [0, 0, 0, 0], 'avifmif1'),
	words: Buffer.from('no picture and no sound'),
};

const SPEECH = 'automatic-speech-recognition';
const IMAGE = 'image-classification';

function itemWith(content: Buffer, mimeType: string): INodeExecutionData {
	return { json: {}, binary: { data: { data: content.toString('base64'), mimeType } } };
}

describe('a file in a known format is sent unchanged, under the common name of its type', () => {
	it.each<[keyof typeof FILES, string, string, string]>([
		['mp3', 'audio/mp3', SPEECH, 'audio/mpeg'],
		['m4a', 'audio/mp4', SPEECH, 'audio/m4a'],
		['mp4', 'video/mp4', SPEECH, 'audio/m4a'],
		['aac', 'audio/aac', SPEECH, 'audio/m4a'],
		['wav', 'audio/vnd.wave', SPEECH, 'audio/wav'],
		['flac', 'audio/x-flac', SPEECH, 'audio/flac'],
		['ogg', 'application/ogg', SPEECH, 'audio/ogg'],
		['opus', 'audio/opus', SPEECH, 'audio/ogg'],
		['webm', 'video/webm', SPEECH, 'audio/webm'],
		['webm', 'audio/webm; codecs=opus', SPEECH, 'audio/webm'],
		['png', 'image/PNG', IMAGE, 'image/png'],
		['png', 'application/octet-stream', IMAGE, 'image/png'],
		['png', 'image/jpeg', IMAGE, 'image/png'],
		['jpeg', '', IMAGE, 'image/jpeg'],
		['webp', 'image/webp', IMAGE, 'image/webp'],
		['gif', 'image/gif', IMAGE, 'image/gif'],
		['bmp', 'image/x-ms-bmp', IMAGE, 'image/bmp'],
		['tiff', 'image/tiff', IMAGE, 'image/tiff'],
		['words', 'audio/mp3', SPEECH, 'audio/mpeg'],
	])('%s, called %j, for %s as %s', async (name, mimeType, operation, sent) => {
		const { headers, body } = await requestOf(sandbox.current(), { operation }, itemWith(FILES[name], mimeType));
		expect(headers['content-type']).toBe(sent);
		expect(headers['content-length']).toBe(String(FILES[name].length));
		expect(body.equals(FILES[name])).toBe(true);
	});
});

describe('any other file is sent as base64 in JSON', () => {
	it.each<[keyof typeof FILES, string, string]>([
		['avif', 'image/avif', IMAGE],
		['mp4', 'video/mp4', 'video-classification'],
		['words', 'application/octet-stream', SPEECH],
		['words', '', IMAGE],
	])('%s, called %j, for %s', async (name, mimeType, operation) => {
		const { headers, json } = await requestOf(sandbox.current(), { operation }, itemWith(FILES[name], mimeType));
		expect(headers['content-type']).toBe('application/json');
		expect(json).toEqual({ inputs: FILES[name].toString('base64'), parameters: {} });
	});
});

describe('a Content-Type among the headers of the user', () => {
	const headers = (type: string) => ({ options: { headers: JSON.stringify({ 'Content-Type': type }) } });

	it.each([
		[{ operation: IMAGE }, 'image/x-raw'],
		[{ operation: 'custom-request', bodyType: 'file' }, 'application/x-ndjson'],
		[{ operation: 'custom-request', bodyType: 'file' }, 'application/json'],
		[{ operation: 'custom-request', json: '{}' }, 'application/vnd.api+json'],
	])("is sent, as by Python's client: %j with %s", async (parameters, type) => {
		const request = await requestOf(
			sandbox.current(),
			{ ...parameters, ...headers(type) },
			itemWith(FILES.png, 'image/png'),
		);
		expect(request.headers['content-type']).toBe(type);
		if (!('json' in parameters)) expect(request.body.equals(FILES.png)).toBe(true);
	});

	it('that is JSON sends the file of a task in it', async () => {
		const request = await requestOf(
			sandbox.current(),
			{ operation: IMAGE, ...headers('application/json') },
			itemWith(FILES.png, 'image/png'),
		);
		expect(request.headers['content-type']).toBe('application/json');
		expect(request.json).toEqual({ inputs: FILES.png.toString('base64'), parameters: {} });
	});

	it('is replaced by JSON after a rejection', async () => {
		sandbox.current().respond((request, response) => {
			const isJson = request.headers['content-type'] === 'application/json';
			response
				.writeHead(isJson ? 200 : 415, { 'content-type': 'application/json' })
				.end(isJson ? '[{"label":"cat","score":1}]' : '{"error":"No such type"}');
			return true;
		});
		const model = { __rl: true, mode: 'url', value: `${sandbox.current().url}/server` };
		const { json } = await runNode({
			parameters: { operation: IMAGE, model, ...headers('image/x-raw') },
			items: [itemWith(FILES.png, 'image/png')],
		});
		expect(json).toMatchObject([{ label: 'cat' }]);
		expect(sandbox.current().requests.map((request) => request.headers['content-type'])).toEqual([
			'image/x-raw',
			'application/json',
		]);
	});
});

describe('a server that rejects the type of a file', () => {
	it.each([
		[400, '{"error":"Content type \\"image/png\\" not supported.\\nSupported content types are: application/json"}'],
		[415, '{"error":"Unsupported Media Type"}'],
	])('gets it again as base64 in JSON, after %i', async (status, words) => {
		sandbox.current().respond(({ headers }, response) => {
			const isJson = headers['content-type'] === 'application/json';
			response
				.writeHead(isJson ? 200 : status, { 'content-type': 'application/json' })
				.end(isJson ? '[{"label":"cat","score":1}]' : words);
			return true;
		});
		const model = { __rl: true, mode: 'url', value: `${sandbox.current().url}/server` };
		const { json } = await runNode({
			parameters: { operation: IMAGE, model, options: { includeMetadata: true } },
			items: [itemWith(FILES.png, 'image/png')],
		});
		expect(json).toMatchObject([{ label: 'cat', _meta: { attempts: 2 } }]);
		expect(sandbox.current().requests.map(({ headers }) => headers['content-type'])).toEqual([
			'image/png',
			'application/json',
		]);
		expect(sandbox.current().requests[1]?.json).toEqual({ inputs: FILES.png.toString('base64'), parameters: {} });
	});

	it('and its base64 as well is told of in its own words', async () => {
		sandbox.current().respond((_request, response) => {
			response.writeHead(415, { 'content-type': 'application/json' }).end('{"error":"No such type"}');
			return true;
		});
		const model = { __rl: true, mode: 'url', value: `${sandbox.current().url}/server` };
		const { error } = await runNode({
			parameters: { operation: IMAGE, model },
			items: [itemWith(FILES.png, 'image/png')],
		});
		expect(error?.message).toContain('No such type');
		expect(sandbox.current().requests).toHaveLength(2);
	});
});
