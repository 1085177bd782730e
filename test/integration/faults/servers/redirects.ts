import { type Case } from './case';

/** Redirects. */
export const REDIRECTS: readonly Case[] = [
	{
		server: 'redirects to itself without end',
		play: ({ seen, response }) => void response.writeHead(307, { location: seen.path }).end(),
		ends: 'unexpectedResponse',
		requests: 6,
		says: /more than 5 times/,
	},
	{
		server: 'redirects with 302',
		play: ({ response }) => void response.writeHead(302, { location: '/else' }).end(),
		ends: 'refusedHost',
		requests: 1,
	},
	{
		server: 'redirects to another server',
		play: ({ response }) => void response.writeHead(308, { location: 'http://127.0.0.1:9/x' }).end(),
		ends: 'refusedHost',
		requests: 1,
		says: /another server/,
	},
	{
		server: 'redirects to nowhere',
		play: ({ response }) => void response.writeHead(307, { location: 'http://[' }).end(),
		ends: 'refusedHost',
		requests: 1,
		says: /leads nowhere/,
	},
	{
		server: 'redirects without saying where',
		play: ({ response }) => void response.writeHead(307).end(),
		ends: 'unexpectedResponse',
		requests: 1,
	},
];
