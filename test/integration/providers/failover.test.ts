import type { ServerResponse } from 'node:http';
import type { IDataObject } from 'n8n-workflow';
import type { RecordedRequest, Sandbox } from '../../../sandbox';
import { runNode, type RunResult } from '../support/engine';
import { credentialFor, inSandbox } from '../support/sandbox';

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
function play(sandbox: Sandbox, plays: Readonly<Record<string, Play>>): void {
	sandbox.respond((request, response) => {
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
	sandbox: Sandbox,
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
		credential: credentialFor(sandbox, credential),
		onChunk,
		onError,
	});
}

/** An image from a provider that takes jobs into a queue, or else from one that answers at once. */
async function image(sandbox: Sandbox, options: Options): Promise<RunResult> {
	return await runNode({
		parameters: {
			operation: 'text-to-image',
			prompt: 'a fox',
			provider: 'fal-ai',
			model: { __rl: true, mode: 'id', value: 'sandbox/text-to-image' },
			options: { fallbackProviders: 'nscale', includeMetadata: true, ...options },
		},
		credential: credentialFor(sandbox),
	});
}

const asked = (sandbox: Sandbox): string[] =>
	sandbox.requests.filter(({ method }) => method === 'POST').map(({ path }) => path.split('/')[1] ?? '');
const servedBy = ({ json }: RunResult): unknown => (json[0]?._meta as IDataObject | undefined)?.provider;

