import type { IDataObject } from 'n8n-workflow';
import { runNode, type RunOptions, type RunResult } from '../support/engine';
import {
	deadPort,
	drip,
	json,
	LABELS,
	pause,
	PNG_START,
	send,
	startHostile,
	until,
	type Hostile,
	type Play,
} from './hostile';

const servers: Hostile[] = [];
const start = async (play: Play, port?: number): Promise<Hostile> => {
	const server = await startHostile(play, port);
	servers.push(server);
	return server;
};
afterAll(async () => {
	await Promise.all(servers.map(async (server) => await server.close()));
});

const items = (count: number): RunOptions['items'] =>
	Array.from({ length: count }, (_, i) => ({ json: { text: `text ${i}` } }));
const classify = (url: string, options: IDataObject): IDataObject => ({
	operation: 'text-classification',
	text: '={{ $json.text }}',
	model: { __rl: true, mode: 'url', value: url },
	options: { timeout: 20, ...options },
});
const types = ({ json: out }: RunResult): unknown[] =>
	out.map((item) => item.label ?? (item.details as IDataObject | undefined)?.type);
const detailsOf = (item: IDataObject | undefined): IDataObject => (item?.details ?? {}) as IDataObject;

/** How long a test waits for what must happen: far longer than it takes, so that a slow machine breaks nothing. */
const PATIENCE_MS = 20_000;

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
				items: items(8),
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
		const { json: out } = await runNode({ parameters: classify(server.url, { maxConcurrency }), items: items(21) });
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
			items: items(maxConcurrency === 1000 ? 30 : 4),
		});
		expect(out.every(({ label }) => label === 'POSITIVE')).toBe(true);
		expect(server.mostAtOnce()).toBe(most);
	});

	it('also limits retries: calls rejected together are not retried together', async () => {
		const server = await start(withSlots(4, 50));
		const { json: out } = await runNode({
			parameters: classify(server.url, { maxConcurrency: 50, maxRetries: 8, timeout: 60 }),
			items: items(150),
			onError: 'continueRegularOutput',
		});
		expect(types({ json: out } as RunResult).filter((type) => type !== 'POSITIVE')).toEqual([]);
	});

	it('goes down after 429, and every item still succeeds', async () => {
		const server = await start(withSlots(4, 20));
		const { json: out } = await runNode({
			parameters: classify(server.url, { maxConcurrency: 16, maxRetries: 50 }),
			items: items(100),
			onError: 'continueRegularOutput',
		});
		expect(types({ json: out } as RunResult)).toEqual(Array.from({ length: 100 }, () => 'POSITIVE'));
	});
});

describe('requestsPerMinute', () => {
	it.concurrent('spreads requests evenly', async () => {
		const server = await start(({ serve }) => serve());
		const began = performance.now();
		const { json: out } = await runNode({
			parameters: classify(server.url, { requestsPerMinute: 300, maxConcurrency: 20 }),
			items: items(12),
		});
		expect(out).toHaveLength(12);
		// Eleven pauses of 200 ms. A busy server may note its first request late: the run's begin counts.
		expect((server.requests.at(-1)?.at ?? 0) - began).toBeGreaterThanOrEqual(2000);
	});

	it.concurrent('does not count against the timeout, because the request has not started', async () => {
		const server = await start(({ serve }) => serve());
		const { json: out } = await runNode({
			parameters: classify(server.url, { requestsPerMinute: 120, timeout: 1 }),
			items: items(5),
			onError: 'continueRegularOutput',
		});
		expect(types({ json: out } as RunResult)).toEqual(Array.from({ length: 5 }, () => 'POSITIVE'));
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
			items: items(5),
			onError: 'continueRegularOutput',
		});
		expect(types({ json: out } as RunResult)).toEqual(Array.from({ length: 5 }, () => 'POSITIVE'));
	});
});

describe('A server that dies and returns', () => {
	it.concurrent('is used again, and no item is lost', async () => {
		let server = await start(({ serve }) => serve());
		const { port, url } = server;
		const first = server;
		void until(() => first.requests.length >= 6, PATIENCE_MS).then(async () => {
			await first.close();
			await pause(600);
			server = await start(({ serve }) => serve(), port);
		});
		const { json: out } = await runNode({
			parameters: classify(url, { maxConcurrency: 2, maxRetries: 10, requestsPerMinute: 3000 }),
			items: items(40),
			onError: 'continueRegularOutput',
		});
		expect(out).toHaveLength(40);
		// What was in flight when it died may have been answered: it is not asked again.
		const lost = types({ json: out } as RunResult).filter((type) => type !== 'POSITIVE');
		expect(lost.every((type) => type === 'network')).toBe(true);
		expect(lost.length).toBeLessThanOrEqual(2);
		const asked = [...first.requests, ...server.requests].map(({ inputs }) => inputs);
		expect(new Set(asked).size).toBe(asked.length);
	});

	it.concurrent('with a keep-alive hint is not called on a dropped connection', async () => {
		const server = await start(({ response, socket }) => {
			json(response, 200, LABELS, { 'keep-alive': 'timeout=1', connection: 'keep-alive' });
			setTimeout(() => socket.destroy(), 1000);
		});
		const { json: out } = await runNode({
			parameters: classify(server.url, { maxConcurrency: 1, requestsPerMinute: 60 }),
			items: items(4),
			onError: 'continueRegularOutput',
		});
		expect(types({ json: out } as RunResult)).toEqual(Array.from({ length: 4 }, () => 'POSITIVE'));
	});
});

