import { gzipSync } from 'node:zlib';
import { setTimeout as pause } from 'node:timers/promises';
import { TOOL_FORMS } from './answers/toolForms';
import { headerOf, rootOf, sendBytes, sendJson, sendText, type Exchange } from './exchange';
import { textOf } from './values';
import { drip, flood, page } from './wire';

type Fault = (exchange: Exchange, serve: () => Promise<void>) => void | Promise<void>;

const PAGE =
	'<!doctype html><html><head><title>Sandbox page</title></head><body>This is a page, not an answer.</body></html>';
const ENTITIES = [{ entity_group: 'PER', score: 0.99, word: 'Sarah', start: 0, end: 5 }];
const DETECTIONS = [{ score: 0.99, label: 'cat', box: { xmin: 1, ymin: 2, xmax: 3, ymax: 4 } }];

/** Starts an answer of a promised length and breaks the connection in the middle. */
function cutBody(exchange: Exchange): void {
	const { response } = exchange;
	response.writeHead(200, { 'content-type': 'application/json', 'content-length': 4096 });
	response.write('[[{"label":"POSITIVE","score":0.9', () => response.destroy());
}

async function cutStream(exchange: Exchange): Promise<void> {
	if (rootOf(exchange).stream !== true) return cutBody(exchange);
	const { response } = exchange;
	const chunk = {
		id: 'cut',
		object: 'chat.completion.chunk',
		choices: [{ index: 0, delta: { content: 'This is ' }, finish_reason: null }],
	};
	const token = {
		index: 1,
		token: { id: 1, text: 'This is ', logprob: 0, special: false },
		generated_text: null,
		details: null,
	};
	const event = JSON.stringify('messages' in rootOf(exchange) ? chunk : token);
	response.writeHead(200, { 'content-type': 'text/event-stream' });
	for (let count = 0; count < 3; count++) {
		response.write(`data: ${event}\n\n`);
		await pause(5);
	}
	response.destroy();
}

function errorInStream(exchange: Exchange): void {
	const isChat = 'messages' in rootOf(exchange);
	const error = isChat
		? { error: { message: 'CUDA out of memory', http_status_code: 500 } }
		: { error: 'CUDA out of memory', error_type: 'generation' };
	exchange.response.writeHead(200, { 'content-type': 'text/event-stream' });
	exchange.response.end(`data:${JSON.stringify(error)}\n\n${isChat ? 'data: [DONE]\n\n' : ''}`);
}

/** JSON without an end, for as long as the client listens. */
async function endless({ response }: Exchange): Promise<void> {
	response.writeHead(200, { 'content-type': 'application/json' });
	await flood(response, '[0', Buffer.from(',0'.repeat(32_768)));
}

async function dripBlanks({ response }: Exchange): Promise<void> {
	response.writeHead(200, { 'content-type': 'application/json' });
	await drip(response, '', ' ', 100);
}

let bomb: Buffer | undefined;

function gzipBomb(exchange: Exchange): void {
	bomb ??= gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '), { level: 9 });
	sendBytes(exchange, 200, 'application/json', bomb, { 'content-encoding': 'gzip' });
}

function redirect(exchange: Exchange, location: string): void {
	exchange.response.writeHead(307, { location });
	exchange.response.end();
}

async function poison(exchange: Exchange, serve: () => Promise<void>): Promise<void> {
	if (!/poison/i.test(exchange.request.body.toString())) return await serve();
	sendJson(exchange, 422, { error: '`inputs` must not hold the word poison', error_type: 'validation' });
}

function wrongShape(exchange: Exchange): void {
	sendJson(exchange, 200, exchange.url.pathname.includes('token-classification') ? DETECTIONS : ENTITIES);
}

const json =
	(status: number, body: unknown, headers = {}): Fault =>
	(exchange) =>
		sendJson(exchange, status, body, headers);
const PERMISSION =
	'This authentication method does not have sufficient permissions to call Inference Providers on behalf of user sandbox';

/** `calls-{form}`: tool calls in a form that some servers have. */
const toolFaults: Readonly<Record<string, Fault>> = Object.fromEntries(
	TOOL_FORMS.map((form) => [
		`calls-${form}`,
		async (exchange: Exchange, serve: () => Promise<void>) => {
			exchange.toolForm = form;
			await serve();
		},
	]),
);

