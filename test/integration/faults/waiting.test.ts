import type { IDataObject } from 'n8n-workflow';
import { runNode, type RunResult } from '../support/engine';
import { deadPort, json, LABELS, pause, PNG_START, send, until, type Play } from './hostile';
import {
	asHub,
	byId,
	byUrl,
	classify,
	credentialFor,
	detailsOf,
	gets,
	mapped,
	outcomes,
	PATIENCE_MS,
	posts,
	repeated,
	texts,
	useServers,
} from './played';

const start = useServers();
const LOADING = { error: 'Model x is currently loading', estimated_time: 20 };
/** TGI's words, in plain text. */
const TGI_WORDS =
	'Failed to deserialize the JSON body into the target type: response_format.type: unknown variant `json_schema`';
const RESPONSE_FORMAT = { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'object', properties: {} } } };

describe('A1: a server that loads, and then refuses the form of the request', () => {
	/** Loads for the first request, and refuses the first form in each later one. */
	const loadingThen =
		(isFirstForm: (exchange: Parameters<Play>[0]) => boolean, refuse: Play, accept: Play): Play =>
		async (exchange) => {
			if (!hasLoaded.has(exchange.seen.headers.host)) {
				hasLoaded.add(exchange.seen.headers.host);
				return json(exchange.response, 503, LOADING);
			}
			await (isFirstForm(exchange) ? refuse(exchange) : accept(exchange));
		};
	const hasLoaded = new Set<string | undefined>();
	const embeddings: Play = ({ response }) =>
		json(response, 200, { data: [{ index: 0, embedding: [1, 2] }], model: 'm', object: 'list' });

	it.each([1, 12])("gets OpenAI's form at once: embeddings of %d items at a server that has no '/'", async (count) => {
		const server = await start(
			loadingThen(
				({ seen }) => seen.path === '/',
				({ response }) => json(response, 404, {}),
				embeddings,
			),
		);
		const result = await runNode({
			parameters: { ...classify(server.url), operation: 'feature-extraction' },
			items: texts(count),
			onError: 'continueRegularOutput',
		});
		expect(result.json.map(detailsOf)).toEqual(repeated(count, {}));
		expect(result.json).toHaveLength(count);
	});

	it('gets the next form of a file: a container that takes no raw bytes', async () => {
		const isRaw: Parameters<typeof loadingThen>[0] = ({ seen }) => seen.headers['content-type'] !== 'application/json';
		const refuse: Play = ({ response }) => json(response, 400, { error: 'Content type "image/png" not supported' });
		const server = await start(loadingThen(isRaw, refuse, ({ response }) => json(response, 200, LABELS)));
		const result = await runNode({
			parameters: { operation: 'image-classification', model: byUrl(server.url), options: { timeout: 20 } },
			items: [{ json: {}, binary: { data: { data: PNG_START.toString('base64'), mimeType: 'image/png' } } }],
			onError: 'continueRegularOutput',
		});
		expect(outcomes(result)).toEqual(['POSITIVE']);
	});

	it("gets TGI's form of a schema", async () => {
		const server = await start(
			loadingThen(
				({ seen }) => seen.body.includes('json_schema'),
				({ response }) => send(response, 422, TGI_WORDS),
				({ response }) =>
					json(response, 200, { choices: [{ index: 0, message: { content: '{}' }, finish_reason: 'stop' }] }),
			),
		);
		const { error, json: out } = await runNode({
			parameters: {
				operation: 'chat-completion',
				prompt: 'hello',
				model: byUrl(server.url),
				options: { timeout: 20, extraParameters: JSON.stringify({ response_format: RESPONSE_FORMAT }) },
			},
		});
		expect(error?.message).toBeUndefined();
		expect(out[0]?.content).toBe('{}');
	});
});

