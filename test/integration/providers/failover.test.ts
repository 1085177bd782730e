import type { ServerResponse } from 'node:http';
import type { IDataObject } from 'n8n-workflow';
import type { RecordedRequest } from '../../../sandbox';
import { runNode, type RunResult } from '../support/engine';
import { useFreshSandbox } from '../support/sandbox';

const sandbox = useFreshSandbox();

type Play = (response: ServerResponse, request: RecordedRequest) => void;

const status =
	(code: number, body: object = { error: { message: `answered with ${code}` } }, headers = {}): Play =>
	(response) =>
		void response.writeHead(code, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
const hang: Play = () => {};
const delta = (content: string, finish: string | null = null): string =>
	`data: ${JSON.stringify({ id: '1', model: 'm', choices: [{ index: 0, delta: { content }, finish_reason: finish }] })}\n\n`;

/** A stream that gives these pieces, and then goes on in a way of its own. */
const stream =
	(pieces: readonly string[], then: Play): Play =>
	(response, request) => {
		response.writeHead(200, { 'content-type': 'text/event-stream' });
		for (const piece of pieces) response.write(delta(piece));
		then(response, request);
	};

/** Lets providers answer as told; those that are not told answer as the sandbox does. */
function play(plays: Readonly<Record<string, Play>>): void {
	sandbox.current().respond((request, response) => {
		const [, provider = ''] = request.path.split('/');
		const own = request.method === 'POST' ? plays[provider] : undefined;
		own?.(response, request);
		return own !== undefined;
	});
}

interface Options extends IDataObject {
	fallbackProviders?: string | string[];
}

async function chat(
	options: Options,
	more: {
		provider?: string;
		onChunk?: (chunk: { type: string; content?: unknown }) => void;
		credential?: object;
		onError?: 'continueRegularOutput';
	} = {},
): Promise<RunResult> {
	const { provider = 'groq', onChunk, credential, onError } = more;
	return await runNode({
		parameters: {
			operation: 'chat-completion',
			prompt: 'Hello',
			provider,
			model: { __rl: true, mode: 'id', value: 'sandbox/chat-completion' },
			options: { includeMetadata: true, maxRetries: 5, timeout: 30, ...options },
		},
		credential: sandbox.credential(credential),
		onChunk,
		onError,
	});
}

/** An image from a provider that takes jobs into a queue, or else from one that answers at once. */
async function image(options: Options): Promise<RunResult> {
	return await runNode({
		parameters: {
			operation: 'text-to-image',
			prompt: 'a fox',
			provider: 'fal-ai',
			model: { __rl: true, mode: 'id', value: 'sandbox/text-to-image' },
			options: { fallbackProviders: 'nscale', includeMetadata: true, ...options },
		},
		credential: sandbox.credential(),
	});
}

const asked = (): string[] =>
	sandbox
		.current()
		.requests.filter(({ method }) => method === 'POST')
		.map(({ path }) => path.split('/')[1] ?? '');
const servedBy = ({ json }: RunResult): unknown => (json[0]?._meta as IDataObject | undefined)?.provider;

describe('the next provider is tried, and _meta says which one served', () => {
	it.each<[string, Play, Options]>([
		['429', status(429), {}],
		['429 that asks to wait', status(429, { error: 'slow down' }, { 'retry-after': '60' }), {}],
		['503', status(503), {}],
		['503 of a model that loads', status(503, { error: 'Model is currently loading', estimated_time: 100 }), {}],
		['no answer in its share of the time', hang, { timeout: 4 }],
		['no token in its share of the time', stream([], hang), { timeout: 4 }],
	])('after %s', async (_what, first, options) => {
		play({ groq: first });
		const result = await chat({ fallbackProviders: 'together', ...options }, { onChunk: () => {} });
		expect(result.error).toBeUndefined();
		expect(servedBy(result)).toBe('together');
		expect(result.json[0]).toMatchObject({ content: expect.stringMatching(/\w/), _meta: { attempts: 2 } });
		expect(asked()).toEqual(['groq', 'together']);
		expect(result.hints.map(({ message }) => message)).toEqual([
			expect.stringContaining('groq was overloaded or did not answer'),
			expect.stringMatching(/^About .* for 1 item \(together\)$/),
		]);
	});

	it('in the order of the list', async () => {
		play({ groq: status(429), novita: status(503), nscale: status(429) });
		const result = await chat({ fallbackProviders: ['novita', 'nscale', 'together'] });
		expect(asked()).toEqual(['groq', 'novita', 'nscale', 'together']);
		expect(servedBy(result)).toBe('together');
	});

	it('passing over one that does not serve the model', async () => {
		play({ groq: status(429) });
		const result = await chat({ fallbackProviders: 'replicate, together' });
		expect(result.error).toBeUndefined();
		expect(asked()).toEqual(['groq', 'together']);
		expect(result.hints.map(({ message }) => message).join()).toContain('replicate does not serve the model');
	});

	it('also before and after the choice of the router', async () => {
		play({ v1: status(503), groq: status(429) });
		expect(servedBy(await chat({ fallbackProviders: 'groq, together' }, { provider: 'auto' }))).toBe('together');
		expect(asked()).toEqual(['v1', 'groq', 'together']);
	});

	it('for lists as well', async () => {
		play({ scaleway: status(429) });
		const result = await runNode({
			parameters: {
				operation: 'feature-extraction',
				text: '={{ $json.text }}',
				provider: 'scaleway',
				model: { __rl: true, mode: 'id', value: 'sandbox/feature-extraction' },
				options: { fallbackProviders: 'together', batchSize: 3, includeMetadata: true },
			},
			items: ['one', 'two', 'three'].map((text) => ({ json: { text } })),
			credential: sandbox.credential(),
		});
		expect(result.error).toBeUndefined();
		expect(result.json.map(({ _meta }) => (_meta as IDataObject).provider)).toEqual([
			'together',
			'together',
			'together',
		]);
		expect(asked()).toEqual(['scaleway', 'together']);
	});

	it('A12: for files as well, once the job of the one before is cancelled', async () => {
		neverEnding({ status: 200, body: '{"status":"OK"}' });
		const result = await image({ timeout: 6 });
		expect(result.error).toBeUndefined();
		expect(servedBy(result)).toBe('nscale');
		expect(result.items[0]?.binary?.data?.mimeType).toMatch(/^image\//);
		expect(cancels()).toHaveLength(1);
	});
});

/** Lets jobs run without end; the provider answers so to a request that cancels one. */
function neverEnding(cancelled: { status: number; body: string }): void {
	sandbox.current().respond(({ path }, response) => {
		const isCancel = path.includes('/cancel');
		if (!isCancel && !path.includes('/status')) return false;
		const { status: code, body } = isCancel ? cancelled : { status: 200, body: '{"status":"IN_PROGRESS"}' };
		response.writeHead(code, { 'content-type': 'application/json' }).end(body);
		return true;
	});
}

const cancels = (): unknown[] =>
	sandbox.current().requests.filter(({ method, path }) => method === 'PUT' && path.includes('/cancel'));

describe('the next provider is not tried', () => {
	it.each([
		['asked for but not confirmed', { status: 202, body: '{"status":"CANCELLATION_REQUESTED"}' }],
		['refused', { status: 400, body: '{"status":"ALREADY_COMPLETED"}' }],
	])('A12: while the first one may work on its job, whose cancellation is %s', async (_what, cancelled) => {
		neverEnding(cancelled);
		const { error } = await image({ timeout: 6 });
		expect(error?.context).toMatchObject({ type: 'timeout' });
		expect(asked().filter((provider) => provider !== 'fal-ai')).toEqual([]);
	});

	it.each([400, 401, 402, 403, 422, 500])('after %d', async (code) => {
		play({ groq: status(code) });
		const { error } = await chat({ fallbackProviders: 'together' });
		expect(error?.context).toBeDefined();
		expect(asked()).toEqual(['groq']);
	});

	it.each<[string, Play]>([
		['a stream that breaks', stream(['Hel'], (response) => void setTimeout(() => response.destroy(), 200))],
		['a stream that ends too early', stream(['Hel'], (response) => void response.end())],
		[
			'an error in the stream',
			stream(['Hel'], (response) => void response.end('data: {"error":{"message":"overloaded","code":503}}\n\n')),
		],
		['a stream that stops', stream(['Hel'], hang)],
		[
			'reasoning that stops',
			(response) =>
				void response
					.writeHead(200, { 'content-type': 'text/event-stream' })
					.write('data: {"choices":[{"index":0,"delta":{"reasoning_content":"hm"}}]}\n\n'),
		],
		['a stream whose first event says nothing yet', stream([''], hang)],
	])('A12: once an answer began, which may be billed: %s', async (_what, first) => {
		play({ groq: first });
		const chunks: string[] = [];
		const { error, json } = await chat(
			{ fallbackProviders: 'together', timeout: 4 },
			{ onChunk: ({ type }) => chunks.push(type) },
		);
		expect(error).toBeDefined();
		expect(json).toEqual([]);
		expect(asked()).toEqual(['groq']);
		expect(chunks).not.toContain('end');
	});

	it.each<[string, RegExp, Play]>([
		[
			'which cannot be asked for: too many requests',
			/\/status/,
			status(429, { error: 'slow down' }, { 'retry-after': '0' }),
		],
		['which cannot be asked for: overloaded', /\/status/, status(503, { error: 'busy' }, { 'retry-after': '0' })],
		['whose result cannot be downloaded', /^\/files\//, status(503)],
		['whose result does not come in time', /^\/files\//, hang],
	])(
		'once a job was taken %s',
		async (what, path, answer) => {
			sandbox.current().respond((request, response) => {
				if (request.method === 'GET' && path.test(request.path)) answer(response, request);
				return request.method === 'GET' && path.test(request.path);
			});
			const { error } = await image({ timeout: 12 });
			expect(`${error?.message} ${error?.description}`).toMatch(/billed/);
			expect(error?.message).toMatch(
				what.includes('asked')
					? /^The job was sent, but asking for its result failed: /
					: /^The result could not be downloaded: /,
			);
			expect(asked()).toEqual(['fal-ai']);
		},
		30_000,
	);

	it('where a URL is called, or no further one is named', async () => {
		play({ endpoint: status(429), groq: status(429) });
		const model = { __rl: true, mode: 'url', value: `${sandbox.current().url}/endpoint/chat-completion` };
		const { error } = await runNode({
			parameters: {
				operation: 'chat-completion',
				prompt: 'Hello',
				model,
				options: { fallbackProviders: 'together', maxRetries: 0 },
			},
		});
		expect(error?.context).toMatchObject({ type: 'rateLimit' });
		await chat({ maxRetries: 0 });
		expect(asked()).toEqual(['endpoint', 'groq']);
	});
});

it('a provider that has made a token may take the time of all', async () => {
	play({
		groq: stream(
			['Hel'],
			(response) => void setTimeout(() => response.end(`${delta('lo', 'stop')}data: [DONE]\n\n`), 3500),
		),
	});
	const result = await chat({ fallbackProviders: 'together, novita', timeout: 9 }, { onChunk: () => {} });
	expect(result.error).toBeUndefined();
	expect(result.json[0]).toMatchObject({ content: 'Hello', _meta: { provider: 'groq' } });
});

it('the last one is tried as often as a single one', async () => {
	let calls = 0;
	play({
		groq: status(429),
		together: (response, request) =>
			calls++ < 2
				? status(503, { error: 'busy' })(response, request)
				: status(200, {
						id: '1',
						created: 1,
						model: 'm',
						choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
						usage: {},
					})(response, request),
	});
	const result = await chat({ fallbackProviders: 'together' });
	expect(result.json[0]).toMatchObject({ content: 'Hi', _meta: { provider: 'together', attempts: 4 } });
});

describe('where all fail', () => {
	it('the error names each, and what it said', async () => {
		play({
			groq: status(429),
			novita: status(503),
			together: status(429, { error: { message: 'come back tomorrow' } }),
		});
		const { error } = await chat({ fallbackProviders: 'novita, together', maxRetries: 0 });
		expect(error?.message).toMatch(
			/None of 3 providers answered\. groq: .*answered with 429; novita: .*answered with 503; together: .*come back tomorrow/,
		);
		expect(error?.context).toMatchObject({ type: 'rateLimit' });
	});

	it('so does the item that carries it', async () => {
		play({ groq: status(429), together: status(401) });
		const { json } = await chat({ fallbackProviders: 'together', maxRetries: 0 }, { onError: 'continueRegularOutput' });
		expect(json).toMatchObject([
			{
				error: expect.stringMatching(/groq: .*; together: /),
				details: { type: 'authentication', provider: 'together', attempts: 2 },
			},
		]);
	});
});
