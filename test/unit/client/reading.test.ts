import { Readable } from 'node:stream';
import { collect } from '../../../nodes/shared/http/collect';
import { InferenceError } from '../../../nodes/shared/client/errors';
import { readFailure } from '../../../nodes/shared/client/failedAnswer';
import { receivedBefore } from '../../../nodes/shared/client/received';
import { HttpError } from '../../../nodes/shared/http/errors';
import { readAnswer, type AnswerForm, type ServerAnswer } from '../../../nodes/shared/client/response';
import { PNG, failureOf } from '../answers/read';
import { bodyOf } from '../http/bodyOf';

async function read(
	bytes: Buffer | string,
	contentType: string | undefined,
	form: AnswerForm = 'auto',
	takesAnything = false,
): Promise<ServerAnswer> {
	const body = bodyOf(Readable.from([Buffer.from(bytes as string)], { objectMode: false }));
	const headers = contentType === undefined ? {} : { 'content-type': contentType };
	return await readAnswer({ status: 200, headers, body, url: new URL('http://127.0.0.1/') }, form, takesAnything);
}

async function bytesOf(answer: ServerAnswer): Promise<Buffer> {
	if (answer.kind !== 'media') throw new Error(`expected a file, and got ${answer.kind}`);
	return await collect(answer.body, 1_000_000);
}

/** A zip file whose first entry is stored under this name. */
function zipOf(name: string): Buffer {
	const header = Buffer.alloc(30);
	header.writeUInt32LE(0x04034b50, 0);
	header.writeUInt16LE(name.length, 26);
	return Buffer.concat([header, Buffer.from(name), Buffer.alloc(40)]);
}

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const EXCEL = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const SLIDES = 'application/vnd.openxmlformats-officedocument.presentationml.presentation';

describe('F1: an office document', () => {
	it.each([WORD, EXCEL, SLIDES, 'application/vnd.oasis.opendocument.text', 'application/epub+zip'])(
		'is a file under %s',
		async (type) => {
			const file = zipOf('custom/part');
			const answer = await read(file, type);
			expect(answer).toMatchObject({ kind: 'media', mediaType: type });
			expect(await bytesOf(answer)).toEqual(file);
		},
	);

	it('is text where a gateway put a web page in its place', async () => {
		expect(await read('<html><title>502</title></html>', EXCEL)).toMatchObject({ kind: 'text' });
	});
});

describe("F2: Python's JSON", () => {
	it.each([
		['{"score": NaN}', { score: null }],
		['[1, Infinity, -Infinity]', [1, null, null]],
		['{"text": "NaN is \\"NaN\\"", "x": NaN}', { text: 'NaN is "NaN"', x: null }],
		['\ufeff{"a": 1}', { a: 1 }],
		['{"a": 1}\n{"a": NaN}\n', [{ a: 1 }, { a: null }]],
	])('%j is read', async (text, value) => {
		expect(await read(text, 'application/json')).toEqual({ kind: 'json', value });
		expect(await read(text, 'application/octet-stream')).toEqual({ kind: 'json', value });
		expect(await read(text, 'application/json', 'json')).toEqual({ kind: 'json', value });
	});

	it('in long strings and lists takes linear time', async () => {
		const text = `[${'"\\\\NaN\\"",'.repeat(50_000)}NaN]`;
		const answer = await read(text, 'application/json');
		expect(answer).toMatchObject({ kind: 'json' });
	});

	it.each(['{"a": 1', '[1, 2', '"half a text'])(
		'that ends too early is no answer, and stays in the error: %s',
		async (text) => {
			const { details } = await failureOf(read(text, 'application/json'));
			expect(details).toMatchObject({ type: 'unexpectedResponse', response: text });
		},
	);

	it('that ends too early is text for a Custom Request, which takes anything', async () => {
		expect(await read('{"a": 1', 'application/json', 'auto', true)).toMatchObject({ kind: 'text', text: '{"a": 1' });
	});

	it('that was asked for as JSON fails where there is none', async () => {
		const { details } = await failureOf(read('OK', 'application/json', 'json', true));
		expect(details).toMatchObject({ type: 'unexpectedResponse', response: 'OK' });
	});
});

describe('An answer that breaks off', () => {
	const broken = async (...chunks: Buffer[]): Promise<unknown> => {
		const reason = new HttpError('interrupted', 'the connection broke');
		const connection = Readable.from(
			(async function* () {
				yield* chunks;
				throw reason;
			})(),
			{ objectMode: false },
		);
		const body = bodyOf(connection);
		const headers = { 'content-type': 'application/json' };
		const error: unknown = await readAnswer({ status: 200, headers, body, url: new URL('http://x.test/') }).catch(
			(failure: unknown) => failure,
		);
		expect(error).toBe(reason);
		return receivedBefore(error);
	};

	it('stays in the error as far as it came', async () => {
		expect(await broken(Buffer.from('{"text":'), Buffer.from('"Hel'))).toBe('{"text":"Hel');
	});

	it('leaves nothing where nothing came', async () => {
		expect(await broken()).toBeUndefined();
	});
});