describe('A3: the Hub and file servers keep to the rules of models', () => {
	const byModel = (hub: IDataObject, more: IDataObject = {}) => ({
		parameters: { ...classify('', more), provider: 'together', model: byId('={{ $json.model }}') },
		credential: hub,
		onError: 'continueRegularOutput' as const,
	});
	const models = (count: number, nameOf: (i: number) => string) =>
		Array.from({ length: count }, (_, i) => ({ json: { text: 'x', model: nameOf(i) } }));

	it('asks for an unknown model once a run', async () => {
		const hub = await start(({ response }) => json(response, 404, { error: 'Repository not found' }));
		const result = await runNode({ ...byModel(credentialFor(hub)), items: models(100, () => 'no/where') });
		expect(new Set(outcomes(result))).toEqual(new Set(['notFound']));
		expect(gets(hub)).toHaveLength(1);
	});

	it('asks three times at most where the Hub is broken', async () => {
		const hub = await start(({ response }) => json(response, 500, { error: 'broken' }));
		const result = await runNode({ ...byModel(credentialFor(hub)), items: models(100, () => 'some/model') });
		expect(new Set(outcomes(result))).toEqual(new Set(['server']));
		expect(gets(hub).length).toBeLessThanOrEqual(3);
	});

	it('fails most look-ups of many models at once where the Hub is down', async () => {
		const url = `http://127.0.0.1:${await deadPort()}`;
		const result = await runNode({
			...byModel({ accessToken: 'hf_a3', hubUrl: url, routerUrl: url }),
			items: models(60, (i) => `some/model-${i}`),
		});
		expect(outcomes(result)).toEqual(repeated(60, 'network'));
		expect(result.json.filter((item) => detailsOf(item).attempts === 0).length).toBeGreaterThan(30);
	});

	it('waits as long as a Hub asks that limits requests, for the other models too', async () => {
		let first: number | undefined;
		const hub = await start(({ seen, response, serve }) => {
			if (!seen.path.startsWith('/api/models/')) return serve();
			first ??= seen.at;
			if (seen.at - first < 900) json(response, 429, { error: 'slow down' }, { 'retry-after': '1' });
			else json(response, 200, mapped('text-classification', 'hf-inference'));
		});
		const result = await runNode({
			parameters: { ...classify('', { maxConcurrency: 1 }), model: byId('={{ $json.model }}') },
			credential: credentialFor(hub),
			items: models(3, (i) => `some/model-${i}`),
			onError: 'continueRegularOutput',
		});
		expect(outcomes(result)).toEqual(repeated(3, 'POSITIVE'));
		expect(gets(hub)).toHaveLength(4);
	});

	const pictures = (files: string, server: string, count: number, options: IDataObject = {}) => ({
		parameters: {
			operation: 'image-classification',
			inputSource: 'url',
			inputUrl: `${files}/{{ $json.text }}.png`.replace(/^/, '='),
			model: byUrl(server),
			options: { timeout: 20, ...options },
		},
		items: texts(count),
		onError: 'continueRegularOutput' as const,
	});

	it('waits as long as a file server asks that limits requests, for the other files too', async () => {
		const model = await start(({ response }) => json(response, 200, LABELS));
		const files = await start(({ seen, response }) => {
			if (seen.at - (files.requests[0]?.at ?? 0) < 1_900)
				json(response, 429, { error: 'slow down' }, { 'retry-after': '2' });
			else send(response, 200, PNG_START, { 'content-type': 'image/png' });
		});
		const result = await runNode(pictures(files.url, model.url, 5, { maxConcurrency: 1 }));
		expect(outcomes(result)).toEqual(repeated(5, 'POSITIVE'));
		expect(files.requests).toHaveLength(6);
	});

	it('fails most downloads at once where a file server is down', async () => {
		const model = await start(({ response }) => json(response, 200, LABELS));
		const result = await runNode(pictures(`http://127.0.0.1:${await deadPort()}`, model.url, 60));
		expect(outcomes(result)).toEqual(repeated(60, 'network'));
		expect(result.json.filter((item) => detailsOf(item).attempts === 0).length).toBeGreaterThan(30);
		expect(String(result.json.at(-1)?.error)).toContain("The file at 'URL' could not be downloaded");
		expect(model.requests).toHaveLength(0);
	});

	it('fails at once where a file server asks for more time than there is', async () => {
		const model = await start(({ response }) => json(response, 200, LABELS));
		const files = await start(({ response }) => json(response, 429, {}, { 'retry-after': '3600' }));
		const result = await runNode(pictures(files.url, model.url, 20, { maxConcurrency: 1 }));
		expect(new Set(outcomes(result)).has(undefined)).toBe(false);
		expect(files.requests.length).toBeLessThanOrEqual(2);
	});
});

