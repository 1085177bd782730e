import { json, page, PNG_START, send } from '../hostile';
import { BODY, type Case } from './case';

/** Answers that are none. */
export const ANSWERS: readonly Case[] = [
	{
		server: 'sends half of its JSON',
		play: ({ response }) => send(response, 200, BODY.slice(0, 12), { 'content-type': 'application/json' }),
		ends: 'unexpectedResponse',
		requests: 1,
		says: /not readable JSON/,
	},
	{
		server: 'sends a web page',
		play: ({ response }) => page(response, 200, 'Welcome'),
		ends: 'unexpectedResponse',
		requests: 1,
		says: /web page \("Welcome"\)/,
	},
	{
		server: 'sends a picture',
		play: ({ response }) => send(response, 200, PNG_START, { 'content-type': 'image/png' }),
		ends: 'unexpectedResponse',
		requests: 1,
		says: /image\/png/,
	},
	{
		server: 'sends nothing',
		play: ({ response }) => send(response, 200, ''),
		ends: 'unexpectedResponse',
		requests: 1,
		says: /answered with nothing/,
	},
	{
		server: 'has no content',
		play: ({ response }) => void response.writeHead(204).end(),
		ends: 'unexpectedResponse',
		requests: 1,
	},
	{
		server: 'says an error with status 200',
		play: ({ response }) => json(response, 200, { error: 'out of memory' }),
		ends: 'server',
		requests: 1,
		says: /out of memory/,
	},
	{
		server: 'names two media types',
		play: ({ response }) => send(response, 200, BODY, { 'content-type': ['application/json', 'text/plain'] }),
		ends: 'done',
		requests: 1,
	},
	{
		server: 'nests its JSON 600 deep',
		play: ({ response }) =>
			send(response, 200, '['.repeat(600) + ']'.repeat(600), { 'content-type': 'application/json' }),
		ends: 'unexpectedResponse',
		requests: 1,
		says: /deeper than 512/,
	},
	{
		server: 'nests its JSON 200,000 deep',
		play: ({ response }) => send(response, 200, '{"a":'.repeat(200_000), { 'content-type': 'application/json' }),
		ends: 'unexpectedResponse',
		requests: 1,
		says: /deeper than 512/,
	},
	{
		server: 'sends keys of the prototype',
		play: ({ response }) =>
			send(
				response,
				200,
				'[{"label":"POSITIVE","score":1,"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}]',
				{ 'content-type': 'application/json' },
			),
		ends: 'done',
		requests: 1,
	},
];
