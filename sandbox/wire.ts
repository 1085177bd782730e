import type { ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';

type Headers = Record<string, string | string[]>;

/** Answers with a body of known length. */
export function send(response: ServerResponse, status: number, body: string | Buffer, headers: Headers = {}): void {
	response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) });
	response.end(body);
}

/** Answers with JSON, whole and well-formed. */
export function json(response: ServerResponse, status: number, value: unknown, headers: Headers = {}): void {
	send(response, status, JSON.stringify(value), { 'content-type': 'application/json', ...headers });
}

/** Answers with a gateway's page, as nginx writes it. */
export function page(response: ServerResponse, status: number, title: string): void {
	const body = `<body>\r\n<center><h1>${title}</h1></center>\r\n</body>`;
	send(response, status, `<html>\r\n<head><title>${title}</title></head>\r\n${body}\r\n</html>\r\n`, {
		'content-type': 'text/html',
	});
}

/** Writes a piece at every interval until the client leaves. Works on a response and on a bare connection. */
export async function drip(to: Writable, start: string, piece: string, everyMs: number): Promise<void> {
	if (start !== '') to.write(start);
	const timer = setInterval(() => to.write(piece), everyMs);
	await new Promise<void>((resolve) => to.once('close', resolve));
	clearInterval(timer);
}

/** Writes pieces as fast as the client reads, until it leaves. */
export async function flood(to: Writable, start: string, piece: Buffer): Promise<void> {
	to.write(start);
	const push = (): void => {
		while (!to.destroyed && to.write(piece));
	};
	to.on('drain', push);
	push();
	if (!to.destroyed) await new Promise<void>((resolve) => to.once('close', resolve));
}
