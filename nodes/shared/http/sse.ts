import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { MB } from './collect';
import { HttpError } from './errors';

export interface ServerSentEvent {
	readonly event?: string;
	/** The `data:` lines, joined by line breaks. */
	readonly data: string;
}

const MAX_EVENT_CHARACTERS = 16 * MB;

/**
 * Reads a `text/event-stream` body event by event. Comments and unknown fields are passed over; a last event
 * without its empty line counts as one, since some servers close that way. What is no field at all comes as the data of
 * an event of its own: servers that fail write plain JSON or words into the stream, or `error:` as a field.
 * Source: the event stream format of the HTML standard.
 * @throws {HttpError} `limit` for an event of more than 16 MB
 */
export async function* readEvents(body: Readable): AsyncGenerator<ServerSentEvent> {
	let block = new Block();
	for await (const line of readLines(body)) {
		if (line !== '') {
			block.add(line);
			continue;
		}
		yield* block.events();
		block = new Block();
	}
	yield* block.events();
}

/** The lines between two empty ones. */
class Block {
	private name?: string;
	private readonly data: string[] = [];
	private readonly errors: string[] = [];
	private readonly strays: string[] = [];
	private size = 0;

	add(line: string): void {
		this.size += line.length;
		assertSize(this.size);
		const [field, value] = splitField(line);
		if (field === 'data') this.data.push(value);
		else if (field === 'event') this.name = value;
		else if (field.toLowerCase() === 'error' && value !== '') this.errors.push(value);
		else if (!isField(line)) this.strays.push(line);
	}

	*events(): Generator<ServerSentEvent> {
		if (this.data.length > 0)
			yield { ...(this.name !== undefined && { event: this.name }), data: this.data.join('\n') };
		if (this.strays.length > 0) yield { data: this.strays.join('\n') };
		if (this.errors.length > 0) yield { event: 'error', data: this.errors.join('\n') };
	}
}

/** Whether a line is a comment, or a field that may be unknown. */
function isField(line: string): boolean {
	return line.startsWith(':') || /^[A-Za-z][\w-]*:/.test(line) || ['data', 'event', 'id', 'retry'].includes(line);
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
	// The open line is kept in pieces: joining it for each chunk would take quadratic time.
	let open: string[] = [];
	let size = 0;
	let afterReturn = false;
	let isFirst = true;
	for await (const chunk of body as AsyncIterable<Buffer>) {
		let text = decoder.write(chunk);
		if (text === '') continue;
		if (isFirst && text.startsWith('\ufeff')) text = text.slice(1);
		isFirst = false;
		// The second half of a CRLF whose first half ended the chunk before.
		if (afterReturn && text.startsWith('\n')) text = text.slice(1);
		afterReturn = text.endsWith('\r');
		const lines = text.split(/\r\n|\n|\r/);
		const last = lines.pop() ?? '';
		for (const line of lines) {
			open.push(line);
			yield open.join('');
			open = [];
			size = 0;
		}
		open.push(last);
		size += last.length;
		assertSize(size);
	}
	const rest = open.join('') + decoder.end();
	if (rest !== '') yield rest;
}

function assertSize(characters: number): void {
	if (characters > MAX_EVENT_CHARACTERS)
		throw new HttpError('limit', `one event of the answer is larger than ${MAX_EVENT_CHARACTERS / MB} MB`);
}
