import type { IDataObject } from 'n8n-workflow';
import { runNode } from '../support/engine';
import { json, PNG_START, send, until, type Play } from './hostile';
import {
	asHub,
	byId,
	byUrl,
	classify,
	credentialFor,
	mapped,
	outcomes,
	posts,
	repeated,
	texts,
	useServers,
} from './played';

const start = useServers();
const LOADING = { error: 'Model x is currently loading', estimated_time: 20 };

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

	it.each<[string, (url: string) => IDataObject]>([
		['the parameters differ per item', () => ({ parameters: { topK: '={{ Number($json.text.slice(5)) + 1 }}' } })],
		['the addresses differ per item', (url) => ({ model: byUrl(`=${url}/{{ $json.text.slice(5) }}`) })],
	])('runs side by side where %s', async (_what, parameters) => {
		const server = await start(together(({ serve }) => serve()));
		const result = await runNode({
			parameters: { ...classify(server.url, { batchSize: 4, maxConcurrency: 4 }), ...parameters(server.url) },
			items: texts(12),
		});
		expect(outcomes(result)).toEqual(repeated(12, 'POSITIVE'));
		expect(server.mostAtOnce()).toBe(4);
	});
});