describe('A4: one address that loads', () => {
	const play: Play = ({ seen, response, serve }) => {
		if (seen.path === '/a' && seen.at - (firstOf.get(seen.headers.host) ?? firstAt(seen)) < 3_000)
			return json(response, 503, LOADING, { 'retry-after': '3' });
		serve();
	};
	const firstOf = new Map<string | undefined, number>();
	const firstAt = ({ headers, at }: { headers: { host?: string }; at: number }): number => {
		firstOf.set(headers.host, at);
		return at;
	};
	const both = (url: string) => ({
		parameters: { ...classify('', { maxConcurrency: 4 }), model: byUrl('={{ $json.url }}') },
		items: Array.from({ length: 8 }, (_, i) => ({ json: { text: `text ${i}`, url: `${url}/${i === 0 ? 'a' : 'b'}` } })),
		onError: 'continueRegularOutput' as const,
	});

	it('holds no other address of the server, and is asked as rarely as it wants', async () => {
		const server = await start(play);
		const result = await runNode(both(server.url));
		expect(outcomes(result)).toEqual(repeated(8, 'POSITIVE'));
		const [a] = posts(server)
			.filter(({ path }) => path === '/a')
			.slice(-1);
		const lastB = posts(server)
			.filter(({ path }) => path === '/b')
			.at(-1);
		expect(lastB?.at).toBeLessThan(a?.at ?? 0);
		expect(posts(server).filter(({ path }) => path === '/a')).toHaveLength(2);
	});
});

describe('A5: Requests per Minute', () => {
	it('spaces requests as they leave, after a wait for the model', async () => {
		let first: number | undefined;
		const server = await start(({ seen, response, serve }) => {
			first ??= seen.at;
			if (seen.at - first < 1_500) json(response, 503, LOADING);
			else serve();
		});
		const result = await runNode({
			parameters: classify(server.url, { requestsPerMinute: 240, maxConcurrency: 8 }),
			items: texts(8),
		});
		expect(outcomes(result)).toEqual(repeated(8, 'POSITIVE'));
		const times = server.requests.map(({ at }) => at);
		const least = Math.min(...times.slice(1).map((at, i) => at - (times[i] ?? 0)));
		// 250 ms apart; a busy server may note one late.
		expect(least).toBeGreaterThan(100);
	});

	it("counts no polls of a provider's job", async () => {
		let polls = 0;
		const server = await start(
			asHub(mapped('text-to-image', 'fal-ai'), ({ seen, response }) => {
				const queue = 'https://router.huggingface.co/fal-ai/fal-ai/flux/requests/1';
				if (seen.method === 'POST')
					json(response, 200, {
						request_id: '1',
						status: 'IN_QUEUE',
						status_url: `${queue}/status`,
						response_url: queue,
					});
				else if (seen.path.includes('/status'))
					json(response, 200, {
						status: (polls += 1) < 4 ? 'IN_PROGRESS' : 'COMPLETED',
						request_id: '1',
						response_url: queue,
					});
				else if (seen.path.includes('/requests/1'))
					json(response, 200, { images: [{ url: `${server.url}/result.png`, content_type: 'image/png' }] });
				else send(response, 200, PNG_START, { 'content-type': 'image/png' });
			}),
		);
		const began = performance.now();
		const { error, items } = await runNode({
			parameters: {
				operation: 'text-to-image',
				prompt: 'a fox',
				model: byId('some/model'),
				// A request in twenty seconds: with its polls counted, the picture takes over a minute.
				options: { requestsPerMinute: 3, timeout: 55 },
			},
			credential: credentialFor(server),
		});
		expect(error?.message).toBeUndefined();
		expect(items[0]?.binary?.data?.mimeType).toBe('image/png');
		expect(performance.now() - began).toBeLessThan(40_000);
	});

	it('counts the first request of a fallback', async () => {
		const server = await start(
			asHub(mapped('conversational', 'groq', 'together'), ({ seen, response }) => {
				if (seen.path.startsWith('/groq/')) json(response, 429, { error: 'slow down' });
				else json(response, 200, { choices: [{ index: 0, message: { content: 'Hi' }, finish_reason: 'stop' }] });
			}),
		);
		await runNode({
			parameters: {
				operation: 'chat-completion',
				prompt: 'hello',
				provider: 'groq',
				model: byId('some/model'),
				options: { requestsPerMinute: 60, fallbackProviders: 'together', timeout: 30 },
			},
			credential: credentialFor(server),
		});
		const [one, two] = posts(server);
		expect((two?.at ?? 0) - (one?.at ?? 0)).toBeGreaterThan(800);
	});
});

