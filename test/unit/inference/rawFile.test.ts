import fc from 'fast-check';
import { Readable } from 'node:stream';
import { InputFile } from '../../../nodes/shared/client/inputFile';
import { encode, type Payload } from '../../../nodes/shared/client/payload';
import type { FailedAnswer } from '../../../nodes/shared/client/retry';
import { fileInJson, preferRaw, rawFile } from '../../../nodes/shared/inference/rawFile';

const fileOf = (chunks: readonly Uint8Array[], mediaType = 'image/png'): InputFile =>
	new InputFile({
		open: async () => Readable.from(chunks.map((chunk) => Buffer.from(chunk))),
		size: chunks.reduce((sum, { length }) => sum + length, 0),
		mediaType,
	});
const file = (mediaType: string): InputFile => fileOf([Buffer.from('bytes')], mediaType);
const inJson = (mediaType: string, more: object = {}): Payload => ({ json: { inputs: file(mediaType), ...more } });
const answer = (status: number, text: string): FailedAnswer => ({ status, text, headers: {}, elapsedMs: 1 });

describe('A lone file', () => {
	it('is sent as its bytes, and can be sent again', async () => {
		const chunks = fc.array(fc.uint8Array({ maxLength: 70 }), { maxLength: 12 });
		await fc.assert(
			fc.asyncProperty(chunks, async (pieces) => {
				const body = encode(preferRaw({ json: { inputs: fileOf(pieces) } }));
				const whole = Buffer.concat(pieces.map((piece) => Buffer.from(piece))).toString('latin1');
				for (let attempt = 0; attempt < 2; attempt++) {
					if (typeof body.content === 'string') throw new Error('a file is no text');
					const sent: Buffer[] = [];
					for await (const part of (await body.content()) as AsyncIterable<Buffer>) sent.push(part);
					expect(Buffer.concat(sent).toString('latin1')).toBe(whole);
				}
			}),
			{ numRuns: 200 },
		);
	});

	it.each([
		['with parameters', inJson('image/png', { parameters: { top_k: 1 } })],
		['of a type that servers do not know', inJson('application/zip')],
	])('%s stays in JSON', (_what, payload) => {
		expect(preferRaw(payload)).toBe(payload);
	});

	it("stays in JSON where the user set JSON's own Content-Type", () => {
		const payload = inJson('image/png');
		expect(preferRaw(payload, 'application/json; charset=utf-8')).toBe(payload);
		expect(preferRaw(payload, 'image/webp')).toHaveProperty('file');
	});
});

describe('G7: raw bytes that a server does not take', () => {
	it.each([
		[415, ''],
		[400, 'Content type "audio/webm" not supported'],
		[400, 'MIME type video/webm is not allowed'],
	])('go once more as JSON after %d %s', (status, text) => {
		const raw: Payload = { file: file('audio/webm') };
		expect(fileInJson.fits(answer(status, text), raw)).toBe(true);
		expect(fileInJson.apply(raw)).toMatchObject({ json: { inputs: expect.any(InputFile) } });
	});

	it.each([
		[400, 'Malformed soundfile'],
		[500, 'MIME type not allowed'],
	])('do not after %d %s', (status, text) => {
		expect(fileInJson.fits(answer(status, text), { file: file('audio/webm') })).toBe(false);
	});

	it('does not concern a request without a file', () => {
		expect(fileInJson.fits(answer(415, ''), { json: { inputs: 'text' } })).toBe(false);
	});

	it('is remembered for each media type', () => {
		expect(fileInJson.scope?.({ file: file('audio/webm') })).toBe('audio/webm');
	});
});

describe('G8: sound in JSON that a community image does not take', () => {
	const refused = answer(400, '{"error":"Malformed soundfile"}');

	it.each(['audio/amr', 'audio/aiff'])('goes once more as bytes: %s', (mediaType) => {
		const payload = inJson(mediaType, { parameters: {} });
		expect(rawFile.fits(refused, payload)).toBe(true);
		expect(rawFile.apply(payload)).toMatchObject({ file: { mediaType } });
	});

	it('does not with parameters, which bytes cannot carry', () => {
		expect(rawFile.fits(refused, inJson('audio/amr', { parameters: { top_k: 1 } }))).toBe(false);
	});

	it('does not after other words', () => {
		expect(rawFile.fits(answer(400, 'unknown model'), inJson('audio/amr'))).toBe(false);
	});
});
