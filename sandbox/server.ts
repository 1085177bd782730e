import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isForm, readForm, type Form } from './form';
import { parseJson } from './values';
import type { RecordedRequest } from './exchange';

/** Bytes of a body that are kept; longer forms are kept by their parts alone. */
const MOST_KEPT = 8 * 1024 * 1024;

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(Buffer.from(chunk));
	return Buffer.concat(chunks);
}

/** A form, read part by part, and its body as it came unless that is large. */
async function formOf(request: IncomingMessage): Promise<{ form: Form; body: Buffer }> {
	const kept: Buffer[] = [];
	let size = 0;
	async function* noted(): AsyncGenerator<Buffer> {
		for await (const chunk of request) {
			const bytes = Buffer.from(chunk);
			size += bytes.length;
			if (size <= MOST_KEPT) kept.push(bytes);
			else kept.length = 0;
			yield bytes;
		}
	}
	const form = await readForm(request.headers, noted());
	return { form, body: Buffer.concat(kept) };
}

function looksLikeJson(request: IncomingMessage, body: Buffer): boolean {
	const type = request.headers['content-type'] ?? '';
	return body.length > 0 && (type === '' || type.includes('json') || type.startsWith('text/'));
}

/** Reads a request to its end. */
export async function record(request: IncomingMessage): Promise<RecordedRequest> {
	const shared = { method: request.method ?? 'GET', path: request.url ?? '/', headers: request.headers };
	if (isForm(request.headers)) return { ...shared, ...(await formOf(request)) };
	const body = await bodyOf(request);
	const json = looksLikeJson(request, body) ? parseJson(body.toString()) : undefined;
	return { ...shared, body, json };
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
