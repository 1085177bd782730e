import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { drip, flood, send, type Play } from '../hostile';
import { OK_HEAD, BODY, raw, type Case } from './case';

const compressed =
	(encoding: string, bytes: () => Buffer): Play =>
	({ response }) =>
		send(response, 200, bytes(), { 'content-type': 'application/json', 'content-encoding': encoding });
const blanks = (megabytes: number): Buffer =>
	Buffer.concat([Buffer.from('['), Buffer.alloc(megabytes * 1024 * 1024, ' '), Buffer.from(']')]);

/** Size. */
export const SIZE: readonly Case[] = [
	{
		server: 'sends a gzip bomb',
		play: compressed('gzip', () => gzipSync(blanks(64))),
		ends: 'unexpectedResponse',
		requests: 1,
		says: /looks like an attack/,
		isHeavy: true,
	},
	{
		server: 'sends a deflate bomb',
		play: compressed('deflate', () => deflateSync(blanks(32))),
		ends: 'unexpectedResponse',
		requests: 1,
		says: /looks like an attack/,
		isHeavy: true,
	},
	{
		server: 'sends a brotli bomb',
		play: compressed('br', () => brotliCompressSync(blanks(32))),
		ends: 'unexpectedResponse',
		requests: 1,
		says: /looks like an attack/,
		isHeavy: true,
	},
	{
		server: 'sends a bomb in a bomb',
		play: compressed('gzip, gzip', () => gzipSync(gzipSync(blanks(64)))),
		ends: 'unexpectedResponse',
		requests: 1,
		says: /looks like an attack/,
		isHeavy: true,
	},
	{
		server: 'sends a bomb as an error',
		play: ({ response }) => send(response, 400, gzipSync(blanks(32)), { 'content-encoding': 'gzip' }),
		ends: 'invalidInput',
		requests: 1,
		isHeavy: true,
	},
	{
		server: 'compresses honestly, twice',
		play: compressed('gzip, br', () => brotliCompressSync(gzipSync(BODY))),
		ends: 'done',
		requests: 1,
		isHeavy: true,
	},
	{
		server: 'says gzip, and sends none',
		play: compressed('gzip', () => Buffer.from(BODY)),
		ends: 'unexpectedResponse',
		requests: 1,
		isHeavy: true,
	},
	{
		server: 'cuts its gzip',
		play: compressed('gzip', () => gzipSync(BODY).subarray(0, 30)),
		ends: 'unexpectedResponse',
		requests: 1,
		isHeavy: true,
	},
	{
		server: 'compresses in a way that nobody knows',
		play: ({ socket }) => drip(socket, `${OK_HEAD}Content-Encoding: rot13\r\nContent-Length: 100000\r\n\r\n`, ' ', 50),
		ends: 'unexpectedResponse',
		requests: 1,
		says: /rot13/,
		hangsUp: true,
		isHeavy: true,
	},
	{
		server: 'compresses three thousand times',
		play: compressed(Array.from({ length: 3000 }, () => 'gzip').join(','), () => gzipSync(BODY)),
		ends: 'unexpectedResponse',
		requests: 1,
		isHeavy: true,
	},
	{
		server: 'floods with headers',
		play: raw(
			`HTTP/1.1 200 OK\r\n${Array.from({ length: 2000 }, (_, i) => `X-Flood-${i}: ${'x'.repeat(60)}\r\n`).join('')}Content-Length: ${BODY.length}\r\n\r\n${BODY}`,
			'stay',
		),
		ends: 'unexpectedResponse',
		requests: 1,
		says: /headers of the answer are too large/,
		hangsUp: true,
		isHeavy: true,
	},
	{
		server: 'floods with one header',
		play: ({ socket }) => flood(socket, 'HTTP/1.1 200 OK\r\nX-Flood: ', Buffer.alloc(65536, 'x')),
		ends: 'unexpectedResponse',
		requests: 1,
		says: /headers of the answer are too large/,
		hangsUp: true,
		isHeavy: true,
	},
];
