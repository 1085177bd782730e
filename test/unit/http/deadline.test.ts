import { Deadline, sleep, untilAborted } from '../../../nodes/shared/http/deadline';
import { CancelledError, DeadlineError } from '../../../nodes/shared/http/errors';

const over = async (signal: AbortSignal): Promise<unknown> =>
	await new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal.reason), { once: true }));

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('A deadline', () => {
	it('passes when its time is over, from its start on', async () => {
		const deadline = new Deadline(2);
		const reason = over(deadline.signal);
		jest.advanceTimersByTime(10_000);
		expect(deadline.signal.aborted).toBe(false);
		deadline.start();
		jest.advanceTimersByTime(1_999);
		expect(deadline.signal.aborted).toBe(false);
		jest.advanceTimersByTime(1);
		expect(await reason).toEqual(new DeadlineError(2));
	});

	it('stands still while it is stopped', () => {
		const deadline = new Deadline(2);
		deadline.start();
		jest.advanceTimersByTime(1_500);
		deadline.stop();
		jest.advanceTimersByTime(60_000);
		expect(deadline.remaining).toBe(500);
		deadline.start();
		jest.advanceTimersByTime(499);
		expect(deadline.signal.aborted).toBe(false);
		jest.advanceTimersByTime(1);
		expect(deadline.signal.aborted).toBe(true);
	});

	it('has no limit with 0', () => {
		const deadline = new Deadline(0);
		deadline.start();
		jest.advanceTimersByTime(10_000_000);
		expect([deadline.remaining, deadline.signal.aborted]).toEqual([Infinity, false]);
	});

	it('is lifted, and still follows its parents', () => {
		const parent = new AbortController();
		const deadline = new Deadline(1, [parent.signal]);
		deadline.start();
		deadline.lift();
		jest.advanceTimersByTime(5_000);
		expect(deadline.signal.aborted).toBe(false);
		parent.abort(new Error('stop'));
		expect(deadline.signal.reason).toBeInstanceOf(CancelledError);
	});

	it('stops and starts the clock of the longer one that it is part of', () => {
		const outer = new Deadline(10);
		outer.start();
		const inner = new Deadline(2, [outer.signal], outer);
		inner.start();
		inner.stop();
		jest.advanceTimersByTime(60_000);
		expect([inner.remaining, outer.remaining]).toEqual([2_000, 10_000]);
		inner.start();
		jest.advanceTimersByTime(1_000);
		expect([inner.remaining, outer.remaining]).toEqual([1_000, 9_000]);
	});

	it('passes its parent’s deadline on as one, and anything else as cancelled', () => {
		const late = new AbortController();
		late.abort(new DeadlineError(3));
		expect(new Deadline(9, [late.signal]).signal.reason).toEqual(new DeadlineError(3));
		const cancel = new AbortController();
		cancel.abort();
		expect(new Deadline(9, [cancel.signal]).signal.reason).toBeInstanceOf(CancelledError);
	});

	it('leaves neither timer nor listener when it is cleared', () => {
		const parent = new AbortController();
		const deadline = new Deadline(1, [parent.signal]);
		deadline.start();
		deadline.clear();
		parent.abort();
		expect([jest.getTimerCount(), deadline.signal.aborted]).toEqual([0, false]);
	});
});

it('A sleep ends with the signal, and leaves no timer', async () => {
	const abort = new AbortController();
	const slept = sleep(60_000, abort.signal);
	abort.abort(new Error('stop'));
	await expect(slept).rejects.toThrow('stop');
	expect(jest.getTimerCount()).toBe(0);
});

it('A wait that is aborted ends, whatever the promise does', async () => {
	const abort = new AbortController();
	const waited = untilAborted(new Promise(() => {}), abort.signal);
	abort.abort(new Error('stop'));
	await expect(waited).rejects.toThrow('stop');
	await expect(untilAborted(Promise.resolve(1), new AbortController().signal)).resolves.toBe(1);
});