describe('the next provider is tried, and _meta says which one served', () => {
	it.concurrent.each<[string, Play, Options]>([
		['429', status(429), {}],
		['429 that asks to wait', status(429, { error: 'slow down' }, { 'retry-after': '60' }), {}],
		['503', status(503), {}],
		['503 of a model that loads', status(503, { error: 'Model is currently loading', estimated_time: 100 }), {}],
		['no answer in its share of the time', hang, { timeout: 4 }],
		['no token in its share of the time', stream([], hang), { timeout: 4 }],
	])(
		'after %s',
		inSandbox(async (sandbox, _what, first, options) => {
			play(sandbox, { groq: first });
			const result = await chat(sandbox, { fallbackProviders: 'together', ...options }, { onChunk: () => {} });
			expect(result.error).toBeUndefined();
			expect(servedBy(result)).toBe('together');
			expect(result.json[0]).toMatchObject({ content: expect.stringMatching(/\w/), _meta: { attempts: 2 } });
			expect(asked(sandbox)).toEqual(['groq', 'together']);
			expect(result.hints.map(({ message }) => message)).toEqual([
				expect.stringContaining('groq was overloaded or did not answer'),
				expect.stringMatching(/^About .* for 1 item \(together\)$/),
			]);
		}),
	);

	it.concurrent(
		'in the order of the list',
		inSandbox(async (sandbox) => {
			play(sandbox, { groq: status(429), novita: status(503), nscale: status(429) });
			const result = await chat(sandbox, { fallbackProviders: ['novita', 'nscale', 'together'] });
			expect(asked(sandbox)).toEqual(['groq', 'novita', 'nscale', 'together']);
			expect(servedBy(result)).toBe('together');
		}),
	);

	it.concurrent(
		'passing over one that does not serve the model',
		inSandbox(async (sandbox) => {
			play(sandbox, { groq: status(429) });
			const result = await chat(sandbox, { fallbackProviders: 'replicate, together' });
			expect(result.error).toBeUndefined();
			expect(asked(sandbox)).toEqual(['groq', 'together']);
			expect(result.hints.map(({ message }) => message).join()).toContain('replicate does not serve the model');
		}),
	);

	it.concurrent(
		'also before and after the choice of the router',
		inSandbox(async (sandbox) => {
			play(sandbox, { v1: status(503), groq: status(429) });
			expect(servedBy(await chat(sandbox, { fallbackProviders: 'groq, together' }, { provider: 'auto' }))).toBe(
				'together',
			);
			expect(asked(sandbox)).toEqual(['v1', 'groq', 'together']);
		}),
	);

	it.concurrent(
		'for lists as well',
		inSandbox(async (sandbox) => {
			play(sandbox, { scaleway: status(429) });
			const result = await runNode({
				parameters: {
					operation: 'feature-extraction',
					text: '={{ $json.text }}',
					provider: 'scaleway',
					model: { __rl: true, mode: 'id', value: 'sandbox/feature-extraction' },
					options: { fallbackProviders: 'together', batchSize: 3, includeMetadata: true },
				},
				items: ['one', 'two', 'three'].map((text) => ({ json: { text } })),
				credential: credentialFor(sandbox),
			});
			expect(result.error).toBeUndefined();
			expect(result.json.map(({ _meta }) => (_meta as IDataObject).provider)).toEqual([
				'together',
				'together',
				'together',
			]);
			expect(asked(sandbox)).toEqual(['scaleway', 'together']);
		}),
	);

	it.concurrent(
		'A12: for files as well, once the job of the one before is cancelled',
		inSandbox(async (sandbox) => {
			neverEnding(sandbox, { status: 200, body: '{"status":"OK"}' });
			const result = await image(sandbox, { timeout: 6 });
			expect(result.error).toBeUndefined();
			expect(servedBy(result)).toBe('nscale');
			expect(result.items[0]?.binary?.data?.mimeType).toMatch(/^image\//);
			expect(cancels(sandbox)).toHaveLength(1);
		}),
	);
});

/** Lets jobs run without end; the provider answers so to a request that cancels one. */
function neverEnding(sandbox: Sandbox, cancelled: { status: number; body: string }): void {
	sandbox.respond(({ path }, response) => {
		const isCancel = path.includes('/cancel');
		if (!isCancel && !path.includes('/status')) return false;
		const { status: code, body } = isCancel ? cancelled : { status: 200, body: '{"status":"IN_PROGRESS"}' };
		response.writeHead(code, { 'content-type': 'application/json' }).end(body);
		return true;
	});
}

const cancels = (sandbox: Sandbox): unknown[] =>
	sandbox.requests.filter(({ method, path }) => method === 'PUT' && path.includes('/cancel'));

describe('the next provider is not tried', () => {
	it.concurrent.each([
		['asked for but not confirmed', { status: 202, body: '{"status":"CANCELLATION_REQUESTED"}' }],
		['refused', { status: 400, body: '{"status":"ALREADY_COMPLETED"}' }],
	])(
		'A12: while the first one may work on its job, whose cancellation is %s',
		inSandbox(async (sandbox, _what, cancelled) => {
			neverEnding(sandbox, cancelled);
			const { error } = await image(sandbox, { timeout: 6 });
			expect(error?.context).toMatchObject({ type: 'timeout' });
			expect(asked(sandbox).filter((provider) => provider !== 'fal-ai')).toEqual([]);
		}),
	);

	it.concurrent.each([400, 401, 402, 403, 422, 500])(
		'after %d',
		inSandbox(async (sandbox, code) => {
			play(sandbox, { groq: status(code) });
			const { error } = await chat(sandbox, { fallbackProviders: 'together' });
			expect(error?.context).toBeDefined();
			expect(asked(sandbox)).toEqual(['groq']);
		}),
	);

	it.concurrent.each<[string, Play]>([
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
	])(
		'A12: once an answer began, which may be billed: %s',
		inSandbox(async (sandbox, _what, first) => {
			play(sandbox, { groq: first });
			const chunks: string[] = [];
			const { error, json } = await chat(
				sandbox,
				{ fallbackProviders: 'together', timeout: 4 },
				{ onChunk: ({ type }) => chunks.push(type) },
			);
			expect(error).toBeDefined();
			expect(json).toEqual([]);
			expect(asked(sandbox)).toEqual(['groq']);
			expect(chunks).not.toContain('end');
		}),
	);

	it.concurrent.each<[string, RegExp, Play]>([
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
		inSandbox(async (sandbox, what, path, answer) => {
			sandbox.respond((request, response) => {
				if (request.method === 'GET' && path.test(request.path)) answer(response, request);
				return request.method === 'GET' && path.test(request.path);
			});
			const { error } = await image(sandbox, { timeout: 12 });
			expect(`${error?.message} ${error?.description}`).toMatch(/billed/);
			expect(error?.message).toMatch(
				what.includes('asked')
					? /^The job was sent, but asking for its result failed: /
					: /^The result could not be downloaded: /,
			);
			expect(asked(sandbox)).toEqual(['fal-ai']);
		}),
		30_000,
	);

	it.concurrent(
		'where a URL is called, or no further one is named',
		inSandbox(async (sandbox) => {
			play(sandbox, { endpoint: status(429), groq: status(429) });
			const model = { __rl: true, mode: 'url', value: `${sandbox.url}/endpoint/chat-completion` };
			const { error } = await runNode({
				parameters: {
					operation: 'chat-completion',
					prompt: 'Hello',
					model,
					options: { fallbackProviders: 'together', maxRetries: 0 },
				},
			});
			expect(error?.context).toMatchObject({ type: 'rateLimit' });
			await chat(sandbox, { maxRetries: 0 });
			expect(asked(sandbox)).toEqual(['endpoint', 'groq']);
		}),
	);
});

it.concurrent(
	'a provider that has made a token may take the time of all',
	inSandbox(async (sandbox) => {
		play(sandbox, {
			groq: stream(
				['Hel'],
				(response) => void setTimeout(() => response.end(`${delta('lo', 'stop')}data: [DONE]\n\n`), 3500),
			),
		});
		const result = await chat(sandbox, { fallbackProviders: 'together, novita', timeout: 9 }, { onChunk: () => {} });
		expect(result.error).toBeUndefined();
		expect(result.json[0]).toMatchObject({ content: 'Hello', _meta: { provider: 'groq' } });
	}),
);

it.concurrent(
	'the last one is tried as often as a single one',
	inSandbox(async (sandbox) => {
		let calls = 0;
		play(sandbox, {
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
		const result = await chat(sandbox, { fallbackProviders: 'together' });
		expect(result.json[0]).toMatchObject({ content: 'Hi', _meta: { provider: 'together', attempts: 4 } });
	}),
);

describe('where all fail', () => {
	it.concurrent(
		'the error names each, and what it said',
		inSandbox(async (sandbox) => {
			play(sandbox, {
				groq: status(429),
				novita: status(503),
				together: status(429, { error: { message: 'come back tomorrow' } }),
			});
			const { error } = await chat(sandbox, { fallbackProviders: 'novita, together', maxRetries: 0 });
			expect(error?.message).toMatch(
				/None of 3 providers answered\. groq: .*answered with 429; novita: .*answered with 503; together: .*come back tomorrow/,
			);
			expect(error?.context).toMatchObject({ type: 'rateLimit' });
		}),
	);

	it.concurrent(
		'so does the item that carries it',
		inSandbox(async (sandbox) => {
			play(sandbox, { groq: status(429), together: status(401) });
			const { json } = await chat(
				sandbox,
				{ fallbackProviders: 'together', maxRetries: 0 },
				{ onError: 'continueRegularOutput' },
			);
			expect(json).toMatchObject([
				{
					error: expect.stringMatching(/groq: .*; together: /),
					details: { type: 'authentication', provider: 'together', attempts: 2 },
				},
			]);
		}),
	);
});
