import type { IDataObject } from 'n8n-workflow';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { runNode, type RunResult } from '../support/engine';
import {
	deadPort,
	drip,
	flood,
	json,
	LABELS,
	page,
	pause,
	PNG_START,
	send,
	startHostile,
	until,
	type Exchange,
	type Hostile,
	type Play,
} from './hostile';

/**
 * Each hostile server meets three items: the first and the last are served, the one in the middle meets the fault.
 * None may be lost, the order stays, and no request is repeated that a model may have answered.
 */
interface Case {
	readonly server: string;
	readonly play: Play;
	/** `done`, or the `details.type` with which the item fails. */
	readonly ends: string;
	/** The server's requests for the item. */
	readonly requests: number | { readonly least?: number; readonly most: number };
	readonly options?: IDataObject;
	readonly says?: RegExp;
	/** Shortest pause between the first two requests, in milliseconds; and the longest. */
	readonly waits?: readonly [number, number];
	/** Where the item goes instead of to the hostile server. */
	readonly elsewhere?: () => Promise<string>;
	/** Whether the connection must be closed by us when the item is over. */
	readonly hangsUp?: boolean;
	/** Whether the answer takes so much computing that it runs alone. */
	readonly isHeavy?: boolean;
}

const OK_HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';
const BODY = JSON.stringify(LABELS);
const LOADING = { error: 'Model sandbox/model is currently loading', estimated_time: 1 };
/** Four tries; a refusal does not count while the server answers another item. */
const REFUSED = { least: 4, most: 5 };
const quick: IDataObject = { timeout: 2.5 };

const raw =
	(text: string, then: 'end' | 'reset' | 'stay' = 'end'): Play =>
	({ socket }) => {
		if (then === 'end') socket.end(text);
		else socket.write(text, () => then === 'reset' && socket.resetAndDestroy());
	};
const firstThen =
	(first: Play, times = 1): Play =>
	(exchange) =>
		exchange.nth <= times ? first(exchange) : exchange.serve();
const tooMany = (headers: Record<string, string>): Play =>
	firstThen(({ response }) => json(response, 429, { error: 'Too many requests' }, headers));
const forASecond = (headers: Record<string, string>): Play => {
	let first: number | undefined;
	return ({ response, serve }) => {
		first ??= performance.now();
		if (performance.now() - first > 1000) serve();
		else json(response, 429, { error: 'Too many requests' }, headers);
	};
};
const compressed =
	(encoding: string, bytes: () => Buffer): Play =>
	({ response }) =>
		send(response, 200, bytes(), { 'content-type': 'application/json', 'content-encoding': encoding });
const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1000).toUTCString();
const blanks = (megabytes: number): Buffer =>
	Buffer.concat([Buffer.from('['), Buffer.alloc(megabytes * 1024 * 1024, ' '), Buffer.from(']')]);

const CASES: readonly Case[] = [
	// Connections that fail
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

	// Answers that are none
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

	// Gateways
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

	// Redirects
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

	// Time
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

	// Size
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

	// Waits
	{
		server: 'answers 429 with Retry-After in seconds',
		play: tooMany({ 'retry-after': '1' }),
		ends: 'done',
		requests: 2,
		waits: [950, 2000],
	},
	{
		server: 'answers 429 with Retry-After 0',
		play: tooMany({ 'retry-after': '0' }),
		ends: 'done',
		requests: 2,
		waits: [0, 900],
	},
	{
		server: 'answers 429 with Retry-After as a date',
		play: firstThen(({ response }) => json(response, 429, {}, { 'retry-after': inSeconds(2) })),
		ends: 'done',
		requests: 2,
		waits: [900, 3000],
	},
	{
		server: 'answers 429 with a date that is over',
		play: tooMany({ 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }),
		ends: 'done',
		requests: 2,
		waits: [0, 900],
	},
	{
		server: 'answers 429 with a date, by a clock that is an hour slow',
		play: firstThen(({ response }) =>
			json(response, 429, {}, { date: inSeconds(-3600), 'retry-after': inSeconds(-3598) }),
		),
		ends: 'done',
		requests: 2,
		waits: [900, 3000],
	},
	{
		server: 'answers 429 for a second, and always with Retry-After 0',
		play: forASecond({ 'retry-after': '0' }),
		ends: 'done',
		requests: { most: 6 },
	},
	{
		server: 'answers 429 for a second, and always with a date that is over',
		play: forASecond({ 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }),
		ends: 'done',
		requests: { most: 6 },
	},
	{
		server: 'answers 429 with a Retry-After that means nothing',
		play: tooMany({ 'retry-after': 'soon' }),
		ends: 'done',
		requests: 2,
		waits: [100, 1500],
	},
	{
		server: 'answers 429 with a negative Retry-After',
		play: tooMany({ 'retry-after': '-30' }),
		ends: 'done',
		requests: 2,
		waits: [0, 1500],
	},
	{
		server: 'answers 429 with two Retry-After headers',
		play: firstThen(({ response }) => send(response, 429, '{}', { 'retry-after': ['1', '1'] })),
		ends: 'done',
		requests: 2,
		waits: [950, 2000],
	},
	{
		server: "answers 429 with the Hub's rate limit",
		play: tooMany({ ratelimit: '"api";r=0;t=1' }),
		ends: 'done',
		requests: 2,
		waits: [950, 2000],
	},
	{
		server: 'answers 429 with a rate limit that is not used up',
		play: tooMany({ ratelimit: '"api";r=7;t=300' }),
		ends: 'done',
		requests: 2,
		waits: [100, 1500],
	},
	{
		server: 'answers 429 without a word',
		play: firstThen(({ response }) => send(response, 429, '')),
		ends: 'done',
		requests: 2,
		waits: [100, 1500],
	},
	{
		server: 'answers 429, to come back in an hour',
		play: ({ response }) => json(response, 429, {}, { 'retry-after': '3600' }),
		options: { timeout: 30 },
		ends: 'rateLimit',
		requests: 1,
	},
	{
		server: 'answers 429 to everything',
		play: ({ response }) => json(response, 429, { error: 'slow down' }, { 'retry-after': '0' }),
		options: { maxRetries: 3 },
		ends: 'rateLimit',
		requests: REFUSED,
		says: /slow down/,
	},
	{
		server: 'answers 503 to everything',
		play: ({ response }) => json(response, 503, { error: 'overloaded' }, { 'retry-after': '0' }),
		options: { maxRetries: 3 },
		ends: 'server',
		requests: REFUSED,
		says: /overloaded/,
	},
	{
		server: 'loads its model for two calls',
		play: firstThen(({ response }) => json(response, 503, LOADING), 2),
		options: { maxRetries: 0 },
		ends: 'done',
		requests: 3,
	},
	{
		server: 'loads its model without end',
		play: ({ response }) => json(response, 503, LOADING),
		options: { timeout: 3 },
		ends: 'modelLoading',
		requests: { most: 8 },
	},
	{
		server: 'loads its model, and the user does not wait',
		play: ({ response }) => json(response, 503, LOADING),
		options: { waitForModel: false },
		ends: 'modelLoading',
		requests: 1,
	},
	{
		server: 'estimates a day until its model is loaded',
		play: firstThen(({ response }) => json(response, 503, { ...LOADING, estimated_time: 86_400 })),
		options: { timeout: 20 },
		ends: 'done',
		requests: 2,
	},
];

