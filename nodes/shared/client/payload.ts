import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { EncodedBody } from './encodedBody';
import { formBody, type FormPart } from './form';
import { InputFile } from './inputFile';
import { isObject, type JsonValue } from './json';
import { serverMediaType } from './mediaTypes';
import type { FailedAnswer } from './retry';

/** A file inside JSON as `data:<type>;base64,...`, which chat and most providers want. */
export class DataUrl {
	constructor(readonly file: InputFile) {}
}

/** JSON in which a file may stand: as plain base64 ({@link InputFile}) or as a {@link DataUrl}. */
export type PayloadValue = JsonValue | InputFile | DataUrl | PayloadValue[] | PayloadObject;
export type PayloadObject = { [key: string]: PayloadValue };

/** What is sent for one call: JSON, the bytes of one file, a multipart form, or a body that is made already. */
export type Payload =
	| { readonly json: PayloadValue }
	| { readonly file: InputFile }
	| { readonly form: readonly FormPart[] }
	| { readonly encoded: EncodedBody };

/** Another form of a request, for a server that refused the first one before it ran it. */
export interface Rewrite {
	readonly id: string;
	/** What the need for it depends on beside the server, e.g. a file's media type. */
	readonly scope?: (payload: Payload) => string;
	readonly fits: (answer: FailedAnswer, payload: Payload) => boolean;
	readonly apply: (payload: Payload) => Payload;
}

/**
 * Puts `value` at a dot path, making the objects on the way.
 * Our own declarations name the paths, so no key can be a prototype's.
 */
export function setPath(target: PayloadObject, path: string, value: PayloadValue): void {
	const keys = path.split('.');
	const last = keys.pop() ?? path;
	let object = target;
	for (const key of keys) {
		const next = object[key];
		if (isPlain(next)) {
			object = next;
		} else {
			const made: PayloadObject = {};
			object[key] = made;
			object = made;
		}
	}
	object[last] = value;
}

function isPlain(value: PayloadValue | undefined): value is PayloadObject {
	return isObject(value) && !(value instanceof InputFile) && !(value instanceof DataUrl);
}

/** Encodes a payload: a file as its bytes under the name that servers know, a form in parts, all else as JSON. */
export function encode(payload: Payload): EncodedBody {
	if ('encoded' in payload) return payload.encoded;
	if ('form' in payload) return formBody(payload.form);
	if ('file' in payload) {
		return rawBody(payload.file, serverMediaType(payload.file.mediaType) ?? payload.file.mediaType);
	}
	return jsonBody(withParametersKey(payload.json));
}

/** The Endpoints toolkit decodes base64 audio only where the key `parameters` stands beside it. */
function withParametersKey(json: PayloadValue): PayloadValue {
	if (!isPlain(json) || !(json.inputs instanceof InputFile) || 'parameters' in json) return json;
	return { ...json, parameters: {} };
}

function rawBody(file: InputFile, contentType: string): EncodedBody {
	return { contentType, length: file.size, content: async () => await file.open() };
}

/** JSON text where no file is inside; else a stream in which each file is encoded as it is read. */
export function jsonBody(json: PayloadValue): EncodedBody {
	const contentType = 'application/json';
	if (!holdsFile(json)) return { contentType, content: JSON.stringify(json) };
	const pieces = layOut(json);
	return {
		contentType,
		length: lengthOf(pieces),
		content: async () => Readable.from(stream(pieces), { objectMode: false }),
	};
}

function holdsFile(value: PayloadValue): boolean {
	if (value instanceof InputFile || value instanceof DataUrl) return true;
	return typeof value === 'object' && value !== null && Object.values(value).some(holdsFile);
}

type Piece = string | InputFile;

/** The JSON text, cut where a file's base64 stands. */
function layOut(json: PayloadValue): Piece[] {
	const files: InputFile[] = [];
	const mark = `file-${randomUUID()}`;
	const text = JSON.stringify(json, (_key, value: PayloadValue) => {
		if (value instanceof InputFile) {
			files.push(value);
			return mark;
		}
		if (value instanceof DataUrl) {
			files.push(value.file);
			return `data:${value.file.mediaType};base64,${mark}`;
		}
		return value;
	});
	return text.split(mark).flatMap((part, i) => {
		const file = files[i];
		return file === undefined ? [part] : [part, file];
	});
}

function lengthOf(pieces: readonly Piece[]): number | undefined {
	let length = 0;
	for (const piece of pieces) {
		if (typeof piece === 'string') length += Buffer.byteLength(piece);
		else if (piece.size === undefined) return undefined;
		else length += 4 * Math.ceil(piece.size / 3);
	}
	return length;
}

async function* stream(pieces: readonly Piece[]): AsyncGenerator<Buffer> {
	for (const piece of pieces) {
		if (typeof piece === 'string') yield Buffer.from(piece);
		else yield* base64(await piece.open());
	}
}

/** Plain base64 without line breaks; bytes that do not fill a group of three wait for the next chunk. */
async function* base64(bytes: Readable): AsyncGenerator<Buffer> {
	let rest: Buffer = Buffer.alloc(0);
	for await (const chunk of bytes as AsyncIterable<Buffer>) {
		const start = rest.length === 0 ? 0 : Math.min(GROUP - rest.length, chunk.length);
		if (start > 0) rest = Buffer.concat([rest, chunk.subarray(0, start)]);
		if (rest.length === GROUP) {
			yield encoded(rest);
			rest = Buffer.alloc(0);
		}
		const end = chunk.length - ((chunk.length - start) % GROUP);
		for (let at = start; at < end; at += SLICE_BYTES)
			yield encoded(chunk.subarray(at, Math.min(end, at + SLICE_BYTES)));
		if (end < chunk.length) rest = chunk.subarray(end);
	}
	if (rest.length > 0) yield encoded(rest);
}

/** Bytes that become four letters of base64. */
const GROUP = 3;
/** Encoded at once. V8 keeps texts over 128 KB apart, and collects them at thirty times the cost of the encoding. */
const SLICE_BYTES = 16 * 1024 * GROUP;

function encoded(bytes: Buffer): Buffer {
	return Buffer.from(bytes.toString('base64'), 'latin1');
}
