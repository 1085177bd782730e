import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** State of one run of the bench, by the run's name in the path. */
interface RunState {
	calls: number;
	startedAt: number;
	/** Texts with a rejected first call. */
	refused: Set<string>;
	inService: number;
	waiting: Array<() => void>;
}

const IMAGE_BYTES = 1024 * 1024;
const VECTOR = Array.from({ length: 384 }, (_, i) => Math.sin(i));
const COLD_MS = 3_000;
const SLOTS = 10;
const SERVICE_MS = 20;
const LABELS = JSON.stringify([
	{ label: 'POSITIVE', score: 0.9 },
	{ label: 'NEGATIVE', score: 0.1 },
]);
const IMAGE = Buffer.concat([
	Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
	Buffer.alloc(IMAGE_BYTES - 16, 7),
]);

const runs = new Map<string, RunState>();

/**
 * The server for all clients of the bench, in its own process: `/{work}/{run}?latency={ms}`, and
 * `/calls/{run}` with a run's number of calls. Prints its port.
 */
const server = createServer((request, response) => {
	const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
	const [work = '', run = ''] = pathname.split('/').slice(1);
	const state = runs.get(run) ?? { calls: 0, startedAt: Date.now(), refused: new Set(), inService: 0, waiting: [] };
	runs.set(run, state);
	if (work === 'calls') return send(response, 200, JSON.stringify(state.calls));
	state.calls += 1;
	const handler = works[work];
	if (handler === undefined) return send(response, 404, '{"error":"Not Found"}');
	const latency = Number(searchParams.get('latency') ?? 0);
	if (latency > 0) setTimeout(() => void handler(request, response, state, searchParams), latency);
	else void handler(request, response, state, searchParams);
});

type Handler = (
	request: IncomingMessage,
	response: ServerResponse,
	state: RunState,
	query: URLSearchParams,
) => void | Promise<void>;

const works: Record<string, Handler> = {
	texts: (request, response) => void bodyOf(request).then(() => send(response, 200, LABELS)),
	embeddings: async (request, response) => {
		const { inputs } = JSON.parse(await bodyOf(request)) as { inputs: string | string[] };
		send(response, 200, JSON.stringify(Array.isArray(inputs) ? inputs.map(() => VECTOR) : [VECTOR]));
	},
	image: (request, response) =>
		void bodyOf(request).then(() =>
			response.writeHead(200, { 'content-type': 'image/png', 'content-length': IMAGE.length }).end(IMAGE),
		),
	upload: (request, response) => {
		request.on('data', () => {}).on('end', () => send(response, 200, LABELS));
	},
	// One text in ten gets 429 once, another 503 once.
	faults: async (request, response, state) => {
		const text = textOf(await bodyOf(request));
		const digit = Number(text.match(/\d+/)?.[0] ?? 0) % 10;
		const isFirst = !state.refused.has(text) && state.refused.add(text).has(text);
		if (isFirst && digit === 3) send(response, 429, '{"error":"Too Many Requests"}', { 'retry-after': '1' });
		else if (isFirst && digit === 7) send(response, 503, '{"error":"Service Unavailable"}');
		else send(response, 200, LABELS);
	},
	// Loads for three seconds after the first call.
	cold: async (request, response, state) => {
		await bodyOf(request);
		const left = state.startedAt + COLD_MS - Date.now();
		if (left > 0)
			send(
				response,
				503,
				JSON.stringify({ error: 'Model bench/model is currently loading', estimated_time: left / 1000 }),
			);
		else send(response, 200, LABELS);
	},
	// Serves ten at a time for `service` milliseconds each, queues up to `queue` more, and rejects the rest.
	capacity: async (request, response, state, query) => {
		await bodyOf(request);
		if (state.inService >= SLOTS) {
			if (state.waiting.length >= Number(query.get('queue'))) {
				const retryAfter = query.get('retryAfter');
				const headers: Record<string, string> = retryAfter === null ? {} : { 'retry-after': retryAfter };
				return send(response, 429, '{"error":"Model is overloaded","error_type":"overloaded"}', headers);
			}
			await new Promise<void>((resolve) => state.waiting.push(resolve));
		}
		state.inService += 1;
		setTimeout(
			() => {
				state.inService -= 1;
				state.waiting.shift()?.();
				send(response, 200, LABELS);
			},
			Number(query.get('service') ?? SERVICE_MS),
		);
	},
	// For the soak: of a hundred texts, two get 429 once, one 503 once, one 500, and one a cut answer.
	soak: async (request, response, state) => {
		const text = textOf(await bodyOf(request));
		const number = Number(text.match(/\d+/)?.[0] ?? 0) % 100;
		const isFirst = !state.refused.has(text) && state.refused.add(text).has(text);
		if (isFirst && (number === 11 || number === 42))
			send(response, 429, '{"error":"Too Many Requests"}', { 'retry-after': '0' });
		else if (isFirst && number === 63) send(response, 503, '{"error":"Service Unavailable"}');
		else if (number === 77) send(response, 500, '{"error":"CUDA error"}');
		else if (number === 95)
			response
				.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' })
				.write('[', () => response.destroy());
		else send(response, 200, JSON.stringify([{ label: text, score: 0.9 }]));
	},
};

function textOf(body: string): string {
	return String((JSON.parse(body) as { inputs: unknown }).inputs);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString();
}

function send(response: ServerResponse, status: number, json: string, headers: Record<string, string> = {}): void {
	response
		.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json), ...headers })
		.end(json);
}

server.keepAliveTimeout = 30_000;
server.listen(0, '127.0.0.1', () => {
	const address = server.address();
	process.stdout.write(`port ${typeof address === 'object' && address !== null ? address.port : 0}\n`);
});