describe('F2: text', () => {
	it.each(['OK', 'done', 'nothing to do: 5 rows'])('under the header of JSON is text: %s', async (text) => {
		expect(await read(text, 'application/json')).toEqual({ kind: 'text', text, mediaType: 'text/plain' });
	});

	it.each([
		['latin1', 'text/plain; charset=iso-8859-1', Buffer.from('café', 'latin1')],
		['Windows', 'text/plain; charset="windows-1252"', Buffer.from('café', 'latin1')],
		['UTF-16', 'text/plain; charset=utf-16le', Buffer.from('café', 'utf16le')],
		['UTF-16 with a mark', 'text/plain', Buffer.from('\ufeffcafé', 'utf16le')],
		['UTF-8 with a mark', 'text/plain', Buffer.from('\ufeffcafé')],
		['no charset', 'text/plain', Buffer.from('café', 'latin1')],
		['a charset that is not known', 'text/plain; charset=martian', Buffer.from('café')],
	])('in %s is decoded', async (_name, type, bytes) => {
		expect(await read(bytes, type)).toMatchObject({ kind: 'text', text: 'café' });
	});

	it('with one broken character keeps all others', async () => {
		const bytes = Buffer.concat([Buffer.from('日本'), Buffer.from([0xff]), Buffer.from('語')]);
		expect(await read(bytes, 'text/plain')).toMatchObject({ text: '日本\ufffd語' });
	});

	it('in latin1 is decoded inside JSON too', async () => {
		const bytes = Buffer.from('{"text":"café"}', 'latin1');
		expect(await read(bytes, 'application/json; charset=latin1')).toEqual({ kind: 'json', value: { text: 'café' } });
	});
});

describe("F2: a refusal's words", () => {
	const refusal = async (bytes: Buffer, contentType: string) =>
		await readFailure(
			{
				status: 400,
				headers: { 'content-type': contentType },
				body: bodyOf(Readable.from([bytes], { objectMode: false })),
				url: new URL('http://127.0.0.1/'),
			},
			1,
		);

	it.each([
		['with a byte order mark', Buffer.from('\ufeff{"error":"café"}'), 'application/json'],
		['in latin1', Buffer.from('{"error":"café"}', 'latin1'), 'application/json; charset=iso-8859-1'],
		['in latin1 without a charset', Buffer.from('{"error":"café"}', 'latin1'), 'application/json'],
	])('are read in JSON %s', async (_form, bytes, type) => {
		expect((await refusal(bytes, type)).json).toEqual({ error: 'café' });
	});

	it("are read in Python's JSON, and in text", async () => {
		expect((await refusal(Buffer.from('{"error":"no","loss":NaN}'), 'application/json')).json).toMatchObject({
			error: 'no',
		});
		expect(await refusal(Buffer.from('café', 'latin1'), 'text/plain')).toMatchObject({ text: 'café', json: undefined });
	});
});

describe('F4: base64 under the header of a file', () => {
	const base64 = PNG.toString('base64');

	it.each([
		['plain', base64],
		['a data: URL', `data:image/png;base64,${base64}`],
		['quoted', `"${base64}"`],
		['with line breaks', base64.replace(/(.{20})/g, '$1\r\n')],
	])('is decoded: %s', async (_form, text) => {
		const answer = await read(text, 'image/png');
		expect(answer).toMatchObject({ kind: 'media', mediaType: 'image/png' });
		expect(await bytesOf(answer)).toEqual(PNG);
	});

	it('has the type of what it holds', async () => {
		expect(await read(base64, 'audio/wav')).toMatchObject({ kind: 'media', mediaType: 'image/png' });
	});

	it('that breaks in the middle fails, and stays in the error', async () => {
		const text = `${Buffer.concat([PNG, Buffer.alloc(6000, 7)]).toString('base64')} and an error`.replace('and', '!!');
		const failure = await failureOf(read(text, 'image/png'));
		expect(failure).toBeInstanceOf(InferenceError);
		expect(failure.details).toMatchObject({ type: 'unexpectedResponse', response: text });
	});

	it('leaves other bytes as they are', async () => {
		const answer = await read('raw samples', 'audio/pcm');
		expect((await bytesOf(answer)).toString()).toBe('raw samples');
	});
});