const ITEMS = ['first', 'hurt', 'last'];

const servers = new Map<Case, Hostile>();
const results = new Map<Case, RunResult>();
const hanging = new Map<Case, number>();

const AT_ONCE = 10;

/** Waiting costs little: several cases run at once, each with a server of its own. */
beforeAll(async () => {
	await runNode({
		parameters: {
			operation: 'text-classification',
			text: 'warm up',
			model: { __rl: true, mode: 'url', value: 'https://user@example.com' },
		},
		onError: 'continueRegularOutput',
	});
	// A wait that is measured, and a heavy answer, need the machine for themselves.
	const isAlone = ({ isHeavy, waits }: Case): boolean => isHeavy === true || waits !== undefined;
	const light = CASES.filter((test) => !isAlone(test));
	for (let i = 0; i < light.length; i += AT_ONCE) await Promise.all(light.slice(i, i + AT_ONCE).map(run));
	for (const test of CASES.filter(isAlone)) await run(test);
}, 240_000);

afterAll(async () => {
	await Promise.all([...servers.values()].map(async (hostile) => await hostile.close()));
});

async function run(test: Case): Promise<void> {
	const play = (exchange: Exchange): void | Promise<void> =>
		exchange.seen.inputs === 'hurt' ? test.play(exchange) : exchange.serve();
	const hostile = await startHostile(play);
	servers.set(test, hostile);
	const elsewhere = await test.elsewhere?.();
	results.set(
		test,
		await runNode({
			parameters: {
				operation: 'text-classification',
				text: '={{ $json.text }}',
				model: { __rl: true, mode: 'url', value: '={{ $json.url }}' },
				options: { timeout: 30, ...test.options },
			},
			items: ITEMS.map((text) => ({
				json: { text, url: text === 'hurt' && elsewhere !== undefined ? elsewhere : `${hostile.url}/x` },
			})),
			onError: 'continueRegularOutput',
		}),
	);
	if (test.hangsUp) await until(() => hostile.hanging() === 0, 1000);
	hanging.set(test, hostile.hanging());
}

describe.each(CASES)('A server that $server', (test) => {
	const { ends, requests, says, waits } = test;
	const result = (): RunResult => {
		const found = results.get(test);
		if (found === undefined) throw new Error('it did not run');
		return found;
	};
	const seen = (text: string) => servers.get(test)?.requests.filter(({ inputs }) => inputs === text) ?? [];

	it(`ends with the item ${ends === 'done' ? 'done' : `failed as ${ends}`}, and loses none`, () => {
		const { json: items, error } = result();
		expect(error).toBeUndefined();
		expect(items).toHaveLength(3);
		expect(items[0]).toMatchObject({ label: 'POSITIVE' });
		expect(items[2]).toMatchObject({ label: 'POSITIVE' });
		expect(items[1]).toMatchObject(
			ends === 'done'
				? { label: 'POSITIVE' }
				: { error: expect.stringMatching(/\[item 1\]$/), details: { type: ends, description: expect.any(String) } },
		);
		if (says) expect(items[1]?.error).toMatch(says);
	});

	it('calls no model twice', () => {
		expect([seen('first').length, seen('last').length]).toEqual([1, 1]);
		if (typeof requests === 'number') expect(seen('hurt')).toHaveLength(requests);
		else {
			expect(seen('hurt').length).toBeGreaterThanOrEqual(requests.least ?? 1);
			expect(seen('hurt').length).toBeLessThanOrEqual(requests.most);
		}
		if (waits) {
			const [one, two] = seen('hurt');
			const waited = (two?.at ?? Infinity) - (one?.at ?? 0);
			expect(waited).toBeGreaterThanOrEqual(waits[0]);
			expect(waited).toBeLessThanOrEqual(waits[1]);
		}
	});

	if (test.hangsUp) {
		it('closes its connections', () => {
			expect(hanging.get(test)).toBe(0);
		});
	}
});

it('pollutes no prototype', () => {
	expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});
