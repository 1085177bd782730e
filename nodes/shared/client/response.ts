import { Readable } from 'node:stream';
import { MAX_MEDIA_BYTES, MAX_TEXT_BYTES, collect, decodedBody, peek, readBytes } from '../http/body';
import type { HttpResponse } from '../http/exchange';
import { readEvents, type ServerSentEvent } from '../http/sse';
import { InferenceError, unexpectedResponse } from './errors';
import { JsonDepthError, isObject, parseJson, type JsonValue } from './json';
import { HEAD_BYTES, bareMediaType, identify } from './mediaTypes';
import { wordsOf } from './serverError';

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
 * @param allowEmpty whether nothing at all is an answer, as an empty text
 * @throws {InferenceError} `unexpectedResponse` for an empty answer or unreadable JSON
 */
export async function readAnswer(
	response: HttpResponse,
	form: AnswerForm = 'auto',
	allowEmpty = false,
): Promise<ServerAnswer> {
	const declared = bareMediaType(response.headers['content-type']);
	if (declared === 'text/event-stream' && form === 'auto')
		return { kind: 'events', events: readEvents(decodedBody(response, MAX_TEXT_BYTES)) };
	if (form === 'json' || (form === 'auto' && isJsonType(declared)))
		return await readJson(await readBytes(response, MAX_TEXT_BYTES), allowEmpty);
	const { head, body: whole } = await peek(decodedBody(response, MAX_MEDIA_BYTES), HEAD_BYTES);
	const mediaType = await identify(head, declared);
	if (form === 'file') return { kind: 'media', body: whole, mediaType };
	if (head.length === 0 && allowEmpty) return EMPTY_TEXT;
	if (head.length === 0) throw emptyAnswer();
	if (form === 'text') return await readText(whole, mediaType, false);
	if (isText(head, mediaType)) return await readText(whole, mediaType, true);
	return { kind: 'media', body: whole, mediaType };
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

function isJsonType(mediaType: string): boolean {
	return mediaType === 'application/json' || mediaType.endsWith('+json');
}

async function readJson(bytes: Buffer, allowEmpty: boolean): Promise<ServerAnswer> {
	if (bytes.length === 0 && allowEmpty) return EMPTY_TEXT;
	if (bytes.length === 0) throw emptyAnswer();
	const text = bytes.toString('utf8');
	try {
		return { kind: 'json', value: parseJson(text) };
	} catch (error) {
		const mediaType = await identify(bytes.subarray(0, HEAD_BYTES));
		if (!isText(bytes.subarray(0, HEAD_BYTES), mediaType)) return { kind: 'media', body: streamOf(bytes), mediaType };
		throw unexpectedResponse(`The answer is not readable JSON: ${reasonOf(error)}`, {
			advice: UNREADABLE_ADVICE,
			cause: error,
			response: text,
		});
	}
}

const UNREADABLE_ADVICE =
	'The model may have worked on it, so that it may have been billed. Check the server, or try another model or provider.';

/** Why JSON could not be parsed, without the piece of it that the parser quotes. */
function reasonOf(error: unknown): string {
	if (error instanceof JsonDepthError) return error.message;
	const position = /at position \d+/.exec(error instanceof Error ? error.message : '')?.[0];
	return position === undefined ? 'it ends too early, or is something else' : `it breaks ${position}`;
}

async function readText(body: Readable, mediaType: string, mayBeJson: boolean): Promise<ServerAnswer> {
	const text = (await collect(body, MAX_TEXT_BYTES)).toString('utf8');
	if (mayBeJson && /^\s*[[{"]/.test(text)) {
		try {
			return { kind: 'json', value: parseJson(text) };
		} catch {
			// Text that only looks like JSON is text.
		}
	}
	return { kind: 'text', text, mediaType: mediaType.startsWith('text/') ? mediaType : 'text/plain' };
}

/** Text by its declared type; else bytes without a known signature that hold no control characters. */
function isText(head: Buffer, mediaType: string): boolean {
	if (/^(image|audio|video)\/|pdf|zip|font/.test(mediaType))
		return looksLikeMarkup(head) && mediaType !== 'image/svg+xml';
	if (mediaType.startsWith('text/') || isJsonType(mediaType) || /xml|javascript/.test(mediaType)) return true;
	// Control characters other than white space tell of binary data.
	return !head.some((byte) => byte < 9 || (byte > 13 && byte < 32));
}

/** JSON or a web page under a media type: an error that some gateway put there. */
function looksLikeMarkup(head: Buffer): boolean {
	return /^\s*(\{|\[|<!doctype|<html)/i.test(head.toString('latin1', 0, 200));
}

function streamOf(bytes: Buffer): Readable {
	return Readable.from([bytes], { objectMode: false });
}

function emptyAnswer(): InferenceError {
	return unexpectedResponse('The server answered with nothing', {
		advice: 'Check the server, or try another model or provider.',
	});
}

/**
 * A success that says `{ "error": ... }` is none.
 * @throws {InferenceError} `server`, with the server's words
 */
export function assertNoError(value: JsonValue): void {
	if (!isObject(value) || !value.error) return;
	throw new InferenceError(`The server answered with an error: ${wordsOf({ json: value, text: '' })}`, {
		type: 'server',
		advice: 'Check the inputs, or try again later or with another model.',
	});
}
