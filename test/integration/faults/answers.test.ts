import type { IDataObject } from 'n8n-workflow';
import { runNode, type RunResult } from '../support/engine';
import { PNG } from '../../unit/answers/read';
import { page, send, startHostile, type Hostile, type Play } from './hostile';

let server: Hostile;
let play: Play;

beforeAll(async () => {
	server = await startHostile((exchange) => play(exchange));
});

afterAll(async () => await server.close());

const body =
	(text: string | Buffer, type = 'application/json'): Play =>
	({ response }) =>
		send(response, 200, text, { 'content-type': type });

async function run(operation: string, answer: Play, parameters: IDataObject = {}): Promise<RunResult> {
	play = answer;
	return await runNode({
		parameters: { operation, model: { __rl: true, mode: 'url', value: `${server.url}/model` }, ...parameters },
		onError: 'continueRegularOutput',
	});
}

const prompt = 'a fox';
const image = PNG.toString('base64');

it('C3, C4: all pictures of an answer are stored, with what is said beside them', async () => {
	const { items, bytes } = await run('text-to-image', body(JSON.stringify({ images: [image, image], seed: 7 })), {
		prompt,
	});
	const [item] = items;
	if (item === undefined) throw new Error('no item came out');
	expect(Object.keys(item.binary ?? {})).toEqual(['data_0', 'data_1']);
	expect(await bytes(item, 'data_1')).toEqual(PNG);
	const file = { mimeType: 'image/png', fileSize: PNG.length };
	expect(item.json).toEqual({
		...file,
		fileName: 'text-to-image-1-1.png',
		files: [
			{ ...file, field: 'data_0', fileName: 'text-to-image-1-1.png' },
			{ ...file, field: 'data_1', fileName: 'text-to-image-1-2.png' },
		],
		seed: 7,
	});
});

it.each<[string, object, object]>([
	[
		'what is said beside it under `response`',
		{ image, seed: 7, timings: { inference: 1 } },
		{ response: { seed: 7, timings: { inference: 1 } } },
	],
	['nothing where nothing is said', { image }, {}],
])('C4: without Simplify a picture comes with %s', async (_name, answer, json) => {
	const { items } = await run('text-to-image', body(JSON.stringify(answer)), { prompt, simplify: false });
	expect(items[0]?.json).toEqual(json);
	expect(items[0]?.binary?.data?.mimeType).toBe('image/png');
});

it('C4: without Simplify an answer without a file is passed on', async () => {
	const { json } = await run('text-to-image', body('{"status":"done"}'), { prompt, simplify: false });
	expect(json).toEqual([{ response: { status: 'done' } }]);
});

it('C6: a web page in the place of the result file fails the item', async () => {
	const { json } = await run(
		'text-to-image',
		({ seen, response }) =>
			seen.path === '/model'
				? send(response, 200, JSON.stringify({ images: [{ url: `${server.url}/result.png` }] }), {
						'content-type': 'application/json',
					})
				: page(response, 200, 'Link expired'),
		{ prompt },
	);
	expect(json[0]?.error).toMatch(/The result could not be downloaded: \S+ answered with a web page/);
	expect(json[0]?.details).toMatchObject({ type: 'unexpectedResponse' });
});

describe('F1, F2: a Custom Request', () => {
	const custom = async (answer: Play): Promise<RunResult> => await run('custom-request', answer, { json: '{}' });

	it.each([
		['{"a": NaN}', 'application/json', { a: null }],
		['{"a": 1', 'application/json', '{"a": 1'],
		['OK', 'application/json', 'OK'],
		['{"a": 1}\n{"a": 2}', 'application/x-ndjson', [{ a: 1 }, { a: 2 }]],
	])('takes %s', async (text, type, response) => {
		expect((await custom(body(text, type))).json).toEqual([{ response }]);
	});

	it('stores a sheet as a file with its extension', async () => {
		const sheet = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), Buffer.alloc(200)]);
		const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
		const { items, bytes } = await custom(body(sheet, type));
		const [item] = items;
		if (item === undefined) throw new Error('no item came out');
		expect(item.binary?.data).toMatchObject({ mimeType: type, fileName: 'custom-request-1.xlsx' });
		expect(await bytes(item)).toEqual(sheet);
	});
});

