import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseJson } from './values';
import type { RecordedRequest } from './exchange';

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(Buffer.from(chunk));
	return Buffer.concat(chunks);
}

function looksLikeJson(request: IncomingMessage, body: Buffer): boolean {
	const type = request.headers['content-type'] ?? '';
	return body.length > 0 && (type === '' || type.includes('json') || type.startsWith('text/'));
}

/** Reads a request to its end. */
export async function record(request: IncomingMessage): Promise<RecordedRequest> {
	const body = await bodyOf(request);
	const json = looksLikeJson(request, body) ? parseJson(body.toString()) : undefined;
	return { method: request.method ?? 'GET', path: request.url ?? '/', headers: request.headers, body, json };
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Starts a server on loopback. A handler that throws is answered with 500 and its words. */
export async function listen(port: number, handler: Handler): Promise<{ server: Server; port: number }> {
	const server = createServer((request, response) => {
		handler(request, response).catch((error: unknown) => {
			if (response.destroyed) return;
			if (!response.headersSent) response.writeHead(500, { 'content-type': 'application/json' });
			response.end(JSON.stringify({ error: `sandbox: ${error instanceof Error ? error.message : String(error)}` }));
		});
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', resolve);
	});
	const address: AddressInfo | string | null = server.address();
	return { server, port: typeof address === 'object' && address !== null ? address.port : port };
}

/** Closes a server at once, open connections included. */
export async function shut(server: Server): Promise<void> {
	await new Promise<void>((resolve) => {
		server.close(() => resolve());
		server.closeAllConnections();
	});
}