describe('A6: Batch Size above 1', () => {
	/** Answers when four requests are there together, or a while has passed. */
	function together(answer: Play): Play {
		let running = 0;
		let most = 0;
		return async (exchange) => {
			running += 1;
			most = Math.max(most, running);
			await until(() => most >= 4, 3_000);
			running -= 1;
			await answer(exchange);
		};
	}

	it('runs side by side on a server that refuses lists, as with Batch Size 1', async () => {
		const single = together(({ serve }) => serve());
		const server = await start(async (exchange) => {
			if (Array.isArray(exchange.seen.inputs)) json(exchange.response, 422, { error: 'inputs: str type expected' });
			else await single(exchange);
		});
		const result = await runNode({
			parameters: classify(server.url, { batchSize: 8, maxConcurrency: 4 }),
			items: texts(16),
		});
		expect(outcomes(result)).toEqual(repeated(16, 'POSITIVE'));
		expect(server.mostAtOnce()).toBe(4);
	});

	it('runs side by side where the labels differ per item', async () => {
		const server = await start(
			together(({ response }) => json(response, 200, { labels: ['a'], scores: [1], sequence: 'x' })),
		);
		const { json: out } = await runNode({
			parameters: {
				...classify(server.url, { batchSize: 4, maxConcurrency: 4 }),
				operation: 'zero-shot-classification',
				candidateLabels: '={{ $json.text }}, other',
			},
			items: texts(12),
		});
		expect(out).toHaveLength(12);
		expect(server.mostAtOnce()).toBe(4);
	});
});

describe('A8: cancelling while a poll hangs', () => {
	it('ends everything, where the request that cancels the job hangs too', async () => {
		const queue = 'https://router.huggingface.co/fal-ai/fal-ai/flux/requests/1';
		const server = await start(
			asHub(mapped('text-to-image', 'fal-ai'), ({ seen, response }) => {
				if (seen.method === 'POST')
					json(response, 200, {
						request_id: '1',
						status: 'IN_QUEUE',
						status_url: `${queue}/status`,
						response_url: queue,
					});
			}),
		);
		const onStart = (run: { cancel: () => void }): void => {
			void until(() => gets(server).some(({ path }) => path.includes('/requests/1')), PATIENCE_MS).then(() =>
				run.cancel(),
			);
		};
		const { status } = await runNode({
			parameters: { operation: 'text-to-image', prompt: 'a fox', model: byId('some/model'), options: { timeout: 600 } },
			credential: credentialFor(server),
			onStart,
		});
		expect(status).toBe('canceled');
		const isAsked = (): boolean => server.requests.some(({ method }) => method === 'PUT');
		await until(isAsked, PATIENCE_MS);
		expect(isAsked()).toBe(true);
		const asked = performance.now();
		await until(() => server.hanging() === 0, PATIENCE_MS);
		expect(server.hanging()).toBe(0);
		// It was five seconds once.
		expect(performance.now() - asked).toBeLessThan(4_000);
	});
});

