import fc from 'fast-check';
import { Readable } from 'node:stream';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { InferenceError } from '../../../nodes/shared/client/errors';
import { readAnswer, type AnswerForm, type ServerAnswer } from '../../../nodes/shared/client/response';
import { HttpError } from '../../../nodes/shared/http/errors';
import type { HttpResponse } from '../../../nodes/shared/http/exchange';
import { bodyOf } from '../http/bodyOf';
import { codePoint } from '../codePoint';

function responseOf(bytes: Uint8Array, headers: HttpResponse['headers'], pieces = 1): HttpResponse {
	const size = Math.max(1, Math.ceil(bytes.length / pieces));
	const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
		Buffer.from(bytes.subarray(i * size, (i + 1) * size)),
	);
	const body = bodyOf(Readable.from(parts, { objectMode: false }));
	return { status: 200, headers, body, url: new URL('http://127.0.0.1/') };
}

/** Reads an answer to its end. Any failure must be one of our errors. */
async function readWhole(
	response: HttpResponse,
	form: AnswerForm,
	allowEmpty: boolean,
): Promise<ServerAnswer | undefined> {
	try {
		const answer = await readAnswer(response, form, allowEmpty);
		if (answer.kind === 'media') for await (const chunk of answer.body) expect(chunk).toBeDefined();
		if (answer.kind === 'events') for await (const event of answer.events) expect(typeof event.data).toBe('string');
		return answer;
	} catch (error) {
		// zlib itself reports broken compression.
		const isOurs =
			error instanceof InferenceError ||
			error instanceof HttpError ||
			/^(Z_|ERR_|ERR__)/.test(String((error as { code?: unknown }).code));
		expect([isOurs, error]).toEqual([true, error]);
		return undefined;
	}
}

const mediaType = fc.oneof(
	fc.constantFrom(
		undefined,
		'',
		'application/json',
		'APPLICATION/JSON; charset=utf-8',
		'application/problem+json',
		'text/plain',
		'text/html',
		'text/event-stream',
		'image/png',
		'image/svg+xml',
		'audio/mpeg',
		'video/mp4',
		'application/octet-stream',
		'application/pdf',
		';',
		'/',
		'x',
	),
	fc.string({ unit: 'binary-ascii', maxLength: 20 }),
);
const encoding = fc.oneof(
	fc.constantFrom(
		undefined,
		'',
		'identity',
		'gzip',
		'x-gzip',
		'deflate',
		'br',
		'gzip, br',
		'GZIP',
		'zstd',
		',',
		'__proto__',
		'constructor',
		'toString',
	),
	fc.string({ unit: 'binary-ascii', maxLength: 10 }),
);
const signatures = [
	'89504e470d0a1a0a',
	'ffd8ffe0',
	'47494638',
	'52494646',
	'494433',
	'1f8b0800',
	'25504446',
	'504b0304',
	'1a45dfa3',
	'667479706d703432',
	'efbbbf',
	'fffe',
	'00',
];
const bytes = fc.oneof(
	fc.uint8Array({ maxLength: 300 }),
	fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value))),
	fc.string({ unit: codePoint }).map((text) => Buffer.from(text)),
	fc
		.tuple(fc.constantFrom(...signatures), fc.uint8Array({ maxLength: 5000 }))
		.map(([start, rest]) => Buffer.concat([Buffer.from(start, 'hex'), rest])),
	fc.jsonValue().map((value) => gzipSync(JSON.stringify(value))),
	fc.string().map((text) => Buffer.from(`data: ${text}\n\n`)),
);
const form = fc.constantFrom<AnswerForm>('auto', 'json', 'text', 'file');

it('An answer with any bytes and headers is read, or gives one of our errors', async () => {
	await fc.assert(
		fc.asyncProperty(
			bytes,
			mediaType,
			encoding,
			form,
			fc.boolean(),
			fc.integer({ min: 1, max: 4 }),
			async (body, type, coding, wanted, allowEmpty, pieces) => {
				await readWhole(
					responseOf(
						body,
						{
							...(type !== undefined && { 'content-type': type }),
							...(coding !== undefined && { 'content-encoding': coding }),
						},
						pieces,
					),
					wanted,
					allowEmpty,
				);
			},
		),
		{ numRuns: 1500 },
	);
});

it('For repeated headers, the first one counts', async () => {
	await fc.assert(
		fc.asyncProperty(fc.jsonValue(), fc.constantFrom('application/json', 'text/plain', ''), async (value, second) => {
			const headers = { 'content-type': ['application/json', second] } as unknown as HttpResponse['headers'];
			expect(await readWhole(responseOf(Buffer.from(JSON.stringify(value)), headers), 'auto', false)).toMatchObject({
				kind: 'json',
			});
		}),
		{ numRuns: 50 },
	);
});

/** At the lowest quality, which is a hundred times faster and read in the same way. */
function brotli(text: Buffer): Buffer {
	return brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
}

const ENCODERS: ReadonlyArray<{ name: string; compress: (text: Buffer) => Buffer }> = [
	{ name: 'identity', compress: (text) => text },
	{ name: 'gzip', compress: (text) => gzipSync(text) },
	{ name: 'deflate', compress: (text) => deflateSync(text) },
	{ name: 'br', compress: brotli },
	{ name: 'gzip, br', compress: (text) => brotli(gzipSync(text)) },
];

it.each(ENCODERS)(
	'JSON is recognized under any media type, encoded as $name and cut anywhere',
	async ({ name, compress }) => {
		const value = fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue(), { minLength: 1 }));
		await fc.assert(
			fc.asyncProperty(
				value,
				fc.constantFrom('application/json', 'text/plain', 'application/octet-stream', ''),
				fc.integer({ min: 1, max: 20 }),
				async (json, type, pieces) => {
					const text = JSON.stringify(json);
					const answer = await readAnswer(
						responseOf(compress(Buffer.from(text)), { 'content-type': type, 'content-encoding': name }, pieces),
					);
					expect(answer).toEqual({ kind: 'json', value: JSON.parse(text) });
				},
			),
			{ numRuns: 150 },
		);
	},
);
