import { getEventListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { execution } from './executions';
import { useNarrow } from './useNarrow';

const narrow = useNarrow();
/** `SOAK_EXECUTIONS=20000 npx jest bursts/soak` runs the long one. */
const EXECUTIONS = Number(process.env.SOAK_EXECUTIONS ?? 2_000);
const AT_ONCE = 50;
const PLACES = { slots: 20, queue: 10, serviceMs: 1 };
/** Growth of the heap between the middle and the end: noise of the engine and of compiled code. */
const MOST_GROWTH_MB = 15;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

async function heapMb(): Promise<number> {
	for (let i = 0; i < 3; i++) {
		collect();
		await pause(20);
	}
	return process.memoryUsage().heapUsed / 1024 / 1024;
}

const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

/** Runs executions with one item each, some at once; a server that forgets them keeps the heap ours. */
async function runMany(count: number, url: string, onEach: () => void): Promise<Set<string>> {
	const statuses = new Set<string>();
	let left = count;
	const lane = async (): Promise<void> => {
		while (left-- > 0) {
			statuses.add((await execution({ url, texts: [`text ${left}`] })).status);
			onEach();
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, lane));
	return statuses;
}

it(
	`${EXECUTIONS} executions with one item each leave no timer and no memory behind`,
	async () => {
		const server = await narrow(PLACES);
		const forget = (): void => {
			server.arrivals.length = 0;
			server.answered.length = 0;
		};
		await runMany(200, `${server.url}/m`, forget);
		const timersBefore = timers();
		const heaps: number[] = [];
		for (let half = 0; half < 2; half++) {
			expect(await runMany(EXECUTIONS / 2, `${server.url}/m`, forget)).toEqual(new Set(['success']));
			heaps.push(await heapMb());
		}
		const [middle = NaN, end = NaN] = heaps;
		if (process.env.SOAK_EXECUTIONS) process.stdout.write(`heap: ${middle.toFixed(1)} MB, ${end.toFixed(1)} MB\n`);
		expect(end - middle).toBeLessThan(MOST_GROWTH_MB);
		// Connections keep some; executions keep none.
		expect(timers()).toBeLessThanOrEqual(timersBefore + 2);
	},
	Math.max(120_000, EXECUTIONS * 60),
);

describe('signals', () => {
	const Original = globalThis.AbortController;
	const signals: AbortSignal[] = [];
	beforeEach(() => {
		signals.length = 0;
		globalThis.AbortController = class extends Original {
			constructor() {
				super();
				signals.push(this.signal);
			}
		};
	});
	afterEach(() => {
		globalThis.AbortController = Original;
	});

	it.each([
		['answered at once', { slots: 50, queue: 50, serviceMs: 1 }],
		['refused and repeated', { slots: 2, queue: 0, serviceMs: 5 }],
	])('have no listener left after executions whose items were %s', async (_what, places) => {
		const server = await narrow(places);
		const texts = Array.from({ length: 20 }, (_, i) => `text ${i}`);
		const runs = [texts, texts.slice(0, 1), texts.slice(0, 1)].map(
			async (each) => await execution({ url: `${server.url}/m`, texts: each, options: { maxConcurrency: 10 } }),
		);
		for (const { status } of await Promise.all(runs)) expect(status).toBe('success');
		expect(signals.length).toBeGreaterThan(0);
		expect(signals.flatMap((signal) => getEventListeners(signal, 'abort'))).toEqual([]);
	});
});