/** A server that was found dead is looked at once a second. */
const PROBE_MS = 1_100;

async function runDead(port: number): Promise<RunResult> {
	return await runNode({
		parameters: classify(`http://127.0.0.1:${port}`, { maxRetries: 0, maxConcurrency: 1 }),
		items: items(40),
		onError: 'continueRegularOutput',
	});
}

describe('A dead endpoint', () => {
	it.concurrent('fails fast after five items in a row, with the same error for the rest', async () => {
		const url = `http://127.0.0.1:${await deadPort()}`;
		const { json: out } = await runNode({
			parameters: classify(url, { maxRetries: 2, maxConcurrency: 5 }),
			items: items(60),
			onError: 'continueRegularOutput',
		});
		expect(out).toHaveLength(60);
		expect(
			out.every((item) => detailsOf(item).type === 'network' && /could not be reached/.test(String(item.error))),
		).toBe(true);
		const tried = out.filter((item) => Number(detailsOf(item).attempts ?? 0) > 1);
		expect(tried.length).toBeLessThanOrEqual(12);
	});

	it.concurrent('is found again by a probe', async () => {
		const port = await deadPort();
		expect(types(await runDead(port))).toEqual(Array.from({ length: 40 }, () => 'network'));
		await start(({ serve }) => serve(), port);
		await pause(PROBE_MS);
		expect(types(await runDead(port))).toEqual(Array.from({ length: 40 }, () => 'POSITIVE'));
	});
});

describe('A dead endpoint after failing fast', () => {
	it.concurrent('is waited for if it returns with a loading model', async () => {
		const port = await deadPort();
		let first: number | undefined;
		const play: Play = ({ response, serve }) => {
			first ??= performance.now();
			if (performance.now() - first > 1000) serve();
			else json(response, 503, { error: 'Model x is currently loading', estimated_time: 5 });
		};
		expect(types(await runDead(port))).toEqual(Array.from({ length: 40 }, () => 'network'));
		await start(play, port);
		await pause(PROBE_MS);
		expect(types(await runDead(port))).toEqual(Array.from({ length: 40 }, () => 'POSITIVE'));
	});

	it.concurrent('is reported with the model of each item', async () => {
		const url = `http://127.0.0.1:${await deadPort()}`;
		const { json: out } = await runNode({
			parameters: {
				...classify('', { maxRetries: 0, maxConcurrency: 1 }),
				provider: 'hf-inference',
				model: { __rl: true, mode: 'id', value: '={{ $json.model }}' },
			},
			credential: { accessToken: 'hf_test', hubUrl: url, routerUrl: url },
			items: Array.from({ length: 8 }, (_, i) => ({ json: { text: 'hello', model: `models/m${i}` } })),
			onError: 'continueRegularOutput',
		});
		expect(out.map((item) => detailsOf(item).model)).toEqual(Array.from({ length: 8 }, (_, i) => `models/m${i}`));
	});
});

it('stops at the first failure, and cancels running calls', async () => {
	const server = await start(({ seen, response }) => {
		if (seen.inputs === 'text 2') setTimeout(() => json(response, 400, { error: 'bad text' }), 100);
	});
	// The other four are never answered: without their end the run goes on for ten minutes.
	const parameters = classify(server.url, { maxConcurrency: 5, timeout: 600 });
	const { error } = await runNode({ parameters, items: items(20) });
	expect(error?.message).toMatch(/bad text.*\[item 2\]$/);
	expect(server.requests).toHaveLength(5);
	await until(() => server.hanging() === 0, PATIENCE_MS);
	expect(server.hanging()).toBe(0);
});

it('reuses its connections for the next calls', async () => {
	const server = await start(({ serve }) => serve());
	await runNode({ parameters: classify(server.url, { maxConcurrency: 4 }), items: items(200) });
	expect(server.connections()).toBeLessThanOrEqual(8);
});