it.each([
	['base64 as text', image, 'text/plain'],
	['base64 under the header of a picture', image, 'image/png'],
	['base64 as JSON', JSON.stringify(image), 'application/json'],
])('F4: a picture that comes as %s is stored as a picture', async (_name, text, type) => {
	const { items, bytes } = await run('text-to-image', body(text, type), { prompt });
	const [item] = items;
	if (item === undefined) throw new Error('no item came out');
	expect(await bytes(item)).toEqual(PNG);
});

it.each([
	['"The summary."', 'application/json'],
	['The summary.', 'text/plain'],
])('F4: %s of a custom handler is the text', async (text, type) => {
	const { json } = await run('summarization', body(text, type), { text: 'A long text' });
	expect(json).toEqual([{ summary_text: 'The summary.' }]);
	const raw = await run('summarization', body(text, type), { text: 'A long text', simplify: false });
	expect(raw.json).toEqual([{ response: 'The summary.' }]);
});

it('F3: a vector of NaN in a list fails that item alone', async () => {
	play = body('[[0.5, 0.25], [null, null], [1, 2]]');
	const { json } = await runNode({
		parameters: {
			operation: 'feature-extraction',
			text: '={{ $json.text }}',
			model: { __rl: true, mode: 'url', value: `${server.url}/model` },
			options: { batchSize: 3 },
		},
		items: ['a', 'b', 'c'].map((text) => ({ json: { text } })),
		onError: 'continueRegularOutput',
	});
	expect(json[0]).toMatchObject({ embedding: [0.5, 0.25] });
	expect(json[1]).toMatchObject({ error: expect.stringContaining('NaN'), details: { type: 'unexpectedResponse' } });
	expect(json[2]).toMatchObject({ embedding: [1, 2] });
});

describe('G4, G5: an input file', () => {
	const classify = async (inputUrl: string): Promise<RunResult> =>
		await run('image-classification', body('[{"label":"fox","score":1}]'), { inputSource: 'url', inputUrl });

	it('of a data: URL with escaped padding arrives as it is', async () => {
		server.requests.length = 0;
		const { json } = await classify(`data:image/png;BASE64,${image.replace(/=/g, '%3D')}`);
		expect(json[0]).toMatchObject({ label: 'fox' });
		expect(server.requests).toHaveLength(1);
	});

	it.each([
		['a web page', 'data:text/html,<!doctype html><title>Sign%20in</title>', 'a web page ("Sign in")'],
		['a PDF', 'data:application/pdf,%25PDF-1.7%0A', 'a PDF document'],
		['base64 text', `data:text/plain,${encodeURIComponent(image)}`, 'base64 text of image/png'],
	])('that is %s is not sent', async (_name, url, what) => {
		server.requests.length = 0;
		const { json } = await classify(url);
		expect(json[0]?.error).toContain(`The file is ${what}, not an image`);
		expect(json[0]?.details).toMatchObject({ type: 'invalidInput', description: expect.any(String) });
		expect(server.requests).toEqual([]);
	});

	it.each([
		[400, 'heic', 'convert the image to JPEG or PNG'],
		[415, 'heic', 'convert the image to JPEG or PNG'],
		[422, 'avif', 'convert the image to JPEG or PNG'],
		[400, 'mif1', 'convert the image to JPEG or PNG'],
		[400, 'png', undefined],
		[500, 'heic', undefined],
	])(
		'whose format the server refuses (%i, %s) comes with advice to convert a rare one',
		async (status, brand, advice) => {
			const picture = brand === 'png' ? PNG : Buffer.from(`\0\0\0\x18ftyp${brand}\0\0\0\0${brand}mif1`);
			const refusal: Play = ({ response }) =>
				send(response, status, '{"error":"cannot identify image file"}', { 'content-type': 'application/json' });
			const { json } = await run('image-classification', refusal, {
				inputSource: 'url',
				inputUrl: `data:application/octet-stream;base64,${picture.toString('base64')}`,
			});
			const description =
				advice === undefined ? expect.not.stringContaining('convert') : expect.stringContaining(advice);
			expect(json[0]?.details).toMatchObject({ description });
		},
	);
});
