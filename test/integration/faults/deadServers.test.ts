import { runNode, type RunResult } from '../support/engine';
import { deadPort, json, LABELS, pause, until, type Play } from './hostile';
import { byId, classify, detailsOf, outcomes, PATIENCE_MS, texts, useServers } from './played';

const start = useServers();

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
			items: texts(40),
			onError: 'continueRegularOutput',
		});
		expect(out).toHaveLength(40);
		// What was in flight when it died may have been answered: it is not asked again.
		const lost = outcomes({ json: out }).filter((type) => type !== 'POSITIVE');
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
			items: texts(4),
			onError: 'continueRegularOutput',
		});
		expect(outcomes({ json: out })).toEqual(Array.from({ length: 4 }, () => 'POSITIVE'));
	});
});

/** A server that was found dead is looked at once a second. */
const PROBE_MS = 1_100;

async function runDead(port: number): Promise<RunResult> {
	return await runNode({
		parameters: classify(`http://127.0.0.1:${port}`, { maxRetries: 0, maxConcurrency: 1 }),
		items: texts(40),
		onError: 'continueRegularOutput',
	});
}

describe('A dead endpoint', () => {
	it.concurrent('fails fast after five items in a row, with the same error for the rest', async () => {
		const url = `http://127.0.0.1:${await deadPort()}`;
		const { json: out } = await runNode({
			parameters: classify(url, { maxRetries: 2, maxConcurrency: 5 }),
			items: texts(60),
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
		expect(outcomes(await runDead(port))).toEqual(Array.from({ length: 40 }, () => 'network'));
		await start(({ serve }) => serve(), port);
		await pause(PROBE_MS);
		expect(outcomes(await runDead(port))).toEqual(Array.from({ length: 40 }, () => 'POSITIVE'));
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
		expect(outcomes(await runDead(port))).toEqual(Array.from({ length: 40 }, () => 'network'));
		await start(play, port);
		await pause(PROBE_MS);
		expect(outcomes(await runDead(port))).toEqual(Array.from({ length: 40 }, () => 'POSITIVE'));
	});

	it.concurrent('is reported with the model of each item', async () => {
		const url = `http://127.0.0.1:${await deadPort()}`;
		const { json: out } = await runNode({
			parameters: {
				...classify('', { maxRetries: 0, maxConcurrency: 1 }),
				provider: 'hf-inference',
				model: byId('={{ $json.model }}'),
			},
			credential: { accessToken: 'hf_test', hubUrl: url, routerUrl: url },
			items: Array.from({ length: 8 }, (_, i) => ({ json: { text: 'hello', model: `models/m${i}` } })),
			onError: 'continueRegularOutput',
		});
		expect(out.map((item) => detailsOf(item).model)).toEqual(Array.from({ length: 8 }, (_, i) => `models/m${i}`));
	});
});
