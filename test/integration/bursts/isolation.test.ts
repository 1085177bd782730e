import { burst, execution } from './executions';
import { until, useNarrow } from './useNarrow';

const narrow = useNarrow();
const PLACES = { slots: 20, queue: 20, serviceMs: 20 };
const statuses = (results: ReadonlyArray<{ status: string }>): Set<string> =>
	new Set(results.map(({ status }) => status));

describe('executions of different users of one service', () => {
	it('A4: a token without quota holds back no other token', async () => {
		const refuses = ({ authorization }: { authorization?: string }): number | undefined =>
			authorization === 'Bearer hf_poor' ? 429 : undefined;
		const server = await narrow({ ...PLACES, retryAfter: '3600', refuses });
		const [poor, rich] = await Promise.all([
			burst(20, { url: `${server.url}/m`, token: 'hf_poor' }, 'poor'),
			burst(20, { url: `${server.url}/m`, token: 'hf_rich' }, 'rich'),
		]);
		expect([statuses(poor), statuses(rich)]).toEqual([new Set(['error']), new Set(['success'])]);
		expect(JSON.stringify(poor.map(({ error }) => error?.message))).not.toContain('rich');
	});

	it('A4: a token with a quota of its own works while anonymous calls have none', async () => {
		const refuses = ({ authorization }: { authorization?: string }): number | undefined =>
			authorization === undefined ? 429 : undefined;
		const server = await narrow({ ...PLACES, retryAfter: '3600', refuses });
		const anonymous = await burst(5, { url: `${server.url}/m` }, 'anonymous');
		const known = await burst(20, { url: `${server.url}/m`, token: 'hf_known' }, 'known');
		expect([statuses(anonymous), statuses(known)]).toEqual([new Set(['error']), new Set(['success'])]);
	});

	it('a service without quota holds back no other service', async () => {
		const [gone, living] = [await narrow({ ...PLACES, slots: 0, queue: 0, retryAfter: '3600' }), await narrow(PLACES)];
		const [failed, answered] = await Promise.all([
			burst(20, { url: `${gone.url}/m`, token: 'hf_same' }),
			burst(20, { url: `${living.url}/m`, token: 'hf_same' }),
		]);
		expect([statuses(failed), statuses(answered)]).toEqual([new Set(['error']), new Set(['success'])]);
	});

	it('a model that loads holds back no other model of the service', async () => {
		let isLoading = true;
		const refuses = ({ path }: { path: string }): number | undefined =>
			path === '/cold' && isLoading ? 503 : undefined;
		const server = await narrow({ ...PLACES, refuses });
		const cold = burst(20, { url: `${server.url}/cold` }, 'cold');
		await until(() => server.arrivals.length > 0);
		const warm = await burst(20, { url: `${server.url}/warm` }, 'warm');
		expect(statuses(warm)).toEqual(new Set(['success']));
		expect(server.answered.some((text) => text.startsWith('cold'))).toBe(false);
		isLoading = false;
		expect(statuses(await cold)).toEqual(new Set(['success']));
	});
});

describe('a canceled execution', () => {
	it('A2: takes no other along that waits for its turn', async () => {
		const server = await narrow({ slots: 1, queue: 0, serviceMs: 50 });
		const url = `${server.url}/m`;
		const cancels: Array<() => void> = [];
		const onStart = (run: { cancel: () => void }): void => void cancels.push(() => run.cancel());
		const canceled = burst(15, { url, onStart }, 'canceled');
		const living = burst(15, { url }, 'living');
		await until(() => server.answered.length > 0);
		for (const cancel of cancels) cancel();
		expect(statuses(await living)).toEqual(new Set(['success']));
		await canceled;
		const asked = server.arrivals.length;
		expect((await execution({ url, texts: ['after'] })).status).toBe('success');
		// Nothing of the canceled ones is sent later.
		expect(server.arrivals.slice(asked).map(({ text }) => text)).toEqual(expect.arrayContaining(['after']));
		expect(server.arrivals.slice(asked).some(({ text }) => text.startsWith('canceled'))).toBe(false);
	});

	it('A2: hands the look at a loading model to another one', async () => {
		let isLoading = true;
		const server = await narrow({ ...PLACES, refuses: () => (isLoading ? 503 : undefined) });
		const url = `${server.url}/m`;
		let cancel = (): void => {};
		const canceled = execution({ url, texts: ['canceled'], onStart: (run) => (cancel = () => run.cancel()) });
		await until(() => server.arrivals.length > 0);
		const living = burst(5, { url }, 'living');
		cancel();
		await canceled;
		await until(() => server.arrivals.some(({ text }) => text.startsWith('living')));
		isLoading = false;
		expect(statuses(await living)).toEqual(new Set(['success']));
	});

	it('gives its place back when it is canceled at work', async () => {
		const server = await narrow({ slots: 20, queue: 20, serviceMs: 60_000 });
		const url = `${server.url}/m`;
		const cancels: Array<() => void> = [];
		const canceled = burst(10, { url, onStart: (run) => void cancels.push(() => run.cancel()) }, 'canceled');
		await until(() => server.arrivals.length === 10);
		server.behaviour = { slots: 40, queue: 40, serviceMs: 5 };
		const living = burst(10, { url }, 'living');
		for (const cancel of cancels) cancel();
		expect(statuses(await living)).toEqual(new Set(['success']));
		await canceled;
	});
});
