import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { decodedBody } from '../../../nodes/shared/http/body';
import { collect } from '../../../nodes/shared/http/collect';
import { download } from '../../../nodes/shared/http/download';
import { useQuickTime } from '../quickTime';
import { useServer } from '../server';

useQuickTime(20);

const FILE = randomBytes(300_000);
const MAX_BYTES = 1_000_000;

type Play = (request: IncomingMessage, response: ServerResponse) => void;

/** The server's requests, by their range. */
let asked: string[] = [];
let play: Play = () => {};

const server = useServer((request, response) => {
	asked.push(request.headers.range ?? 'all');
	play(request, response);
});

beforeEach(() => {
	asked = [];
});

function fileUrl(): URL {
	return new URL(`${server.url}/file.bin`);
}

/** Sends the first of 300,000 bytes, and breaks the connection. */
function sendAndBreak(response: ServerResponse, bytes: number, headers: Record<string, string> = {}): void {
	response.writeHead(200, { 'content-length': FILE.length, ...headers });
	response.write(FILE.subarray(0, bytes), () => response.socket?.destroy());
}

function sendRest(request: IncomingMessage, response: ServerResponse, headers: Record<string, string> = {}): void {
	const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1]);
	response.writeHead(206, {
		'content-length': FILE.length - from,
		'content-range': `bytes ${from}-${FILE.length - 1}/${FILE.length}`,
		...headers,
	});
	response.end(FILE.subarray(from));
}

function sendAll(response: ServerResponse, headers: Record<string, string> = {}): void {
	response.writeHead(200, { 'content-length': FILE.length, ...headers }).end(FILE);
}

async function downloaded(signal = new AbortController().signal): Promise<Buffer> {
	return await collect(decodedBody(await download(fileUrl(), { accept: '*/*' }, { signal }), MAX_BYTES), MAX_BYTES);
}

describe('a file after a broken connection', () => {
	it('resumes at the break', async () => {
		play = (request, response) => (asked.length === 1 ? sendAndBreak(response, 100_000) : sendRest(request, response));
		expect((await downloaded()).equals(FILE)).toBe(true);
		expect(asked).toEqual(['all', 'bytes=100000-']);
	});

	it('resumes after each of several breaks', async () => {
		play = (request, response) => {
			if (asked.length === 1) return sendAndBreak(response, 50_000);
			if (asked.length === 3) return sendRest(request, response);
			response.writeHead(206, { 'content-length': 250_000, 'content-range': `bytes 50000-299999/${FILE.length}` });
			response.write(FILE.subarray(50_000, 90_000), () => response.socket?.destroy());
		};
		expect((await downloaded()).equals(FILE)).toBe(true);
		expect(asked).toEqual(['all', 'bytes=50000-', 'bytes=90000-']);
	});

	it('is skipped up to the break if the server sends all of it again', async () => {
		play = (_request, response) => (asked.length === 1 ? sendAndBreak(response, 100_001) : sendAll(response));
		expect((await downloaded()).equals(FILE)).toBe(true);
		expect(asked).toEqual(['all', 'bytes=100001-']);
	});

	it.each([
		['its tag changed', { etag: '"1"' }, { etag: '"2"' }],
		[
			'its date changed',
			{ 'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT' },
			{ 'last-modified': 'Tue, 02 Jan 2024 00:00:00 GMT' },
		],
	])('is not joined if %s', async (_what, before, after) => {
		play = (request, response) =>
			asked.length === 1 ? sendAndBreak(response, 100_000, before) : sendRest(request, response, after);
		await expect(downloaded()).rejects.toMatchObject({ failure: 'interrupted' });
		expect(asked).toHaveLength(2);
	});

	it('fails after four requests', async () => {
		play = (request, response) => {
			if (asked.length === 1) sendAndBreak(response, 10);
			else request.socket.destroy();
		};
		await expect(downloaded()).rejects.toMatchObject({ failure: 'interrupted' });
		expect(asked).toEqual(['all', 'bytes=10-', 'bytes=10-', 'bytes=10-']);
	});

	it('is not requested again after an abort', async () => {
		const giveUp = new AbortController();
		play = (_request, response) => {
			response
				.writeHead(200, { 'content-length': FILE.length })
				.write(FILE.subarray(0, 10), () => giveUp.abort(new Error('given up')));
		};
		await expect(downloaded(giveUp.signal)).rejects.toThrow('given up');
		expect(asked).toEqual(['all']);
	});
});

describe('an answer', () => {
	it.each([429, 500, 503])('of status %d is retried', async (status) => {
		play = (_request, response) => (asked.length < 3 ? void response.writeHead(status).end() : sendAll(response));
		expect((await downloaded()).equals(FILE)).toBe(true);
		expect(asked).toHaveLength(3);
	});

	it.each([
		[404, 1],
		[403, 1],
		[503, 4],
	])('of permanent status %d is returned after %d requests', async (status, requests) => {
		play = (_request, response) => void response.writeHead(status).end('no');
		const answer = await download(fileUrl(), {}, { signal: new AbortController().signal });
		answer.body.destroy();
		expect(answer.status).toBe(status);
		expect(asked).toHaveLength(requests);
	});
});
