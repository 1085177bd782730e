import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Refusal } from '../refusal';

/** Bodies beyond this are refused: a demo has no need of them. */
const LARGEST_BODY = 64 * 1024 ** 2;

/** A request with its body. */
export interface Exchange {
	readonly method: string;
	readonly url: URL;
	readonly contentType: string;
	readonly body: Buffer;
	readonly response: ServerResponse;
	/** Aborted when the client has gone. */
	readonly gone: AbortSignal;
}

/** Answers one exchange. What it throws is sent as `{ error }`. */
export type Handler = (exchange: Exchange) => Promise<void>;

/** Starts a server on loopback, and on nothing else; port 0 takes a free one. */
export async function listen(port: number, handler: Handler): Promise<{ server: Server; port: number }> {
	const server = createServer((request, response) => void serve(request, response, handler));
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', resolve);
	});
	const address = server.address();
	return { server, port: typeof address === 'object' && address !== null ? address.port : port };
}

/** Closes a server at once, open connections included. */
export async function shut(server: Server): Promise<void> {
	await new Promise<void>((resolve) => {
		server.close(() => resolve());
		server.closeAllConnections();
	});
}

async function serve(request: IncomingMessage, response: ServerResponse, handler: Handler): Promise<void> {
	const controller = new AbortController();
	response.once('close', () => controller.abort());
	try {
		const body = await bodyOf(request);
		await handler({
			method: request.method ?? 'GET',
			url: new URL(request.url ?? '/', 'http://127.0.0.1'),
			contentType: request.headers['content-type'] ?? '',
			body,
			response,
			gone: controller.signal,
		});
	} catch (error) {
		sendError(response, error);
	}
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of request) {
		const bytes = Buffer.from(chunk);
		size += bytes.length;
		if (size > LARGEST_BODY) throw new Refusal(413, `The body is larger than ${LARGEST_BODY} bytes`);
		chunks.push(bytes);
	}
	return Buffer.concat(chunks);
}

function sendError(response: ServerResponse, error: unknown): void {
	if (response.destroyed) return;
	// An answer that has begun can only be cut off.
	if (response.headersSent) return void response.destroy();
	const status = error instanceof Refusal ? error.status : 500;
	const message = error instanceof Error ? error.message : String(error);
	const type = error instanceof Refusal && error.errorType !== undefined ? { error_type: error.errorType } : {};
	sendJson(response, { error: message, ...type }, status);
}

/** Sends JSON. */
export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
	sendBytes(response, Buffer.from(JSON.stringify(value)), 'application/json', status);
}

/** Sends bytes with their type. */
export function sendBytes(response: ServerResponse, body: Uint8Array, type: string, status = 200): void {
	response.writeHead(status, { 'content-type': type, 'content-length': body.length });
	response.end(body);
}
