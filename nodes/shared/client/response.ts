import { Readable } from 'node:stream';
import { MAX_MEDIA_BYTES, MAX_TEXT_BYTES, decodedBody, peek, readBytes, type Encoded } from '../http/body';
import { MB, collect, type OnBroken } from '../http/collect';
import { firstOf, type HttpResponse } from '../http/exchange';
import { readEvents, type ServerSentEvent } from '../http/sse';
import { fromBase64, mediaInBase64 } from './base64';
import { decodeText } from './charset';
import { unexpectedResponse, type InferenceError } from './errors';
import { JsonDepthError, type JsonValue } from './json';
import { parseServerJson } from './lenientJson';
import { HEAD_BYTES, bareMediaType, recognise, type Recognised } from './mediaTypes';
import { withReceived } from './received';

/** What a server answered, by what its bytes are. */
export type ServerAnswer =
	| { readonly kind: 'json'; readonly value: JsonValue }
	| { readonly kind: 'text'; readonly text: string; readonly mediaType: string }
	| { readonly kind: 'media'; readonly body: Readable; readonly mediaType: string }
	| { readonly kind: 'events'; readonly events: AsyncGenerator<ServerSentEvent> };

/** What the user wants an answer to be read as; `auto` leaves it to the bytes. */
export type AnswerForm = 'auto' | 'json' | 'text' | 'file';

/**
 * Reads the start of a successful answer and tells what it is: the bytes decide where the header is missing,
 * says nothing or is wrong. JSON and text are read to their end; media and events stay streams.
 * @param takesAnything whether any text is an answer: an empty one, and one that is broken JSON
 * @throws {InferenceError} `unexpectedResponse` for an empty answer or unreadable JSON
 */
export async function readAnswer(
	response: HttpResponse,
	form: AnswerForm = 'auto',
	takesAnything = false,
): Promise<ServerAnswer> {
	const contentType = firstOf(response.headers['content-type']) ?? '';
	const declared = bareMediaType(contentType);
	if (declared === 'text/event-stream' && form === 'auto')
		return { kind: 'events', events: readEvents(decodedBody(streamed(response), MAX_TEXT_BYTES)) };
	if (form === 'json' || (form === 'auto' && isJsonType(declared)))
		return readJson(await readBytes(response, MAX_TEXT_BYTES, keepsPart(contentType)), contentType, {
			form,
			takesAnything,
		});
	const { head, body: whole } = await peek(decodedBody(streamed(response), MAX_MEDIA_BYTES), HEAD_BYTES);
	const recognised = await recognise(head, declared);
	const { mediaType } = recognised;
	if (form === 'file') return { kind: 'media', body: whole, mediaType };
	if (head.length === 0 && takesAnything) return EMPTY_TEXT;
	if (head.length === 0) throw emptyAnswer();
	if (form === 'text') return await readText(whole, contentType, mediaType);
	if (isText(head, recognised)) return asJson(await readText(whole, contentType, mediaType));
	return recognised.hasSignature ? { kind: 'media', body: whole, mediaType } : await decoded(head, whole, mediaType);
}

/**
 * The events of an answer that is a stream of them; undefined for any other.
 * @param isStream whether a stream was asked for: one of a custom handler often comes as text, or without a media type
 */
export function eventsOf(answer: ServerAnswer, isStream: boolean): AsyncGenerator<ServerSentEvent> | undefined {
	if (answer.kind === 'events') return answer.events;
	if (!isStream || answer.kind !== 'text' || !looksLikeEvents(answer.text)) return undefined;
	return readEvents(streamOf(Buffer.from(answer.text)));
}

function looksLikeEvents(text: string): boolean {
	return /^(data|event|id|retry)?:/.test(text) && /^data:/m.test(text);
}

const EMPTY_TEXT: ServerAnswer = { kind: 'text', text: '', mediaType: 'text/plain' };

/** More bytes than an error keeps characters. */
const MAX_PART_BYTES = 4 * MB;

/** Where a text breaks off, the error keeps what came of it, which may be billed. */
function keepsPart(contentType: string): OnBroken {
	return (error, received) => withReceived(error, decodeText(received.subarray(0, MAX_PART_BYTES), contentType));
}

function isJsonType(mediaType: string): boolean {
	return mediaType === 'application/json' || mediaType.endsWith('+json');
}

/** How an answer is to be read. */
interface Reading {
	readonly form: AnswerForm;
	readonly takesAnything: boolean;
}

