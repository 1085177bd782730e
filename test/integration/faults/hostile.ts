import {
	createServer,
	type IncomingHttpHeaders,
	type IncomingMessage,
	type Server,
	type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

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
	const server = createServer((request, response) => {
		running += 1;
		most = Math.max(most, running);
		const { socket } = request;
		unanswered.add(socket);
		response.on('finish', () => unanswered.delete(socket));
		response.on('close', () => (running -= 1));
		void take(request).then(
			async (seen) => {
				requests.push(seen);
				const key = keyOf(seen);
				const nth = requests.filter((other) => keyOf(other) === key).length;
				await play({ seen, response, socket: request.socket, nth, serve: () => serve(response, seen) });
			},
			() => {},
		);
	});
	server.on('connection', (socket) => {
		connections += 1;
		sockets.add(socket);
		socket.on('error', () => {});
		socket.on('close', () => sockets.delete(socket));
	});
	server.on('clientError', () => {});
	const listening = await listen(server, port);
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

async function listen(server: Server, port: number): Promise<number> {
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', resolve);
	});
	return (server.address() as AddressInfo).port;
}

async function take(request: IncomingMessage): Promise<Seen> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(Buffer.from(chunk as Buffer));
	const body = Buffer.concat(chunks).toString('utf8');
	return {
		method: request.method ?? '',
		path: request.url ?? '',
		headers: request.headers,
		body,
		inputs: inputsOf(body),
		at: performance.now(),
	};
}

function inputsOf(body: string): unknown {
	try {
		return (JSON.parse(body) as { inputs?: unknown }).inputs;
	} catch {
		return undefined;
	}
}

function serve(response: ServerResponse, { inputs }: Seen): void {
	json(response, 200, Array.isArray(inputs) ? inputs.map(() => LABELS) : LABELS);
}

/** Answers with JSON, whole and well-formed. */
export function json(
	response: ServerResponse,
	status: number,
	value: unknown,
	headers: Record<string, string> = {},
): void {
	send(response, status, JSON.stringify(value), { 'content-type': 'application/json', ...headers });
}

/** Answers with a gateway's page. */
export function page(response: ServerResponse, status: number, title: string): void {
	send(
		response,
		status,
		`<html>\r\n<head><title>${title}</title></head>\r\n<body><h1>${title}</h1></body>\r\n</html>`,
		{ 'content-type': 'text/html' },
	);
}

export function send(
	response: ServerResponse,
	status: number,
	body: string | Buffer,
	headers: Record<string, string | string[]> = {},
): void {
	response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) });
	response.end(body);
}

/** Writes to a connection as long as the client takes it, in steps; ends with the connection. */
export function drip(socket: Socket, start: string, piece: string, everyMs: number): void {
	socket.write(start);
	const timer = setInterval(() => socket.write(piece), everyMs);
	socket.once('close', () => clearInterval(timer));
}

/** Writes without end, as fast as the client reads. */
export function flood(socket: Socket, start: string, piece: Buffer): void {
	socket.write(start);
	const push = (): void => {
		while (!socket.destroyed && socket.write(piece));
	};
	socket.on('drain', push);
	push();
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
