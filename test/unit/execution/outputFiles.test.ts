import { PassThrough, Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { IExecuteFunctions } from 'n8n-workflow';
import { Masking } from '../../../nodes/shared/n8n/masking';
import { PNG, failureOf } from '../answers/read';
import { storeFile } from '../../../nodes/HuggingFaceInference/execution/write/outputFiles';

/** Storage that makes a folder before it reads, as n8n's does. */
const context = {
	helpers: {
		prepareBinaryData: async (content: Readable) => {
			await pause(50);
			for await (const chunk of content) expect(chunk).toBeDefined();
			return { data: '', mimeType: 'audio/mpeg' };
		},
	},
} as unknown as IExecuteFunctions;

const store = async (content: Readable | Buffer, mediaType = 'audio/mpeg', media?: 'image') =>
	await storeFile({ field: 'data', content, mediaType, media }, 'speech-1', {
		context,
		transport: { signal: new AbortController().signal },
		masking: new Masking(''),
	});

it('a file that breaks off before the storage reads it is a failure of the item, and of nothing else', async () => {
	const content = new PassThrough();
	content.write(Buffer.concat([Buffer.from('ID3'), Buffer.alloc(200_000)]));
	const stored = store(content);
	setTimeout(() => content.destroy(new Error('the connection broke')), 10);
	await expect(stored).rejects.toThrow('the connection broke');
});

it('a whole file is stored with its size', async () => {
	const { about } = await store(
		Readable.from([Buffer.concat([Buffer.from('ID3'), Buffer.alloc(9_000)])], { objectMode: false }),
	);
	expect(about).toEqual({ mimeType: 'audio/mpeg', fileName: 'speech-1.mp3', fileSize: 9_003 });
});

describe('C6: text in the place of a picture, a sound or a video', () => {
	const page = '<!DOCTYPE html><html><head><title>Link expired</title></head></html>';

	it.each([
		['a web page', page, 'text/html', 'a web page ("Link expired")'],
		['a web page under the header of a picture', page, 'image/png', 'a web page ("Link expired")'],
		['JSON', '{"message": "expired"}', 'application/json', 'JSON'],
		["a storage's XML", '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', 'application/xml', 'XML'],
		['words', 'Access denied', 'text/plain', 'text'],
	])('is refused, and kept in the error: %s', async (_name, text, mediaType, what) => {
		for (const content of [Buffer.from(text), Readable.from([Buffer.from(text)], { objectMode: false })]) {
			const { message, details } = await failureOf(store(content, mediaType, 'image'));
			expect(message).toBe(`The result is ${what}, not an image`);
			expect(details).toMatchObject({ type: 'unexpectedResponse', response: text });
		}
	});

	it.each<[string, Buffer, string]>([
		['a PNG called a web page', PNG, 'text/html'],
		['an SVG', Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml'],
		['bytes that nobody knows', Buffer.from([1, 2, 3, 0, 0, 4]), 'image/x-new'],
	])('is no reason to refuse %s', async (_name, bytes, mediaType) => {
		expect((await store(Readable.from([bytes], { objectMode: false }), mediaType, 'image')).about.fileSize).toBe(
			bytes.length,
		);
	});

	it('is an answer where a Custom Request asks for a file', async () => {
		const content = Readable.from([Buffer.from(page)], { objectMode: false });
		expect((await store(content, 'text/html')).about.fileName).toBe('speech-1.html');
	});
});
