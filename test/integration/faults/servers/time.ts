import { drip, flood } from '../hostile';
import { OK_HEAD, quick, type Case } from './case';

/** Time. */
export const TIME: readonly Case[] = [
	{ server: 'never answers', play: () => {}, options: quick, ends: 'timeout', requests: 1, hangsUp: true },
	{
		server: 'drips its headers',
		play: ({ socket }) => drip(socket, 'HTTP/1.1 200 OK\r\n', 'X-A: b\r\n', 50),
		options: quick,
		ends: 'timeout',
		requests: 1,
		hangsUp: true,
	},
	{
		server: 'drips its body',
		play: ({ socket }) => drip(socket, `${OK_HEAD}Content-Length: 1000000\r\n\r\n[`, ' ', 50),
		options: quick,
		ends: 'timeout',
		requests: 1,
		hangsUp: true,
	},
	{
		server: 'drips the body of an error',
		play: ({ socket }) => drip(socket, 'HTTP/1.1 500 Broken\r\nContent-Length: 1000000\r\n\r\n', ' ', 50),
		options: quick,
		ends: 'server',
		requests: 1,
		hangsUp: true,
	},
	{
		server: 'sends early hints without end',
		play: ({ socket }) => drip(socket, '', 'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n', 20),
		options: quick,
		ends: 'timeout',
		requests: 1,
		hangsUp: true,
	},
	{
		server: 'streams events without end where JSON is due',
		play: ({ socket }) =>
			drip(socket, 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n', 'data: {}\n\n', 20),
		ends: 'unexpectedResponse',
		requests: 1,
		hangsUp: true,
	},
	{
		server: 'streams a sound without end where JSON is due',
		play: ({ socket }) => flood(socket, 'HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\n\r\nID3', Buffer.alloc(65536)),
		ends: 'unexpectedResponse',
		requests: 1,
		hangsUp: true,
	},
];
