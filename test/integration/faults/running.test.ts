import type { IDataObject } from 'n8n-workflow';
import { runNode } from '../support/engine';
import { drip, json, LABELS, pause, PNG_START, send, until, type Play } from './hostile';
import { classify, outcomes, PATIENCE_MS, texts, useServers } from './played';

const start = useServers();

/**
 * Holds all requests until as many are there as may come at once, and a little longer, in which one too many would come.
 */
function holdUntil(together: number): Play {
	let arrived = 0;
	return async ({ serve }) => {
		arrived += 1;
		await until(() => arrived >= together, PATIENCE_MS);
		await pause(60);
		serve();
	};
}

/** Serves as many requests at once, each for some milliseconds, and refuses all others. */
function withSlots(slots: number, milliseconds: number): Play {
	let busy = 0;
	return async ({ response, serve }) => {
		if (busy >= slots) return json(response, 429, { error: 'Model is overloaded' }, { 'retry-after': '0' });
		busy += 1;
		await pause(milliseconds);
		busy -= 1;
		serve();
	};
}

describe('Cancelling', () => {
	const HANGING: ReadonlyArray<{ during: string; play: Play; parameters?: (url: string) => IDataObject }> = [
		{ during: 'the wait for an answer', play: () => {} },
		{
			during: 'a body that drips',
			play: ({ socket }) =>
				drip(socket, 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n[', ' ', 50),
		},
		{
			during: 'the body of an error',
			play: ({ socket }) => drip(socket, 'HTTP/1.1 500 Broken\r\nContent-Length: 100000\r\n\r\n', ' ', 50),
		},
		{ during: 'the wait before a retry', play: ({ response }) => json(response, 429, {}, { 'retry-after': '500' }) },
		{
			during: 'a model that loads',
			play: ({ response }) =>
				json(response, 503, { error: 'Model x is currently loading', estimated_time: 500 }, { 'retry-after': '500' }),
		},
		{
			during: 'a stream of events',
			play: ({ socket }) =>
				drip(
					socket,
					'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n',
					'data: {"choices":[{"index":0,"delta":{"content":"a"}}]}\n\n',
					50,
				),
			parameters: (url) => ({ ...classify(url, {}), operation: 'chat-completion', prompt: 'hello' }),
		},
		{
			during: 'a download of a file',
			play: () => {},
			parameters: (url) => ({
				...classify(url, {}),
				operation: 'image-classification',
				inputSource: 'url',
				inputUrl: `${url}/file.png`,
			}),
		},
		{
			during: 'a media answer',
			play: ({ socket }) =>
				drip(socket, 'HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\n\r\nID3\0', '\0'.repeat(5000), 50),
			parameters: (url) => ({ ...classify(url, {}), operation: 'text-to-speech', text: 'hello' }),
		},
		{
			during: 'the pace of requests per minute',
			play: ({ serve }) => serve(),
			parameters: (url) => classify(url, { requestsPerMinute: 2 }),
		},
	];

	it.concurrent.each(HANGING)(
		'during $during ends the run long before its deadline, and closes every connection in use',
		async ({ play, parameters = (url) => classify(url, {}) }) => {
			const server = await start(play);
			const { options, ...rest } = parameters(server.url);
			const onStart = (run: { cancel: () => void }): void => {
				void until(() => server.requests.length > 0, PATIENCE_MS).then(async () => {
					await pause(150);
					run.cancel();
				});
			};
			// Without the cancel the run goes on for ten minutes, and the test fails at its own timeout.
			const { status } = await runNode({
				parameters: { ...rest, options: { ...(options as IDataObject), timeout: 600 } },
				items: texts(8),
				onStart,
				onError: 'continueRegularOutput',
			});
			expect(status).toBe('canceled');
			await until(() => server.hanging() === 0, PATIENCE_MS);
			expect(server.hanging()).toBe(0);
			// A busy server may note late what was sent before.
			await pause(500);
			const asked = server.requests.length;
			await pause(300);
			expect(server.requests).toHaveLength(asked);
		},
		120_000,
	);
});

describe('The number of requests at once', () => {
	it.each([1, 2, 7])('is never more than maxConcurrency %d', async (maxConcurrency) => {
		const server = await start(holdUntil(maxConcurrency));
		const { json: out } = await runNode({ parameters: classify(server.url, { maxConcurrency }), items: texts(21) });
		expect(out).toHaveLength(21);
		expect(server.mostAtOnce()).toBe(maxConcurrency);
	});

	it.each([
		[0, 1],
		[-5, 1],
		['3', 3],
		[1000, 30],
	])('%j is clamped to bounds, and not refused', async (maxConcurrency, most) => {
		const server = await start(holdUntil(most));
		const { json: out } = await runNode({
			parameters: classify(server.url, { maxConcurrency }),
			items: texts(maxConcurrency === 1000 ? 30 : 4),
		});
		expect(out.every(({ label }) => label === 'POSITIVE')).toBe(true);
		expect(server.mostAtOnce()).toBe(most);
	});

	it('also limits retries: calls rejected together are not retried together', async () => {
		const server = await start(withSlots(4, 50));
		const { json: out } = await runNode({
			parameters: classify(server.url, { maxConcurrency: 50, maxRetries: 8, timeout: 60 }),
			items: texts(150),
			onError: 'continueRegularOutput',
		});
		expect(outcomes({ json: out }).filter((type) => type !== 'POSITIVE')).toEqual([]);
	});

	it('goes down after 429, and every item still succeeds', async () => {
		const server = await start(withSlots(4, 20));
		const { json: out } = await runNode({
			parameters: classify(server.url, { maxConcurrency: 16, maxRetries: 50 }),
			items: texts(100),
			onError: 'continueRegularOutput',
		});
		expect(outcomes({ json: out })).toEqual(Array.from({ length: 100 }, () => 'POSITIVE'));
	});
});

describe('requestsPerMinute', () => {
	it.concurrent('spreads requests evenly', async () => {
		const server = await start(({ serve }) => serve());
		const began = performance.now();
		const { json: out } = await runNode({
			parameters: classify(server.url, { requestsPerMinute: 300, maxConcurrency: 20 }),
			items: texts(12),
		});
		expect(out).toHaveLength(12);
		// Eleven pauses of 200 ms. A busy server may note its first request late: the run's begin counts.
		expect((server.requests.at(-1)?.at ?? 0) - began).toBeGreaterThanOrEqual(2000);
	});

	it.concurrent('does not count against the timeout, because the request has not started', async () => {
		const server = await start(({ serve }) => serve());
		const { json: out } = await runNode({
			parameters: classify(server.url, { requestsPerMinute: 120, timeout: 1 }),
			items: texts(5),
			onError: 'continueRegularOutput',
		});
		expect(outcomes({ json: out })).toEqual(Array.from({ length: 5 }, () => 'POSITIVE'));
	});

	it.concurrent('does not count against the timeout after an input download', async () => {
		const server = await start(({ seen, response }) =>
			seen.method === 'GET'
				? send(response, 200, PNG_START, { 'content-type': 'image/png' })
				: json(response, 200, LABELS),
		);
		const { json: out } = await runNode({
			parameters: {
				...classify(server.url, { requestsPerMinute: 60, timeout: 2 }),
				operation: 'image-classification',
				inputSource: 'url',
				inputUrl: `${server.url}/file.png`,
			},
			items: texts(5),
			onError: 'continueRegularOutput',
		});
		expect(outcomes({ json: out })).toEqual(Array.from({ length: 5 }, () => 'POSITIVE'));
	});
});

it('stops at the first failure, and cancels running calls', async () => {
	const server = await start(({ seen, response }) => {
		if (seen.inputs === 'text 2') setTimeout(() => json(response, 400, { error: 'bad text' }), 100);
	});
	// The other four are never answered: without their end the run goes on for ten minutes.
	const parameters = classify(server.url, { maxConcurrency: 5, timeout: 600 });
	const { error } = await runNode({ parameters, items: texts(20) });
	expect(error?.message).toMatch(/bad text.*\[item 2\]$/);
	expect(server.requests).toHaveLength(5);
	await until(() => server.hanging() === 0, PATIENCE_MS);
	expect(server.hanging()).toBe(0);
});

it('reuses its connections for the next calls', async () => {
	const server = await start(({ serve }) => serve());
	await runNode({ parameters: classify(server.url, { maxConcurrency: 4 }), items: texts(200) });
	expect(server.connections()).toBeLessThanOrEqual(8);
});
