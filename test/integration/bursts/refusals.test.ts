import type { IDataObject } from 'n8n-workflow';
import type { RunResult } from '../support/engine';
import { burst, execution } from './executions';
import type { NarrowServer } from './narrowServer';
import { until, useNarrow } from './useNarrow';

const narrow = useNarrow();
const NO_PLACE = { slots: 0, queue: 0, serviceMs: 0 };
const typeOf = ({ error }: RunResult): unknown => error?.context?.type;
const mostTries = ({ arrivals }: NarrowServer): number =>
	Math.max(...arrivals.map(({ text }) => arrivals.filter((other) => other.text === text).length));
const errorType = ({ details }: IDataObject): unknown => (details as IDataObject | undefined)?.type;
const statuses = (results: readonly RunResult[]): string[] => results.map(({ status }) => status);

describe('many executions at once', () => {
	it('are all answered by a server with five places', async () => {
		const server = await narrow({ slots: 5, queue: 0, serviceMs: 200 });
		const results = await burst(60, { url: `${server.url}/m` });
		expect(statuses(results)).toEqual(results.map(() => 'success'));
		expect(new Set(server.answered).size).toBe(60);
		expect(server.mostBusy).toBe(5);
		expect(server.arrivals.length).toBeLessThanOrEqual(90);
	});

	it('are all answered with one retry, since a refusal while others are served is a place in the queue', async () => {
		const server = await narrow({ slots: 2, queue: 1, serviceMs: 50 });
		const results = await burst(60, { url: `${server.url}/m`, options: { maxRetries: 1 } });
		expect(statuses(results)).toEqual(results.map(() => 'success'));
	});

	it('wait as long as the server asks, together', async () => {
		const server = await narrow({ slots: 5, queue: 0, serviceMs: 100, retryAfter: '1' });
		const results = await burst(40, { url: `${server.url}/m` });
		expect(statuses(results)).toEqual(results.map(() => 'success'));
		expect(server.arrivals.length).toBeLessThanOrEqual(60);
	});
});

describe('when the quota is gone', () => {
	it('every execution fails at once after the first refusal, and asks no further', async () => {
		const server = await narrow({ ...NO_PLACE, retryAfter: '3600' });
		const results = await burst(60, { url: `${server.url}/m` });
		expect(results.map(typeOf)).toEqual(results.map(() => 'rateLimit'));
		// Only those that were under way together have asked.
		expect(server.arrivals.length).toBeLessThanOrEqual(10);
	});

	it('executions that come later fail without a request', async () => {
		const server = await narrow({ ...NO_PLACE, retryAfter: '3600' });
		await execution({ url: `${server.url}/m`, texts: ['first'] });
		const results = await burst(30, { url: `${server.url}/m` });
		expect(results.map(typeOf)).toEqual(results.map(() => 'rateLimit'));
		expect(server.arrivals.map(({ text }) => text)).toEqual(['first']);
	});

	it('a batch fails as fast, item by item', async () => {
		const server = await narrow({ ...NO_PLACE, retryAfter: '3600' });
		const texts = Array.from({ length: 200 }, (_, i) => `text ${i}`);
		const result = await execution({ url: `${server.url}/m`, texts });
		expect(typeOf(result)).toBe('rateLimit');
		expect(server.arrivals.length).toBeLessThanOrEqual(10);
	});

	it('without Retry-After, executions fail after Max Retries', async () => {
		const server = await narrow(NO_PLACE);
		const results = await burst(60, { url: `${server.url}/m`, options: { maxRetries: 2 } });
		expect(results.map(typeOf)).toEqual(results.map(() => 'rateLimit'));
		expect(mostTries(server)).toBe(3);
	});

	it('without Retry-After, the first item that has used up its tries ends the wait of those that follow', async () => {
		const server = await narrow(NO_PLACE);
		const texts = Array.from({ length: 200 }, (_, i) => `text ${i}`);
		const options = { maxRetries: 2 };
		const result = await execution({ url: `${server.url}/m`, texts, options, onError: 'continueRegularOutput' });
		expect(result.json.map(errorType)).toEqual(texts.map(() => 'rateLimit'));
		expect(mostTries(server)).toBe(3);
		// Ten items are under way together.
		expect(server.arrivals.length).toBeLessThanOrEqual(60);
	});

	it('no execution tells what another one sent', async () => {
		const server = await narrow({ ...NO_PLACE, retryAfter: '3600' });
		const results = await burst(60, { url: `${server.url}/m` });
		for (const [i, { error }] of results.entries()) {
			const told = JSON.stringify([error?.message, error?.description, error?.context]);
			const others = [...told.matchAll(/<(text \d+)>/g)].map(([, text]) => text).filter((text) => text !== `text ${i}`);
			expect(others).toEqual([]);
		}
	});
});

describe('executions with different Max Retries', () => {
	it('each keeps to its own: those with more outlast a bad time', async () => {
		let isBad = true;
		const server = await narrow({ slots: 5, queue: 5, serviceMs: 20, refuses: () => (isBad ? 429 : undefined) });
		const url = `${server.url}/m`;
		const patient = burst(20, { url, options: { maxRetries: 10 } }, 'patient');
		await until(() => server.arrivals.length > 0);
		const hasty = await burst(20, { url, options: { maxRetries: 1 } }, 'hasty');
		expect(hasty.map(typeOf)).toEqual(hasty.map(() => 'rateLimit'));
		isBad = false;
		const results = await patient;
		expect(statuses(results)).toEqual(results.map(() => 'success'));
	});

	it('Max Retries 0 asks once, whatever others do', async () => {
		const server = await narrow({ slots: 1, queue: 0, serviceMs: 50 });
		const url = `${server.url}/m`;
		const others = burst(10, { url }, 'other');
		await until(() => server.answered.length > 0);
		await burst(10, { url, options: { maxRetries: 0 } }, 'once');
		const asked = server.arrivals.filter(({ text }) => text.startsWith('once')).map(({ text }) => text);
		expect(new Set(asked).size).toBe(asked.length);
		expect(statuses(await others)).toEqual(Array.from({ length: 10 }, () => 'success'));
	});
});
