import fc from 'fast-check';
import { Readable } from 'node:stream';
import { InputFile } from '../../../nodes/shared/client/inputFile';
import { DataUrl, jsonBody, type PayloadValue } from '../../../nodes/shared/client/payload';
import { codePoint } from '../codePoint';

const fileOf = (chunks: readonly Uint8Array[], mediaType = 'image/png'): InputFile =>
	new InputFile({
		open: async () => Readable.from(chunks.map((chunk) => Buffer.from(chunk))),
		size: chunks.reduce((sum, { length }) => sum + length, 0),
		mediaType,
	});

const chunks = fc.array(fc.uint8Array({ maxLength: 70 }), { maxLength: 12 });

async function textOf(body: ReturnType<typeof jsonBody>): Promise<string> {
	if (typeof body.content === 'string') return body.content;
	const parts: Buffer[] = [];
	for await (const part of (await body.content()) as AsyncIterable<Buffer>) parts.push(part);
	return Buffer.concat(parts).toString('utf8');
}

it('A file in JSON is the base64 of its bytes, for any chunks', async () => {
	await fc.assert(
		fc.asyncProperty(chunks, async (pieces) => {
			const body = jsonBody({ inputs: fileOf(pieces), parameters: { a: 1 } });
			const text = await textOf(body);
			expect(JSON.parse(text)).toEqual({
				inputs: Buffer.concat(pieces.map((piece) => Buffer.from(piece))).toString('base64'),
				parameters: { a: 1 },
			});
			expect(body.length).toBe(Buffer.byteLength(text));
		}),
		{ numRuns: 500 },
	);
});

it('Files are in the right place in any JSON, and the length is known in advance', async () => {
	const value = fc.letrec<{ any: PayloadValue }>((tie) => ({
		any: fc.oneof(
			{ maxDepth: 4 },
			fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<PayloadValue>,
			chunks.map((pieces) => fileOf(pieces)),
			chunks.map((pieces) => new DataUrl(fileOf(pieces, 'audio/wav'))),
			fc.array(tie('any'), { maxLength: 3 }),
			fc.dictionary(
				fc.string({ unit: codePoint, maxLength: 4 }).filter((key) => key !== '__proto__'),
				tie('any'),
				{ maxKeys: 3 },
			),
		),
	})).any;
	await fc.assert(
		fc.asyncProperty(value, async (payload) => {
			const body = jsonBody(payload);
			const text = await textOf(body);
			expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(await inMemory(payload))));
			if (body.length !== undefined) expect(body.length).toBe(Buffer.byteLength(text));
		}),
		{ numRuns: 500 },
	);
});

async function inMemory(value: PayloadValue): Promise<unknown> {
	if (value instanceof InputFile) return await base64Of(value);
	if (value instanceof DataUrl) return `data:${value.file.mediaType};base64,${await base64Of(value.file)}`;
	if (Array.isArray(value)) return await Promise.all(value.map(inMemory));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		await Promise.all(Object.entries(value).map(async ([key, inner]) => [key, await inMemory(inner)] as const)),
	);
}

async function base64Of(file: InputFile): Promise<string> {
	const parts: Buffer[] = [];
	for await (const part of (await file.open()) as AsyncIterable<Buffer>) parts.push(part);
	return Buffer.concat(parts).toString('base64');
}

it("User text cannot be mistaken for a file's placeholder", async () => {
	const mark = 'file-00000000-0000-4000-8000-000000000000';
	const body = jsonBody({ a: mark, inputs: fileOf([Buffer.from('abc')]) });
	expect(JSON.parse(await textOf(body))).toEqual({ a: mark, inputs: 'YWJj' });
});
