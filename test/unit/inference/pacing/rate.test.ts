import { InferenceError } from '../../../../nodes/shared/client/errors';
import { HttpError } from '../../../../nodes/shared/http/errors';
import { Breaker } from '../../../../nodes/shared/inference/pacing/breaker';
import { Rate } from '../../../../nodes/shared/inference/pacing/rate';

const never = new AbortController().signal;

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('A5: a rate', () => {
	it('spaces requests from the moment they leave', async () => {
		const rate = new Rate(60);
		expect(rate.waitMs).toBe(0);
		rate.onLeave();
		expect(rate.waitMs).toBe(1_000);
		const waited = rate.wait(never);
		jest.advanceTimersByTime(1_000);
		await waited;
		expect(rate.waitMs).toBe(0);
	});

	it('saves up no requests while none leaves', () => {
		const rate = new Rate(60);
		rate.onLeave();
		jest.advanceTimersByTime(60_000);
		rate.onLeave();
		expect(rate.waitMs).toBe(1_000);
	});

	it('has no limit with 0', () => {
		const rate = new Rate(0);
		rate.onLeave();
		expect(rate.waitMs).toBe(0);
	});
});

describe('A breaker', () => {
	const down = new InferenceError('down', {
		type: 'network',
		model: 'org/name',
		attempts: 3,
		cause: new HttpError('unreachable', 'no connection'),
	});
	const openBreaker = (): Breaker => {
		const breaker = new Breaker();
		for (let i = 0; i < 5; i++) breaker.onFailure(down);
		return breaker;
	};
	const refused = new InferenceError('no', { type: 'server', status: 500 });

	it('lets calls through until five have failed without a connection', () => {
		const breaker = new Breaker();
		for (let i = 0; i < 4; i++) breaker.onFailure(down);
		expect(breaker.enter()).toBe('call');
		breaker.onFailure(down);
		expect(() => breaker.enter()).toThrow('down');
	});

	it('fails the rest with the same words, without the model of another call', () => {
		try {
			openBreaker().enter();
		} catch (error) {
			expect((error as InferenceError).details).toMatchObject({ type: 'network', attempts: 0, model: undefined });
			return;
		}
		throw new Error('it let the call through');
	});

	it('lets one call a second look', () => {
		const breaker = openBreaker();
		jest.advanceTimersByTime(1_000);
		expect(breaker.enter()).toBe('probe');
		expect(() => breaker.enter()).toThrow('down');
		jest.advanceTimersByTime(1_000);
		expect(breaker.enter()).toBe('probe');
	});

	it('lets all calls through when its news is old', () => {
		const breaker = openBreaker();
		jest.advanceTimersByTime(30_000);
		for (let i = 0; i < 3; i++) expect(breaker.enter()).toBe('call');
		breaker.onFailure(down);
		expect(breaker.enter()).toBe('probe');
		expect(() => breaker.enter()).toThrow('down');
	});

	it('A2: holds back no call with more time than those that failed had', () => {
		const impatient = (withinSeconds: number): InferenceError =>
			down.but({ cause: new HttpError('unreachable', 'no connection', { withinSeconds }) });
		const breaker = new Breaker();
		for (let i = 0; i < 5; i++) breaker.onFailure(impatient(2));
		expect(() => breaker.enter(2_000)).toThrow('down');
		expect(breaker.enter(2_001)).toBe('call');
		expect(breaker.enter()).toBe('call');
		breaker.onFailure(impatient(30));
		expect(() => breaker.enter(30_000)).toThrow('down');
		breaker.onFailure(down);
		expect(() => breaker.enter()).toThrow('down');
	});

	it('closes when any answer came, a failure included', () => {
		const breaker = openBreaker();
		breaker.onFailure(refused);
		expect(breaker.enter()).toBe('call');
	});

	it('stays open after a cancelled call, which says nothing', () => {
		const breaker = openBreaker();
		breaker.onFailure(new InferenceError('cancelled', { type: 'cancelled' }));
		expect(() => breaker.enter()).toThrow('down');
	});
});