const delta = (content: string): string =>
	`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;
const END = `data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}\n\ndata: [DONE]\n\n`;
const chat = (url: string, options: IDataObject): IDataObject => ({
	operation: 'chat-completion',
	prompt: 'hello',
	model: byUrl(url),
	options: { timeout: 20, ...options },
});
const streams: Play = ({ response }) =>
	send(response, 200, delta('Hello') + delta(' you') + END, { 'content-type': 'text/event-stream' });

describe('A9: a listener that takes no piece', () => {
	it.each(['chat-completion', 'text-generation'])('keeps no paid answer from its item: %s', async (operation) => {
		const server = await start((exchange) => {
			if (operation === 'chat-completion') return streams(exchange);
			send(exchange.response, 200, 'data: {"token":{"text":"Hi"},"generated_text":"Hi"}\n\n', {
				'content-type': 'text/event-stream',
			});
		});
		const never = new Promise<void>(() => {});
		const { json: out, error } = await runNode({
			parameters: { ...chat(server.url, { timeout: 10 }), operation },
			onChunk: () => never,
		});
		expect(error?.message).toBeUndefined();
		expect(Object.values(out[0] ?? {}).join()).toMatch(/H(ello you|i)/);
	});
});

describe('A10: a stream that is cut', () => {
	const cutFirst: Play = async (exchange) => {
		if (exchange.nth > 1) return streams(exchange);
		exchange.response.writeHead(200, { 'content-type': 'text/event-stream' });
		exchange.response.write(delta('Hel'));
		await pause(50);
		exchange.response.end();
	};
	const breakFirst: Play = async (exchange) => {
		if (exchange.nth > 1) return streams(exchange);
		exchange.response.writeHead(200, { 'content-type': 'text/event-stream' });
		exchange.response.write(delta('Hel'));
		await pause(50);
		exchange.socket.destroy();
	};
	async function listen(parameters: IDataObject): Promise<RunResult & { text: string }> {
		let text = '';
		const result = await runNode({
			parameters,
			onChunk: ({ type, content }) => {
				if (type === 'item') text += String(content);
			},
			onError: 'continueRegularOutput',
		});
		return { ...result, text };
	}

	it.each([
		['that ends too early', cutFirst],
		['whose connection breaks', breakFirst],
	])('%s is asked for again with Retry Interrupted, and passed on once', async (_what, play) => {
		const server = await start(play);
		const { json: out, text } = await listen(chat(server.url, { retryInterrupted: true }));
		expect(out[0]?.content).toBe('Hello you');
		expect(text).toBe('Hello you');
		expect(server.requests).toHaveLength(2);
	});

	it('is not asked for again without it, and keeps what came', async () => {
		const server = await start(cutFirst);
		const { json: out } = await listen(chat(server.url, {}));
		expect(detailsOf(out[0])).toMatchObject({ type: 'network', attempts: 1 });
		expect(String(detailsOf(out[0]).description)).toContain("'Retry Interrupted'");
		expect(JSON.stringify(out[0])).toContain('Hel');
		expect(server.requests).toHaveLength(1);
	});
});

describe('A11: an invalid option of the first item', () => {
	it.each([
		['maxConcurrency', 'many'],
		['requestsPerMinute', 'fast'],
		['batchSize', {}],
	])('%s fails that item alone under Continue', async (name, value) => {
		const server = await start(({ serve }) => serve());
		const options = { timeout: 20, [name]: `={{ $json.text === "text 0" ? ${JSON.stringify(value)} : 2 }}` };
		const result = await runNode({
			parameters: { ...classify(server.url), options },
			items: texts(3),
			onError: 'continueRegularOutput',
		});
		expect(outcomes(result)).toEqual(['invalidInput', 'POSITIVE', 'POSITIVE']);
	});
});

describe('A12: failover after the first provider took the request', () => {
	const queue = 'https://router.huggingface.co/fal-ai/fal-ai/flux/requests/1';
	/** A job at fal that never ends, and an image at once from nscale. */
	const playing = (cancel: Play): Play =>
		asHub(mapped('text-to-image', 'fal-ai', 'nscale'), async (exchange) => {
			const { seen, response } = exchange;
			if (seen.method === 'PUT') await cancel(exchange);
			else if (seen.path.startsWith('/nscale/'))
				json(response, 200, { data: [{ b64_json: PNG_START.toString('base64') }] });
			else if (seen.method === 'POST')
				json(response, 200, {
					request_id: '1',
					status: 'IN_QUEUE',
					status_url: `${queue}/status`,
					response_url: queue,
				});
			else json(response, 200, { status: 'IN_PROGRESS', request_id: '1', response_url: queue });
		});
	const image = (options: IDataObject): IDataObject => ({
		operation: 'text-to-image',
		prompt: 'a fox',
		provider: 'fal-ai',
		model: byId('some/model'),
		options: { fallbackProviders: 'nscale', timeout: 6, ...options },
	});

	it('follows where the job was cancelled, and the provider confirmed it', async () => {
		const server = await start(playing(({ response }) => json(response, 200, { status: 'OK' })));
		const { items, error } = await runNode({ parameters: image({}), credential: credentialFor(server) });
		expect(error?.message).toBeUndefined();
		expect(items[0]?.binary?.data?.mimeType).toBe('image/png');
		expect(posts(server).map(({ path }) => path.split('/')[1])).toEqual(['fal-ai', 'nscale']);
	});

	it.each<[string, Play]>([
		[
			'the provider has only noted the wish',
			({ response }) => json(response, 202, { status: 'CANCELLATION_REQUESTED' }),
		],
		['the provider refuses', ({ response }) => json(response, 400, { status: 'ALREADY_COMPLETED' })],
		['the provider does not answer', () => {}],
	])('does not follow where %s', async (_what, cancel) => {
		const server = await start(playing(cancel));
		const { error } = await runNode({ parameters: image({}), credential: credentialFor(server) });
		expect(error?.context?.type).toBe('timeout');
		expect(posts(server).map(({ path }) => path.split('/')[1])).toEqual(['fal-ai']);
	});

	it('does not follow after a 200 whose body stalls', async () => {
		const server = await start(
			asHub(mapped('conversational', 'groq', 'together'), ({ seen, response }) => {
				if (!seen.path.startsWith('/groq/')) return json(response, 200, { choices: [] });
				response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' }).write('{"choices":');
			}),
		);
		const { error } = await runNode({
			parameters: {
				operation: 'chat-completion',
				prompt: 'hello',
				provider: 'groq',
				model: byId('some/model'),
				options: { fallbackProviders: 'together', timeout: 4 },
			},
			credential: credentialFor(server),
		});
		expect(error?.context?.type).toBe('timeout');
		expect(posts(server).map(({ path }) => path.split('/')[1])).toEqual(['groq']);
	});
});
