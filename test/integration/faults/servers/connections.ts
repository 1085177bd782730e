import { deadPort } from '../hostile';
import { OK_HEAD, BODY, quick, raw, firstThen, type Case } from './case';

/** Connections that fail. */
export const CONNECTIONS: readonly Case[] = [
	{
		server: 'is not there',
		play: () => {},
		elsewhere: async () => `http://127.0.0.1:${await deadPort()}/x`,
		ends: 'network',
		requests: 0,
		options: { maxRetries: 1 },
		says: /could not be reached/,
	},
	{
		server: 'resets before it answers',
		play: ({ socket }) => void socket.resetAndDestroy(),
		ends: 'network',
		requests: 1,
		says: /broke after the request was sent/,
	},
	{ server: 'hangs up before it answers', play: ({ socket }) => void socket.end(), ends: 'network', requests: 1 },
	{
		server: 'resets in the middle of its headers',
		play: raw('HTTP/1.1 200 OK\r\nContent-Ty', 'reset'),
		ends: 'network',
		requests: 1,
	},
	{
		server: 'hangs up in the middle of its headers',
		play: raw('HTTP/1.1 200 OK\r\nContent-Ty'),
		ends: 'network',
		requests: 1,
	},
	{
		server: 'resets in the middle of its body',
		play: raw(`${OK_HEAD}Content-Length: 4096\r\n\r\n[{"label":`, 'reset'),
		ends: 'network',
		requests: 1,
	},
	{
		server: 'hangs up in the middle of a chunk',
		play: raw(`${OK_HEAD}Transfer-Encoding: chunked\r\n\r\n40\r\n[{"label":`),
		ends: 'network',
		requests: 1,
	},
	{
		server: 'hangs up before the last chunk',
		play: raw(`${OK_HEAD}Transfer-Encoding: chunked\r\n\r\n${BODY.length.toString(16)}\r\n${BODY}\r\n`),
		ends: 'network',
		requests: 1,
	},
	{
		server: 'resets once, and the user wants interrupted calls repeated',
		play: firstThen(({ socket }) => void socket.resetAndDestroy()),
		options: { retryInterrupted: true },
		ends: 'done',
		requests: 2,
	},
	{
		server: 'promises more than it sends, and hangs up',
		play: raw(`${OK_HEAD}Content-Length: ${BODY.length + 10}\r\n\r\n${BODY}`),
		ends: 'network',
		requests: 1,
	},
	{
		server: 'promises more than it sends, and stays',
		play: raw(`${OK_HEAD}Content-Length: ${BODY.length + 10}\r\n\r\n${BODY}`, 'stay'),
		options: quick,
		ends: 'timeout',
		requests: 1,
		hangsUp: true,
	},
	{
		server: 'sends more than it promises, so that the JSON is cut',
		play: raw(`${OK_HEAD}Content-Length: ${BODY.length - 10}\r\n\r\n${BODY}`, 'stay'),
		ends: 'unexpectedResponse',
		requests: 1,
		says: /not readable JSON/,
	},
	{
		server: 'sends something behind a whole answer',
		play: raw(`${OK_HEAD}Content-Length: ${BODY.length}\r\n\r\n${BODY}HTTP/1.1 200 OK\r\nX: smuggled\r\n\r\n`, 'stay'),
		ends: 'done',
		requests: 1,
		hangsUp: true,
	},
	{
		server: 'gives a negative length',
		play: raw(`${OK_HEAD}Content-Length: -5\r\n\r\n${BODY}`, 'stay'),
		ends: 'network',
		requests: 1,
		hangsUp: true,
	},
	{
		server: 'gives two lengths',
		play: raw(`${OK_HEAD}Content-Length: 5\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`, 'stay'),
		ends: 'network',
		requests: 1,
		hangsUp: true,
	},
	{
		server: 'speaks no HTTP',
		play: raw('220 mail.example.test ESMTP\r\n', 'stay'),
		ends: 'network',
		requests: 1,
		hangsUp: true,
	},
	{
		server: 'switches protocols',
		play: raw('HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\nConnection: Upgrade\r\n\r\n', 'stay'),
		options: quick,
		ends: 'network',
		requests: 1,
		hangsUp: true,
	},
	// undici takes a 100 that nobody asked for as a broken connection: then nothing is asked again.
	{
		server: 'says unasked that it goes on',
		play: raw(`HTTP/1.1 100 Continue\r\n\r\n${OK_HEAD}Content-Length: ${BODY.length}\r\n\r\n${BODY}`, 'stay'),
		ends: 'network',
		requests: 1,
	},
	{
		server: 'sends early hints first',
		play: raw(
			`HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n${OK_HEAD}Content-Length: ${BODY.length}\r\n\r\n${BODY}`,
			'stay',
		),
		ends: 'done',
		requests: 1,
	},
];