/** Each fault by its name: what follows `fault-` in a model id or a path. */
export const faults: Readonly<Record<string, Fault>> = {
	'400': json(400, { error: 'The sandbox refuses this request' }),
	'401': json(401, { error: 'Invalid credentials in Authorization header' }),
	'402': json(402, {
		error:
			'You have exceeded your monthly included credits for Inference Providers. Subscribe to PRO to get 20x more monthly included credits.',
	}),
	'403': json(403, { error: PERMISSION }),
	'403-gated': json(
		403,
		{
			error:
				'Access to model sandbox/gated is restricted. You must have access to it and be authenticated to access it.',
		},
		{ 'x-error-code': 'GatedRepo' },
	),
	'404': (exchange) => sendText(exchange, 404, 'Not Found'),
	'410': json(410, { error: 'This host is no longer supported. Please use the router instead.' }),
	'413': json(413, { error: 'batch size 64 > maximum allowed batch size 32', error_type: 'validation' }),
	'422': json(422, {
		error: 'Input validation error: `inputs` must have less than 1024 tokens. Given: 4096',
		error_type: 'validation',
	}),
	'422-detail': (exchange) => {
		const detail = [
			{
				type: 'literal_error',
				loc: ['body', 'parameters', 'function_to_apply'],
				msg: "Input should be 'sigmoid', 'softmax' or None",
				input: 'none',
			},
		];
		sendJson(exchange, 422, { detail, body: exchange.request.json ?? null });
	},
	'422-text': (exchange) =>
		sendText(
			exchange,
			422,
			'Failed to deserialize the JSON body into the target type: missing field `inputs` at line 1 column 2',
		),
	'424': json(424, { error: 'Request failed during generation: Server error: CANCELLED', error_type: 'generation' }),
	'429': json(429, { error: 'Model is overloaded', error_type: 'overloaded' }, { 'retry-after': '1' }),
	'429-date': (exchange) =>
		sendJson(
			exchange,
			429,
			{ error: 'Rate limit reached' },
			{ 'retry-after': new Date(Date.now() + 2000).toUTCString() },
		),
	'429-ratelimit': json(
		429,
		{ error: 'Rate limit reached' },
		{ ratelimit: '"api";r=0;t=1', 'ratelimit-policy': '"fixed window";"api";q=500;w=300' },
	),
	'429-plain': json(429, { error: 'Rate limit reached. Please log in or use a HF access token' }),
	'500': json(500, { error: 'unknown error' }),
	'503': json(503, { error: '503 Service Unavailable' }),
	'503-loading': json(503, { error: 'Model sandbox/loading is currently loading', estimated_time: 0.3 }),
	'html-502': ({ response }) => page(response, 502, '502 Bad Gateway'),
	'html-504': ({ response }) => page(response, 504, '504 Gateway Time-out'),
	'wrong-type': (exchange) => sendText(exchange, 200, PAGE, 'text/html; charset=utf-8'),
	'wrong-shape': wrongShape,
	'half-json': (exchange) => sendText(exchange, 200, '[[{"label":"POSITIVE","sco', 'application/json'),
	'error-200': json(200, { error: 'The model failed, and the status does not say so' }),
	empty: (exchange) => sendBytes(exchange, 200, 'application/json', Buffer.alloc(0)),
	slow: async (_exchange, serve) => await pause(5000).then(serve),
	reset: (exchange) => void exchange.response.socket?.resetAndDestroy(),
	'cut-body': cutBody,
	'cut-stream': cutStream,
	'error-stream': errorInStream,
	'echo-token': (exchange) =>
		sendJson(exchange, 400, { error: `Bad request with Authorization: ${headerOf(exchange, 'authorization')}` }),
	'gzip-bomb': gzipBomb,
	endless,
	drip: dripBlanks,
	poison,
	...toolFaults,
	'old-router': async (exchange, serve) => {
		exchange.isOldRouter = true;
		await serve();
	},
	'short-list': async (exchange, serve) => {
		exchange.dropsLast = true;
		await serve();
	},
	'job-failed': async (exchange, serve) => {
		exchange.jobFails = true;
		await serve();
	},
	'redirect-loop': (exchange) => redirect(exchange, exchange.request.path),
	'redirect-away': (exchange) =>
		redirect(exchange, `http://localhost:${exchange.url.port}/endpoint/text-classification`),
};

/** Faults that pass by themselves: how many calls they spoil where nothing else is said. */
const PASSING: Readonly<Record<string, number>> = { '503-loading': 2 };
const FORGOTTEN_AFTER_MS = 10_000;

function isOver(exchange: Exchange, key: string, times: number): boolean {
	const now = Date.now();
	const known = exchange.calls.get(key);
	const count = known === undefined || now - known.last > FORGOTTEN_AFTER_MS ? 1 : known.count + 1;
	exchange.calls.set(key, { count, last: now });
	return count > times;
}

export interface AskedFault {
	name: string;
	/** How many calls fail before the rest are served. */
	times: number;
	/** What asked for it: a path segment, or a model. */
	key: string;
}

/** A fault by its name, with `-x3` at the end for the first three calls only. */
export function namedFault(called: string, key: string): AskedFault {
	const [, name = '', times] = /^(.+?)(?:-x(\d+))?$/.exec(called) ?? [];
	return { name, times: Number(times ?? PASSING[name] ?? Infinity), key };
}

/** The fault in a path or a model: `fault-<name>`. */
export function askedFault(exchange: Exchange): AskedFault | undefined {
	const wanted = `${exchange.url.pathname} ${textOf(rootOf(exchange).model).split(':')[0] ?? ''}`;
	const found = /fault-([\w-]+)/.exec(wanted)?.[1];
	// The Hub knows faulty models like all others: looking them up must work.
	if (exchange.url.pathname.startsWith('/api/') || found === undefined) return undefined;
	return namedFault(found, wanted);
}

/** Faults of the router's model list alone begin so. */
const LIST_ONLY = /^models-/;

/** Plays the fault, or serves where it has passed; a name that no fault has is told. */
export async function playFault(exchange: Exchange, asked: AskedFault, serve: () => Promise<void>): Promise<void> {
	const isList = exchange.request.method === 'GET' && exchange.url.pathname.includes('/v1/models');
	if (LIST_ONLY.test(asked.name) && !isList) return await serve();
	const fault = faults[asked.name.replace(LIST_ONLY, '')];
	if (fault === undefined)
		return sendJson(exchange, 400, {
			error: `The sandbox has no fault ${asked.name}. It has: ${Object.keys(faults).join(', ')}`,
		});
	if (isOver(exchange, asked.key, asked.times)) return await serve();
	await fault(exchange, serve);
}
