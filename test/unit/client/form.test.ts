import { Busboy } from '@fastify/busboy';
import fc from 'fast-check';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { formBody, type FormPart } from '../../../nodes/shared/client/form';
import { InputFile } from '../../../nodes/shared/client/inputFile';
import { encode } from '../../../nodes/shared/client/payload';
import { codePoint } from '../codePoint';

const fileOf = (chunks: readonly Uint8Array[], more: { fileName?: string; mediaType?: string } = {}): InputFile =>
	new InputFile({
		open: async () => Readable.from(chunks.map((chunk) => Buffer.from(chunk))),
		size: chunks.reduce((sum, { length }) => sum + length, 0),
		mediaType: 'audio/wav',
		...more,
	});

async function bytesOf({ content }: ReturnType<typeof formBody>): Promise<Buffer> {
	if (typeof content === 'string') return Buffer.from(content);
	const parts: Buffer[] = [];
	for await (const part of (await content()) as AsyncIterable<Buffer>) parts.push(part);
	return Buffer.concat(parts);
}

interface Read {
	readonly name: string;
	readonly value: string | Buffer;
	readonly fileName?: string;
	readonly type?: string;
}

/** The parts of a form as a server reads them. */
async function partsOf(body: ReturnType<typeof formBody>): Promise<Read[]> {
	const parser = new Busboy({
		headers: { 'content-type': body.contentType },
		isPartAFile: (_name, _type, file) => file !== undefined,
	});
	const parts: Array<Promise<Read>> = [];
	parser.on('field', (name, value) => void parts.push(Promise.resolve({ name, value })));
	parser.on('file', (name, stream, fileName, _encoding, type) => {
		const read = async (): Promise<Read> => {
			const chunks: Buffer[] = [];
			for await (const chunk of stream) chunks.push(Buffer.from(chunk as Buffer));
			return { name, value: Buffer.concat(chunks), fileName, type };
		};
		parts.push(read());
	});
	const finished = once(parser, 'finish');
	parser.end(await bytesOf(body));
	await finished;
	return await Promise.all(parts);
}

describe('A multipart form', () => {
	it('has the fields and the files in their order, repeated names included', async () => {
		const parts: FormPart[] = [
			{ name: 'model', value: 'whisper' },
			{ name: 'file', value: fileOf([Buffer.from('RIFF'), Buffer.from('1234')], { fileName: 'talk.wav' }) },
			{ name: 'timestamp_granularities[]', value: 'word' },
			{ name: 'timestamp_granularities[]', value: 'segment' },
			{ name: 'empty', value: '' },
		];
		expect(await partsOf(formBody(parts))).toEqual([
			{ name: 'model', value: 'whisper' },
			{ name: 'file', value: Buffer.from('RIFF1234'), fileName: 'talk.wav', type: 'audio/wav' },
			{ name: 'timestamp_granularities[]', value: 'word' },
			{ name: 'timestamp_granularities[]', value: 'segment' },
			{ name: 'empty', value: '' },
		]);
	});

	it('without a part is an end alone', async () => {
		expect(await partsOf(formBody([]))).toEqual([]);
	});

	it.each([
		['audio/mpeg', 'file.mp3'],
		['application/octet-stream', 'file.bin'],
	])('names a file of the type %s without a name %s', async (mediaType, fileName) => {
		const value = fileOf([Buffer.from('x')], { mediaType });
		expect(await partsOf(formBody([{ name: 'file', value }]))).toMatchObject([{ fileName, type: mediaType }]);
	});

	it('writes names in UTF-8, with quotes and line breaks as browsers write them', async () => {
		const value = fileOf([Buffer.from('x')], { fileName: 'Größe "a"\r\n日本.wav' });
		const text = (await bytesOf(formBody([{ name: 'a"b\r\nc', value }]))).toString('utf8');
		expect(text).toContain('name="a%22b%0D%0Ac"; filename="Größe %22a%22%0D%0A日本.wav"\r\n');
	});

	it('opens its files anew for each attempt', async () => {
		let opened = 0;
		const open = async (): Promise<Readable> => {
			opened += 1;
			return Readable.from([Buffer.from('x')]);
		};
		const body = encode({ form: [{ name: 'file', value: new InputFile({ open, size: 1, mediaType: 'image/png' }) }] });
		expect(await bytesOf(body)).toEqual(await bytesOf(body));
		expect(opened).toBe(2);
	});

	it('has no length where that of a file is not known', () => {
		const value = new InputFile({ open: async () => Readable.from([]), mediaType: 'image/png' });
		expect(formBody([{ name: 'file', value }]).length).toBeUndefined();
	});

	it('closes the file that is being read when it is given up', async () => {
		const file = Readable.from([Buffer.alloc(10), Buffer.alloc(10)]);
		const value = new InputFile({ open: async () => file, mediaType: 'image/png' });
		const { content } = formBody([{ name: 'file', value }]);
		const stream = typeof content === 'string' ? Readable.from([]) : await content();
		const chunks = stream[Symbol.asyncIterator]();
		await chunks.next();
		await chunks.next();
		stream.destroy();
		await once(stream, 'close');
		expect(file.destroyed).toBe(true);
	});

	it('holds any bytes and any texts unchanged, and knows its length', async () => {
		const name = fc
			.string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
			.filter((text) => !/["\r\n\\;%]/.test(text));
		const chunks = fc.array(fc.uint8Array({ maxLength: 70 }), { maxLength: 5 });
		const value = fc.oneof(
			fc.string({ unit: codePoint, maxLength: 40 }),
			chunks.map((pieces) => fileOf(pieces)),
		);
		const parts = fc.array(fc.record({ name, value }), { maxLength: 5 });
		await fc.assert(
			fc.asyncProperty(parts, async (given) => {
				const body = formBody(given);
				expect((await bytesOf(body)).length).toBe(body.length);
				const read = await partsOf(body);
				expect(read.map(({ value: found }) => Buffer.from(found))).toEqual(
					await Promise.all(given.map(async (part) => await contentOf(part))),
				);
			}),
			{ numRuns: 200 },
		);
	});
});

async function contentOf({ value }: FormPart): Promise<Buffer> {
	if (typeof value === 'string') return Buffer.from(value);
	const chunks: Buffer[] = [];
	for await (const chunk of (await value.open()) as AsyncIterable<Buffer>) chunks.push(chunk);
	return Buffer.concat(chunks);
}