function readJson(bytes: Buffer, contentType: string, reading: Reading): ServerAnswer | Promise<ServerAnswer> {
	if (bytes.length === 0 && reading.takesAnything) return EMPTY_TEXT;
	if (bytes.length === 0) throw emptyAnswer();
	const text = decodeText(bytes, contentType);
	try {
		return { kind: 'json', value: parseServerJson(text) };
	} catch (error) {
		return readUnparsed({ bytes, text, error }, reading);
	}
}

/** What an answer is that should be JSON and is not. */
async function readUnparsed(
	{ bytes, text, error }: { readonly bytes: Buffer; readonly text: string; readonly error: unknown },
	{ form, takesAnything }: Reading,
): Promise<ServerAnswer> {
	const head = bytes.subarray(0, HEAD_BYTES);
	const recognised = await recognise(head);
	if (!isText(head, recognised)) return { kind: 'media', body: streamOf(bytes), mediaType: recognised.mediaType };
	// Broken JSON is no text: half an answer must not pass for a whole one.
	if (form === 'auto' && (takesAnything || !looksLikeJson(text)))
		return { kind: 'text', text, mediaType: 'text/plain' };
	throw unexpectedResponse(`The answer is not readable JSON: ${reasonOf(error)}`, {
		advice: 'The request may have been billed. Check the server, or try another model or provider.',
		cause: error,
		response: text,
	});
}

/** Why JSON could not be parsed, without the piece of it that the parser quotes. */
function reasonOf(error: unknown): string {
	if (error instanceof JsonDepthError) return error.message;
	const position = /at position \d+/.exec(error instanceof Error ? error.message : '')?.[0];
	return position === undefined ? 'it ends too early, or is something else' : `it breaks ${position}`;
}

async function readText(body: Readable, contentType: string, mediaType: string): Promise<ServerAnswer> {
	const bytes = await collect(body, MAX_TEXT_BYTES, keepsPart(contentType));
	const text = decodeText(bytes, contentType);
	return { kind: 'text', text, mediaType: mediaType.startsWith('text/') ? mediaType : 'text/plain' };
}

/** The JSON in a text, or the text where it only looks like JSON. */
function asJson(answer: ServerAnswer): ServerAnswer {
	if (answer.kind !== 'text' || !looksLikeJson(answer.text)) return answer;
	try {
		return { kind: 'json', value: parseServerJson(answer.text) };
	} catch {
		return answer;
	}
}

function looksLikeJson(text: string): boolean {
	return /^\s*[[{"]/.test(text);
}

/** A file, of which the bytes may have come as base64. */
async function decoded(head: Buffer, whole: Readable, mediaType: string): Promise<ServerAnswer> {
	const inside = await mediaInBase64(head);
	if (inside === undefined) return { kind: 'media', body: whole, mediaType };
	const text = (await collect(whole, MAX_TEXT_BYTES)).toString('latin1');
	const bytes = fromBase64(text);
	if (bytes === undefined)
		throw unexpectedResponse('The file in the answer is not readable base64', {
			advice: 'The request may have been billed. Check the server, or try another model or provider.',
			response: text,
		});
	return { kind: 'media', body: streamOf(bytes), mediaType: inside };
}

/** Text by its media type; else bytes without a known signature that hold no control characters. */
function isText(head: Buffer, { mediaType, hasSignature }: Recognised): boolean {
	if (/^text\/|^application\/xml$|javascript$/.test(mediaType) || isJsonType(mediaType)) return true;
	if (/^(image|audio|video|font)\//.test(mediaType) || DOCUMENT.test(mediaType)) return looksLikeMarkup(head);
	if (mediaType.endsWith('+xml')) return true;
	// Control characters other than white space tell of binary data.
	return !hasSignature && !head.some((byte) => byte < 9 || (byte > 13 && byte < 32));
}

/** Types of documents and archives, whose bytes are for no person to read. */
const DOCUMENT = /pdf$|zip|officedocument|opendocument|msword/;

/** JSON or a web page under the media type of a file: an error that some gateway put there. */
function looksLikeMarkup(head: Buffer): boolean {
	return /^\s*(\{|\[|<!doctype html|<html)/i.test(head.toString('latin1', 0, 200));
}

function streamed({ headers, body }: HttpResponse): Encoded {
	return { headers, body: body.stream() };
}

function streamOf(bytes: Buffer): Readable {
	return Readable.from([bytes], { objectMode: false });
}

function emptyAnswer(): InferenceError {
	return unexpectedResponse('The server answered with nothing', {
		advice: 'Check the server, or try another model or provider.',
	});
}
