import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Gate, type Capacity } from '../../../sandbox/capacity';

const LABELS = JSON.stringify([{ label: 'A', score: 0.9 }]);
const LOADING = 'Model is currently loading';

/** How a narrow server behaves. */
export interface Narrow extends Capacity {
	/** Milliseconds that a request holds its place. */
	readonly serviceMs: number;
	/** The refusals' `Retry-After`; absent: none. */
	readonly retryAfter?: string;
	/** A request's status instead of 200, which takes no place; undefined: it is served. */
	readonly refuses?: (arrival: Arrival) => number | undefined;
}

/** A request that has reached the server. */
export interface Arrival {
	/** The request's text. */
	readonly text: string;
	/** The path, which names the model. */
	readonly path: string;
	readonly authorization?: string;
	/** How many requests had been answered when it came. */
	readonly answeredBefore: number;
	status?: number;
}

/** A server with few places and a short queue, which refuses whatever exceeds both. */
export interface NarrowServer {
	readonly url: string;
	readonly arrivals: Arrival[];
	/** Texts in the order of their answers. */
	readonly answered: string[];
	/** The most requests that were ever at work at once. */
	mostBusy: number;
	/** May be changed while the server runs. */
	behaviour: Narrow;
	close(): Promise<void>;
}

/** Starts a narrow server on loopback. */
export async function startNarrow(behaviour: Narrow): Promise<NarrowServer> {
	const gate = new Gate();
	const server = createServer((request, response) => void answer(request, response));
	// Longer than clients keep a connection: a request must not meet the server's close of an idle one.
	server.keepAliveTimeout = 60_000;
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const narrow: NarrowServer = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		arrivals: [],
		answered: [],
		mostBusy: 0,
		behaviour,
		close: async () => await shut(server),
	};
	let busy = 0;
	return narrow;

	async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const text = await textOf(request);
		const { authorization } = request.headers;
		const path = request.url ?? '/';
		const arrival: Arrival = { text, path, authorization, answeredBefore: narrow.answered.length };
		narrow.arrivals.push(arrival);
		const status = narrow.behaviour.refuses?.(arrival);
		if (status !== undefined) return refuse(response, arrival, status);
		const leave = await gate.enter(narrow.behaviour);
		if (leave === undefined) return refuse(response, arrival, 429);
		narrow.mostBusy = Math.max(narrow.mostBusy, ++busy);
		await pause(narrow.behaviour.serviceMs, undefined, { ref: false });
		busy -= 1;
		leave();
		arrival.status = 200;
		narrow.answered.push(text);
		response.writeHead(200, { 'content-type': 'application/json' }).end(LABELS);
	}

	/** A server may quote the request in its refusal. */
	function refuse(response: ServerResponse, arrival: Arrival, status: number): void {
		arrival.status = status;
		const { retryAfter } = narrow.behaviour;
		const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
		const error = status === 503 ? LOADING : `Too many requests, no room for <${arrival.text}>`;
		response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify({ error }));
	}
}

async function textOf(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return String((JSON.parse(Buffer.concat(chunks).toString()) as { inputs: unknown }).inputs);
}

async function shut(server: Server): Promise<void> {
	await new Promise<void>((resolve) => {
		server.close(() => resolve());
		server.closeAllConnections();
	});
}
