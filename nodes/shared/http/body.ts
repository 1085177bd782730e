import type { IncomingHttpHeaders } from 'node:http';
import { PassThrough, Readable, Transform, pipeline, type TransformCallback } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { MB, collect, tooLarge, type OnBroken } from './collect';
import { HttpError } from './errors';
import type { HttpResponse } from './exchange';

/** JSON and text are held in memory: more than this is no answer of a model. */
export const MAX_TEXT_BYTES = 256 * MB;
/** Media is streamed into n8n's storage. */
export const MAX_MEDIA_BYTES = 2048 * MB;
/** A compressed answer that grows more than this is an attack; small ones may grow freely. */
const MAX_GROWTH = 200;
const FREE_GROWTH_BYTES = 10 * MB;

/** More encodings over one another are no server's honest work. */
const MAX_ENCODINGS = 3;

const DECODERS: Readonly<Record<string, () => Transform>> = {
	gzip: createGunzip,
	'x-gzip': createGunzip,
	deflate: createInflate,
	br: createBrotliDecompress,
};

/** The bytes of an answer as the server sent them. */
export interface Encoded {
	readonly headers: IncomingHttpHeaders;
	readonly body: Readable;
}

/**
 * The bytes of an answer after its `Content-Encoding`, with limits on their number and growth.
 * Reading it throws {@link HttpError} `limit` past `maxBytes`, and `interrupted` where the encoding is broken.
 */
export function decodedBody({ headers, body }: Encoded, maxBytes: number): Readable {
	const decoders = decodersOf(headers);
	if (decoders.length === 0) return isShort(headers, maxBytes) ? body : join([body, limit(maxBytes)]);
	let received = 0;
	const counted = new Transform({
		transform(chunk: Buffer, _encoding, done: TransformCallback) {
			received += chunk.length;
			done(null, chunk);
		},
	});
	return join([body, counted, ...decoders, limit(maxBytes, () => received)]);
}

/**
 * All bytes of an answer after its `Content-Encoding`.
 * @param onBroken as of {@link collect}
 * @throws {HttpError} as {@link decodedBody}
 */
export function readBytes(response: HttpResponse, maxBytes: number, onBroken?: OnBroken): Promise<Buffer> {
	const { headers, body } = response;
	if (headers['content-encoding'] === undefined) return body.bytes(maxBytes, onBroken);
	return collect(decodedBody({ headers, body: body.stream() }, maxBytes), maxBytes, onBroken);
}

/** No more bytes come than the headers say. */
function isShort(headers: IncomingHttpHeaders, maxBytes: number): boolean {
	return headers['content-length'] !== undefined && Number(headers['content-length']) <= maxBytes;
}

/** What undoes the encodings of an answer, the last one first. */
function decodersOf(headers: IncomingHttpHeaders): Transform[] {
	const encodings = String(headers['content-encoding'] ?? '')
		.split(',')
		.map((name) => name.trim().toLowerCase())
		.filter((name) => name !== '' && name !== 'identity');
	if (encodings.length > MAX_ENCODINGS)
		throw new HttpError('limit', `the answer is compressed ${encodings.length} times over`);
	return encodings.reverse().map((name) => {
		const make = Object.hasOwn(DECODERS, name) ? DECODERS[name] : undefined;
		if (make === undefined)
			throw new HttpError('limit', `the answer is compressed in a way that is not understood: ${name.slice(0, 40)}`);
		return make();
	});
}

/** Lets bytes through until there are too many of them, or too many for those that were received. */
function limit(maxBytes: number, received?: () => number): Transform {
	let total = 0;
	return new Transform({
		transform(chunk: Buffer, _encoding, done: TransformCallback) {
			total += chunk.length;
			if (total > maxBytes) return done(tooLarge(maxBytes));
			if (received && total > FREE_GROWTH_BYTES && total > received() * MAX_GROWTH) {
				return done(new HttpError('limit', 'the answer is compressed so hard that it looks like an attack'));
			}
			done(null, chunk);
		},
	});
}

function join(streams: readonly [Readable, ...Transform[]]): Readable {
	const last = streams.at(-1) ?? new PassThrough();
	pipeline(streams as unknown as ReadonlyArray<NodeJS.ReadWriteStream>, () => {});
	return last as Readable;
}

/**
 * Reads at least `bytes` from the start of a stream, or all of it where it is shorter.
 * @returns what was read, and a stream that starts with it; the given stream is used up
 */
export async function peek(body: Readable, bytes: number): Promise<{ head: Buffer; body: Readable }> {
	const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
	const read: Buffer[] = [];
	let length = 0;
	while (length < bytes) {
		const next = await chunks.next();
		if (next.done) break;
		read.push(next.value);
		length += next.value.length;
	}
	const head = Buffer.concat(read);
	return { head, body: Readable.from(replay(head, chunks), { objectMode: false }) };
}

async function* replay(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
	try {
		if (head.length > 0) yield head;
		for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
	} finally {
		await rest.return?.();
	}
}

/** Storage takes each chunk by a write of its own, which costs more than its bytes. */
const STORED_CHUNK_BYTES = 256 * 1024;

/**
 * The same bytes in fewer, larger chunks, for storage; the given stream is used up.
 * @param onBytes told how many bytes each chunk brings
 */
export function inLargeChunks(body: Readable, onBytes: (bytes: number) => void): Readable {
	return Readable.from(merge(body, onBytes), { objectMode: false });
}

async function* merge(body: AsyncIterable<Buffer>, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
	let waiting: Buffer[] = [];
	let length = 0;
	for await (const chunk of body) {
		onBytes(chunk.length);
		waiting.push(chunk);
		length += chunk.length;
		if (length < STORED_CHUNK_BYTES) continue;
		yield Buffer.concat(waiting, length);
		waiting = [];
		length = 0;
	}
	if (length > 0) yield Buffer.concat(waiting, length);
}
