import { burst, execution } from './executions';
import { until, useNarrow } from './useNarrow';

const narrow = useNarrow();
const PLACES = { slots: 10, queue: 10, serviceMs: 100 };
/** Most requests that the server holds at once. */
const ROUND = PLACES.slots + PLACES.queue;
const BATCH = Array.from({ length: 2_000 }, (_, i) => `batch ${i}`);

describe('a batch and executions with one item each', () => {
	it('the executions are answered within 3 x their time on an idle service, or a round of the limit', async () => {
		const server = await narrow(PLACES);
		let cancel = (): void => {};
		const onStart = (run: { cancel: () => void }): void => void (cancel = () => run.cancel());
		const batch = execution({ url: `${server.url}/m`, texts: BATCH, options: { maxConcurrency: 50 }, onStart });
		await until(() => server.answered.length >= 60);

		const results = await burst(50, { url: `${server.url}/m` }, 'webhook');
		expect(results.map(({ status }) => status)).toEqual(results.map(() => 'success'));
		const first = server.arrivals.find(({ text }) => text.startsWith('webhook'))?.answeredBefore ?? NaN;
		const places = server.answered
			.map((text, place) => ({ text, place: place - first }))
			.filter(({ text }) => text.startsWith('webhook'))
			.map(({ place }) => place);
		expect(places).toHaveLength(50);
		// On an idle service, execution i would be the answer i.
		for (const [i, place] of places.entries()) expect(place).toBeLessThanOrEqual(Math.max(3 * (i + 1), ROUND + i));
		cancel();
		await batch;
	});

	it('a batch goes on while executions with one item come', async () => {
		const server = await narrow({ ...PLACES, serviceMs: 20 });
		const webhooks = burst(300, { url: `${server.url}/m` }, 'webhook');
		await until(() => server.answered.length >= 30);
		const batch = await execution({
			url: `${server.url}/m`,
			texts: BATCH.slice(0, 20),
			options: { maxConcurrency: 20 },
		});
		expect(batch.json).toHaveLength(20);
		const isFirstOfBatch = server.answered.findIndex((text) => text.startsWith('batch'));
		// Its first item waits for no more than one turn of each execution.
		expect(isFirstOfBatch).toBeLessThan(330);
		expect((await webhooks).filter(({ status }) => status === 'success')).toHaveLength(300);
	});

	it('two batches share the places evenly', async () => {
		const server = await narrow({ ...PLACES, serviceMs: 20 });
		const options = { maxConcurrency: 50 };
		const texts = (name: string): string[] => Array.from({ length: 300 }, (_, i) => `${name} ${i}`);
		const one = execution({ url: `${server.url}/m`, texts: texts('one'), options });
		await until(() => server.answered.length >= 40);
		const two = execution({ url: `${server.url}/m`, texts: texts('two'), options });
		const ended = await Promise.all([one, two]);
		expect(ended.map(({ json }) => json.length)).toEqual([300, 300]);
		const since = server.answered.findIndex((text) => text.startsWith('two'));
		const shared = server.answered.slice(since, since + 300).filter((text) => text.startsWith('two')).length;
		expect(shared).toBeGreaterThan(100);
		expect(shared).toBeLessThan(200);
	});
});
