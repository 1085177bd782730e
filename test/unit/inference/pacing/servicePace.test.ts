import { InferenceError } from '../../../../nodes/shared/client/errors';
import { ServicePace, type Waiter } from '../../../../nodes/shared/inference/pacing/servicePace';

/** Ends the calls that still wait when a test ends: a pace looks after them once a second. */
let end = new AbortController();
beforeEach(() => {
	end = new AbortController();
});
afterEach(() => end.abort());

const LIMITED = new InferenceError('example.com is rate limiting requests', { type: 'rateLimit', status: 429 });
const turn = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));

function waiter(more: Partial<Waiter> = {}): Waiter {
	return { owner: {}, isReturning: false, maxRetries: 5, failsOver: false, remainingMs: () => 600_000, ...more };
}

/** Takes room at once, or waits for it. */
async function entered(pace: ServicePace, waiting = waiter(), signal = end.signal): Promise<void> {
	if (!pace.enterNow(waiting)) await pace.wait(waiting, signal);
}

/** Calls that enter, with the names of those that got room, in their order. */
function calls(pace: ServicePace) {
	const inside: string[] = [];
	const failed: string[] = [];
	const enter = async (name: string, more: Partial<Waiter> = {}, signal = end.signal): Promise<void> =>
		await entered(pace, waiter(more), signal).then(
			() => void inside.push(name),
			(error: Error) => void failed.push(`${name}: ${error.message}`),
		);
	return { inside, failed, enter };
}

/** A pace that a first refusal has set to one request at once. */
async function narrow(): Promise<ServicePace> {
	const pace = new ServicePace();
	await entered(pace);
	pace.onRefused(performance.now(), LIMITED);
	return pace;
}

