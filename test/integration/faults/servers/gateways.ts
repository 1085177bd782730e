import { json, page, pause } from '../hostile';
import { firstThen, type Case } from './case';

/** Gateways. */
export const GATEWAYS: readonly Case[] = [
	{
		server: 'has a gateway that answers 502 once, quickly',
		play: firstThen(({ response }) => page(response, 502, '502 Bad Gateway')),
		ends: 'done',
		requests: 2,
	},
	{
		server: 'has a gateway that answers 504 once, quickly',
		play: firstThen(({ response }) => page(response, 504, '504 Gateway Time-out')),
		ends: 'done',
		requests: 2,
	},
	{
		server: 'has a gateway that answers 503 once',
		play: firstThen(({ response }) => page(response, 503, 'Over capacity')),
		ends: 'done',
		requests: 2,
	},
	{
		server: 'has a gateway that always answers 502',
		play: ({ response }) => page(response, 502, '502 Bad Gateway'),
		options: { maxRetries: 2 },
		ends: 'server',
		requests: 3,
		says: /502 Bad Gateway/,
	},
	{
		server: 'has a gateway that answers 504 late',
		play: async ({ response }) => pause(5200).then(() => page(response, 504, '504 Gateway Time-out')),
		ends: 'server',
		requests: 1,
		says: /504/,
	},
	{
		server: 'has a gateway that answers 502 late',
		play: async ({ response }) => pause(5200).then(() => page(response, 502, '502 Bad Gateway')),
		ends: 'server',
		requests: 1,
	},
	{
		server: 'answers 502 with the JSON of its model',
		play: ({ response }) => json(response, 502, { error: 'CUDA error' }),
		ends: 'server',
		requests: 1,
		says: /CUDA error/,
	},
	{
		server: 'answers 502 with the JSON of its model, cut',
		play: ({ socket }) =>
			void socket.end(
				`HTTP/1.1 502 Bad Gateway\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"error": "CUDA`,
			),
		ends: 'server',
		requests: 1,
	},
	{
		server: 'answers 500',
		play: ({ response }) => json(response, 500, { error: 'broken' }),
		ends: 'server',
		requests: 1,
	},
	{
		server: 'answers 424',
		play: ({ response }) => json(response, 424, { error: 'dependency' }),
		ends: 'server',
		requests: 1,
	},
	{
		server: 'answers 408',
		play: ({ response }) => json(response, 408, { error: 'too slow' }),
		ends: 'timeout',
		requests: 1,
	},
];
