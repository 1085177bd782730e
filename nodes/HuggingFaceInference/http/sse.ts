import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { MB } from './body';
import { HttpError } from './errors';

export interface ServerSentEvent {
	readonly event?: string;
	/** The `data:` lines, joined by line breaks. */
	readonly data: string;
}

const MAX_EVENT_CHARACTERS = 16 * MB;

/**
 * Reads a `text/event-stream` body event by event. Comments and unknown fields are passed over; a last event
 * without its empty line counts as one, since some servers close that way.
 * Source: the event stream format of the HTML standard.
 * @throws {HttpError} `limit` for an event of more than 16 MB
 */
export async function* readEvents(body: Readable): AsyncGenerator<ServerSentEvent> {
	let event: { name?: string; data: string[]; size: number } = { data: [], size: 0 };
	for await (const line of readLines(body)) {
		if (line === '') {
			if (event.data.length > 0) yield toEvent(event);
			event = { data: [], size: 0 };
			continue;
		}
		event.size += line.length;
		assertSize(event.size);
		const [field, value] = splitField(line);
		if (field === 'data') event.data.push(value);
		else if (field === 'event') event.name = value;
	}
	if (event.data.length > 0) yield toEvent(event);
}

function toEvent({ name, data }: { name?: string; data: string[] }): ServerSentEvent {
	return { ...(name !== undefined && { event: name }), data: data.join('\n') };
}

function splitField(line: string): [field: string, value: string] {
	const colon = line.indexOf(':');
	if (colon === -1) return [line, ''];
	const value = line.slice(colon + 1);
	return [line.slice(0, colon), value.startsWith(' ') ? value.slice(1) : value];
}

/** Lines that end in LF, CR or CRLF; a byte order mark at the start is dropped. */
async function* readLines(body: Readable): AsyncGenerator<string> {
	const decoder = new StringDecoder('utf8');
	let rest = '';
	let first = true;
	for await (const chunk of body as AsyncIterable<Buffer>) {
		rest += decoder.write(chunk);
		if (first && rest.length > 0) {
			first = false;
			if (rest.startsWith('\ufeff')) rest = rest.slice(1);
		}
		// A CR at the very end may be the first half of a CRLF: it waits for the next chunk.
		const complete = rest.endsWith('\r') ? rest.slice(0, -1) : rest;
		const lines = complete.split(/\r\n|\n|\r/);
		const open = lines.pop() ?? '';
		yield* lines;
		rest = open + rest.slice(complete.length);
		assertSize(rest.length);
	}
	rest += decoder.end();
	if (rest !== '') yield rest.replace(/\r$/, '');
}

function assertSize(characters: number): void {
	if (characters > MAX_EVENT_CHARACTERS) throw new HttpError('limit', `one event of the answer is larger than ${MAX_EVENT_CHARACTERS / MB} MB`);
}
