import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { createHash, randomBytes } from 'node:crypto';
import { sampleFile } from '../../../sandbox';
import { runNode } from '../support/engine';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();
const speech = sampleFile('speech.wav') ?? Buffer.alloc(0);
const photo = sampleFile('photo.png') ?? Buffer.alloc(0);

const binaryOf = (bytes: Buffer, mimeType: string, fileName?: string) => ({
	data: bytes.toString('base64'),
	mimeType,
	...(fileName !== undefined && { fileName }),
});
const item: INodeExecutionData = {
	json: { lang: 'en', count: 3 },
	binary: { data: binaryOf(speech, 'audio/wav', 'speech.wav'), photo: binaryOf(photo, 'image/png', 'Größe "1".png') },
};

/** Runs a form against a server that answers `{}`. */
async function send(field: unknown, more: IDataObject = {}, items = [item]) {
	sandbox.current().respond((_request, response) => {
		response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
		return true;
	});
	const model = { __rl: true, mode: 'url', value: `${sandbox.current().url}/any/path` };
	const formFields = Array.isArray(field) ? { field } : (field as IDataObject);
	return await runNode({
		parameters: { operation: 'custom-request', model, bodyType: 'form', formFields, ...more },
		items,
	});
}

const formOf = (i = 0) => sandbox.current().requests[i]?.form;
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('a custom request with a form', () => {
	it('sends texts and files in their order, byte for byte, with file names and media types', async () => {
		const { json, error } = await send([
			{ name: 'model', value: 'whisper-1' },
			{ name: 'file', binaryPropertyName: 'data' },
			{ name: 'prompt', value: 'Zeile 1\nZeile 2' },
			{ name: 'image', value: '', binaryPropertyName: 'photo' },
		]);
		expect(error).toBeUndefined();
		expect(json).toEqual([{ response: { ok: true } }]);
		expect(formOf()?.fields).toEqual([
			{ name: 'model', value: 'whisper-1' },
			{ name: 'prompt', value: 'Zeile 1\nZeile 2' },
		]);
		expect(formOf()?.files).toMatchObject([
			{ name: 'file', filename: 'speech.wav', type: 'audio/wav', size: speech.length, sha256: sha256(speech) },
			{ name: 'image', filename: 'Größe %221%22.png', type: 'image/png', size: photo.length, sha256: sha256(photo) },
		]);
		const [request] = sandbox.current().requests;
		expect(request?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
		expect(Number(request?.headers['content-length'])).toBe(request?.body.length);
	});

	it('keeps repeated names, quotes and characters of any language', async () => {
		await send([
			{ name: 'granularities[]', value: 'word' },
			{ name: 'granularities[]', value: 'segment' },
			{ name: '名前', value: 'Straße "x" 🙂' },
			{ name: 'note', value: '' },
		]);
		expect(formOf()?.fields).toEqual([
			{ name: 'granularities[]', value: 'word' },
			{ name: 'granularities[]', value: 'segment' },
			{ name: '名前', value: 'Straße "x" 🙂' },
			{ name: 'note', value: '' },
		]);
	});

	it('takes values from expressions, item by item', async () => {
		const field = [
			{ name: 'lang', value: '={{ $json.lang }}' },
			{ name: 'count', value: '={{ $json.count }}' },
		];
		await send(field, { options: { maxConcurrency: 1 } }, [item, { ...item, json: { lang: 'de', count: 0 } }]);
		expect([formOf(0)?.fields, formOf(1)?.fields]).toEqual([
			[
				{ name: 'lang', value: 'en' },
				{ name: 'count', value: '3' },
			],
			[
				{ name: 'lang', value: 'de' },
				{ name: 'count', value: '0' },
			],
		]);
	});

	it('gives a file without a name one that fits its type', async () => {
		const unnamed = { json: {}, binary: { data: binaryOf(speech, 'audio/wav') } };
		await send([{ name: 'file', binaryPropertyName: 'data' }], {}, [unnamed]);
		expect(formOf()?.files).toMatchObject([{ filename: 'file.wav', type: 'audio/wav' }]);
	});

	it('sends a file of any kind', async () => {
		const bytes = randomBytes(300_000);
		const any = { json: {}, binary: { data: binaryOf(bytes, 'application/octet-stream', 'x.bin') } };
		await send([{ name: 'file', binaryPropertyName: 'data' }], {}, [any]);
		expect(formOf()?.files).toMatchObject([{ size: bytes.length, sha256: sha256(bytes) }]);
	});

	it('sends the whole form once more when the server asks for it later', async () => {
		let refusals = 0;
		await send([{ name: 'file', binaryPropertyName: 'data' }], { options: { maxRetries: 0 } });
		sandbox.current().requests.length = 0;
		sandbox.current().respond((_request, response) => {
			if (refusals++ > 0) return false;
			response.writeHead(429, { 'retry-after': '0' }).end('busy');
			return true;
		});
		const model = { __rl: true, mode: 'url', value: `${sandbox.current().url}/any/path` };
		const formFields = { field: [{ name: 'file', binaryPropertyName: 'data' }] };
		const { error } = await runNode({
			parameters: { operation: 'custom-request', model, bodyType: 'form', formFields },
			items: [item],
		});
		expect(error).toBeUndefined();
		expect([formOf(0)?.files, formOf(1)?.files]).toMatchObject([
			[{ sha256: sha256(speech) }],
			[{ sha256: sha256(speech) }],
		]);
	});

	it("transcribes at a server that takes forms alone, e.g. whisper.cpp's", async () => {
		const model = { __rl: true, mode: 'url', value: `${sandbox.current().url}/whisper-cpp/inference` };
		const field = [
			{ name: 'file', binaryPropertyName: 'data' },
			{ name: 'response_format', value: 'json' },
		];
		const parameters = { operation: 'custom-request', model, bodyType: 'form', formFields: { field } };
		const { json } = await runNode({ parameters, items: [item] });
		expect(json).toEqual([{ response: { text: expect.stringContaining('quick brown fox') } }]);
	});

	it.each<[string, IDataObject[], RegExp, RegExp]>([
		['no row', [], /'Form Fields' is empty/, /Fill in 'Form Fields'/],
		['an empty row alone', [{ name: '', value: '', binaryPropertyName: '' }], /'Form Fields' is empty/, /Fill in/],
		['a row without a name', [{ name: '', value: 'x' }], /'Form Fields' has a row without a name/, /'Name'/],
		[
			'a value and a file in one row',
			[{ name: 'file', value: 'x', binaryPropertyName: 'data' }],
			/The row 'file' of 'Form Fields' has both a value and a file/,
			/Empty 'Value' or 'Input Data Field Name'/,
		],
		[
			'a file that the item lacks',
			[{ name: 'file', binaryPropertyName: 'sound' }],
			/no file in the field 'sound' that 'Input Data Field Name' names/,
			/files 'data', 'photo'/,
		],
		['an object as value', [{ name: 'a', value: '={{ $json }}' }], /'Value of a' must be a text/, /JSON\.stringify/],
	])('with %s fails before any request', async (_what, field, message, advice) => {
		const { error } = await send(field);
		expect(error?.message).toMatch(message);
		expect(error?.description).toMatch(advice);
		expect(sandbox.current().requests).toEqual([]);
	});
});
