import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Answer } from './answers/answer';
import type { ToolForm } from './answers/toolForms';
import type { Job } from './providers/jobs';
import type { Form } from './form';
import { fieldsOf, type Fields } from './values';

/** A request as the sandbox saw it. */
export interface RecordedRequest {
	method: string;
	/** With the query. */
	path: string;
	headers: IncomingHttpHeaders;
	body: Buffer;
	/** The body where it is JSON. */
	json?: unknown;
	/** The body where it is a multipart form; `body` is empty then if it is larger than 8 MB. */
	form?: Form;
}

/** A request on its way to an answer. */
export interface Exchange {
	request: RecordedRequest;
	response: ServerResponse;
	url: URL;
	/** Milliseconds between two events of a stream. */
	eventPauseMs: number;
	/** How often a path has been asked, for faults that pass. */
	calls: Map<string, { count: number; last: number }>;
	/** What providers have queued, by id. */
	jobs: Map<string, Job>;
	/** Whether the job that this request queues is to fail. */
	jobFails?: boolean;
	/** Whether a list that is answered loses its last element. */
	dropsLast?: boolean;
	/** The form of tool calls in chat answers. */
	toolForm?: ToolForm;
	/** Whether the router lists models as it did before it knew prices. */
	isOldRouter?: boolean;
}

export function headerOf(exchange: Exchange, name: string): string {
	const value = exchange.request.headers[name];
	return Array.isArray(value) ? value.join(', ') : (value ?? '');
}

export function rootOf(exchange: Exchange): Fields {
	return fieldsOf(exchange.request.json);
}

export function tokenOf(exchange: Exchange): string {
	return headerOf(exchange, 'authorization').replace(/^Bearer /, '');
}

export function sendBytes(
	exchange: Exchange,
	status: number,
	type: string,
	body: Buffer,
	headers: OutgoingHttpHeaders = {},
): void {
	exchange.response.writeHead(status, { 'content-type': type, 'content-length': body.length, ...headers });
	exchange.response.end(exchange.request.method === 'HEAD' ? undefined : body);
}

export function sendText(exchange: Exchange, status: number, text: string, type = 'text/plain; charset=utf-8'): void {
	sendBytes(exchange, status, type, Buffer.from(text));
}

export function sendJson(exchange: Exchange, status: number, value: unknown, headers: OutgoingHttpHeaders = {}): void {
	sendBytes(exchange, status, 'application/json', Buffer.from(JSON.stringify(value)), headers);
}

function dropped({ dropsLast }: Exchange, json: unknown): unknown {
	return dropsLast === true && Array.isArray(json) ? json.slice(0, -1) : json;
}

export function sendAnswer(exchange: Exchange, answer: Answer, headers: OutgoingHttpHeaders = {}): void {
	if ('media' in answer) sendBytes(exchange, 200, answer.type, answer.media, headers);
	else sendJson(exchange, 200, dropped(exchange, answer.json), headers);
}

/** Sends events one by one, and stops when the client has gone. */
export async function sendEvents(exchange: Exchange, events: readonly string[]): Promise<void> {
	const { response } = exchange;
	response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
	for (const event of events) {
		if (response.destroyed) return;
		response.write(event);
		await pause(exchange.eventPauseMs);
	}
	response.end();
}
