import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { listen, record } from '../../../sandbox/server';
import { fieldsOf, parseJson } from '../../../sandbox/values';
import { json } from '../../../sandbox/wire';

export { drip, flood, json, page, send } from '../../../sandbox/wire';

/** A request seen by a server, with its time. */
export interface Seen {
	readonly method: string;
	readonly path: string;
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
	/** The `inputs` of the body, where it is JSON: which item asked. */
	readonly inputs: unknown;
	readonly at: number;
}

export interface Exchange {
	readonly seen: Seen;
	readonly response: ServerResponse;
	/** The connection itself, for answers that no HTTP library would write. */
	readonly socket: Socket;
	/** How often this path was asked for these inputs, from 1 on. */
	readonly nth: number;
	/** Answers as a model that works. */
	readonly serve: () => void;
}

export type Play = (exchange: Exchange) => void | Promise<void>;

/** A server on loopback that plays whatever a test wants, and remembers everything. */
export interface Hostile {
	readonly url: string;
	readonly host: string;
	readonly port: number;
	readonly requests: Seen[];
	/** Connections that were ever made; those that are open; and those of them whose request was never answered whole. */
	readonly connections: () => number;
	readonly open: () => number;
	readonly hanging: () => number;
	/** The most requests that were unanswered at once. */
	readonly mostAtOnce: () => number;
	readonly close: () => Promise<void>;
}

/** The beginning of a PNG: enough for a picture to be known. */
export const PNG_START = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

/** What a text classifier answers for a text. */
export const LABELS = [{ label: 'POSITIVE', score: 0.9 }];

/** Starts such a server on a free port of 127.0.0.1. */
export async function startHostile(play: Play, port = 0): Promise<Hostile> {
	const requests: Seen[] = [];
	const sockets = new Set<Socket>();
	const unanswered = new Set<Socket>();
	let connections = 0;
	let running = 0;
	let most = 0;
	const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
		running += 1;
		most = Math.max(most, running);
		const { socket } = request;
		unanswered.add(socket);
		response.on('finish', () => unanswered.delete(socket));
		response.on('close', () => (running -= 1));
		const seen = await take(request);
		requests.push(seen);
		const key = keyOf(seen);
		const nth = requests.filter((other) => keyOf(other) === key).length;
		await play({ seen, response, socket, nth, serve: () => serve(response, seen) });
	};
	const { server, port: listening } = await listen(port, answer);
	server.on('connection', (socket) => {
		connections += 1;
		sockets.add(socket);
		socket.on('error', () => {});
		socket.on('close', () => sockets.delete(socket));
	});
	server.on('clientError', () => {});
	return {
		url: `http://127.0.0.1:${listening}`,
		host: `127.0.0.1:${listening}`,
		port: listening,
		requests,
		connections: () => connections,
		open: () => sockets.size,
		hanging: () => [...unanswered].filter((socket) => sockets.has(socket)).length,
		mostAtOnce: () => most,
		close: async () => {
			const closed = new Promise<void>((resolve) => server.close(() => resolve()));
			for (const socket of sockets) socket.destroy();
			await closed;
		},
	};
}

function keyOf({ path, inputs }: Seen): string {
	return `${path} ${JSON.stringify(inputs)}`;
}

async function take(request: IncomingMessage): Promise<Seen> {
	const { method, path, headers, body: bytes } = await record(request);
	const body = bytes.toString('utf8');
	return { method, path, headers, body, inputs: fieldsOf(parseJson(body)).inputs, at: performance.now() };
}

function serve(response: ServerResponse, { inputs }: Seen): void {
	json(response, 200, Array.isArray(inputs) ? inputs.map(() => LABELS) : LABELS);
}

/** A port of loopback where nothing listens. */
export async function deadPort(): Promise<number> {
	const server = await startHostile(() => {});
	await server.close();
	return server.port;
}

/** Waits until something holds, at most for the given time. */
export async function until(holds: () => boolean, milliseconds: number): Promise<void> {
	const end = performance.now() + milliseconds;
	while (!holds() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 10));
}

export async function pause(milliseconds: number): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