describe('The pace of a service', () => {
	it('lets calls in up to its limit, and further ones as others end', async () => {
		const pace = new ServicePace();
		const { inside, enter } = calls(pace);
		for (let i = 0; i < 12; i++) void enter(`c${i}`);
		await turn();
		expect(inside).toHaveLength(10);
		pace.onLeft();
		await turn();
		expect(inside).toHaveLength(11);
		pace.onLeft();
		await turn();
		expect(inside).toHaveLength(12);
	});

	it('serves runs in turns: a batch does not hold back a webhook', async () => {
		const pace = await narrow();
		const { inside, enter } = calls(pace);
		const [batch, webhook] = [{}, {}];
		for (const name of ['b1', 'b2', 'b3']) void enter(name, { owner: batch });
		void enter('w', { owner: webhook });
		for (let i = 0; i < 4; i++) {
			await turn();
			pace.onLeft();
		}
		await turn();
		expect(inside).toEqual(['b1', 'b2', 'w', 'b3']);
	});

	it('gives no room to a call whose wait was cancelled, and tells no other call', async () => {
		const pace = await narrow();
		const { inside, failed, enter } = calls(pace);
		const cancel = new AbortController();
		void enter('first');
		void enter('cancelled', {}, cancel.signal);
		void enter('other');
		cancel.abort(new Error('cancelled'));
		await turn();
		expect(failed).toEqual(['cancelled: cancelled']);
		pace.onLeft();
		await turn();
		expect(inside).toEqual(['first', 'other']);
		expect(pace.isBusy).toBe(true);
		pace.onLeft();
		expect(pace.isBusy).toBe(false);
	});

	it('sets no timer when no call waits any more', async () => {
		jest.useFakeTimers();
		const pace = await narrow();
		const { enter } = calls(pace);
		const cancel = new AbortController();
		await enter('running');
		const waiting = enter('cancelled', {}, cancel.signal);
		expect(jest.getTimerCount()).toBe(1);
		cancel.abort(new Error('cancelled'));
		await waiting;
		expect(jest.getTimerCount()).toBe(0);
		jest.useRealTimers();
	});

	it('holds calls back after a refusal for as long as the service asks, unless it answers another call', async () => {
		const pace = new ServicePace();
		const { inside, enter } = calls(pace);
		await enter('running');
		await enter('refused');
		pace.onRefused(performance.now(), LIMITED, 60_000);
		void enter('held');
		await turn();
		expect(inside).not.toContain('held');
		pace.onAnswered();
		await turn();
		expect(inside).toContain('held');
	});

	it('fails a call at once where the service asks for more time than the call has', async () => {
		const pace = new ServicePace();
		const { failed, enter } = calls(pace);
		await enter('refused');
		pace.onRefused(performance.now(), LIMITED, 3_600_000);
		await enter('late');
		expect(failed).toEqual(['late: example.com is rate limiting requests']);
	});

	it('fails those that wait, as far as their time is shorter than the asked wait', async () => {
		const pace = await narrow();
		const { failed, enter } = calls(pace);
		await enter('refused');
		void enter('short', { remainingMs: () => 1_000 });
		void enter('long', { remainingMs: () => Infinity });
		pace.onRefused(performance.now(), LIMITED, 3_600_000);
		await turn();
		expect(failed).toEqual(['short: example.com is rate limiting requests']);
		pace.onGivenUp(LIMITED, 100);
	});

	it('fails those that wait when a call has used up as many tries as they have', async () => {
		const pace = await narrow();
		const { failed, enter } = calls(pace);
		await enter('running');
		void enter('patient', { maxRetries: 10 });
		void enter('equal', { maxRetries: 5 });
		pace.onGivenUp(LIMITED, 5);
		await turn();
		expect(failed).toEqual(['equal: example.com is rate limiting requests']);
		await enter('new', { maxRetries: 5 });
		expect(failed).toHaveLength(2);
	});

	it('sends those to another provider that can go there, once it has refused a call and has no room', async () => {
		const pace = new ServicePace();
		const { inside, failed, enter } = calls(pace);
		for (let i = 0; i < 10; i++) await enter(`c${i}`);
		void enter('waiting', { failsOver: true });
		void enter('patient');
		await turn();
		expect(failed).toEqual([]);
		pace.onRefused(performance.now(), LIMITED);
		await turn();
		await enter('new', { failsOver: true });
		expect(failed).toEqual(['waiting', 'new'].map((name) => `${name}: example.com is rate limiting requests`));
		for (let i = 0; i < 9; i++) pace.onLeft();
		await turn();
		await enter('later', { failsOver: true });
		expect(inside.slice(10)).toEqual(['patient', 'later']);
	});

	it('sends those to another provider that can go there, as long as it wants a pause', async () => {
		const pace = new ServicePace();
		const { failed, enter } = calls(pace);
		await entered(pace);
		pace.onRefused(performance.now(), LIMITED, 60_000);
		await enter('new', { failsOver: true });
		expect(failed).toEqual(['new: example.com is rate limiting requests']);
	});

	it('takes all calls again when the last refusal is old', async () => {
		jest.useFakeTimers();
		const pace = await narrow();
		const { failed, enter } = calls(pace);
		pace.onGivenUp(LIMITED, 5);
		await enter('early');
		jest.advanceTimersByTime(30_000);
		void enter('first');
		void enter('second');
		await Promise.resolve();
		jest.useRealTimers();
		await turn();
		expect(failed).toEqual(['early: example.com is rate limiting requests']);
	});

	it('takes calls again after an answer', async () => {
		const pace = await narrow();
		const { inside, enter } = calls(pace);
		await enter('running');
		pace.onGivenUp(LIMITED, 5);
		pace.onAnswered();
		await enter('new');
		expect(inside).toEqual(['running', 'new']);
	});

	it('counts the answers, so that a refused call knows whether others got through', async () => {
		const pace = new ServicePace();
		await entered(pace);
		const before = pace.progress;
		pace.onAnswered();
		expect(pace.progress).toBe(before + 1);
	});
});
