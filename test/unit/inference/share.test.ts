import { Deadline } from '../../../nodes/shared/http/deadline';
import { DeadlineError } from '../../../nodes/shared/http/errors';
import type { InferenceRequest } from '../../../nodes/shared/inference/request';
import { Share } from '../../../nodes/shared/inference/share';

function shareOf(timeoutSeconds: number, providers: number): { share: Share; whole: Deadline } {
	const deadline = new Deadline(timeoutSeconds);
	const request = { deadline, settings: { timeoutSeconds } } as InferenceRequest;
	return { share: new Share(request, providers), whole: deadline };
}
const settled = async (): Promise<void> => {
	for (let i = 0; i < 5; i++) await Promise.resolve();
};

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe("A12: a provider's share of the time", () => {
	it('is an equal part of what is left', () => {
		const { share } = shareOf(30, 3);
		share.deadline.start();
		jest.advanceTimersByTime(9_999);
		expect(share.deadline.signal.aborted).toBe(false);
		jest.advanceTimersByTime(1);
		expect(share.deadline.signal.reason).toEqual(new DeadlineError(10));
	});

	it('becomes all of the time once the provider took the request', () => {
		const { share, whole } = shareOf(30, 3);
		share.deadline.start();
		share.onBilled();
		jest.advanceTimersByTime(29_999);
		expect([share.isBilled, share.deadline.signal.aborted]).toEqual([true, false]);
		jest.advanceTimersByTime(1);
		expect([whole.signal.aborted, share.deadline.signal.aborted]).toEqual([true, true]);
	});

	it.each([
		['confirmed', true],
		['not confirmed', false],
	])('ends with a job whose cancelling is %s: %s', async (_what, isConfirmed) => {
		const { share } = shareOf(30, 3);
		share.deadline.start();
		jest.advanceTimersByTime(2_000);
		share.onBilled();
		const cancel = jest.fn(async () => isConfirmed);
		share.onTaken(cancel);
		jest.advanceTimersByTime(7_999);
		expect(cancel).not.toHaveBeenCalled();
		jest.advanceTimersByTime(1);
		await settled();
		expect(cancel).toHaveBeenCalledTimes(1);
		expect([share.isBilled, share.deadline.signal.aborted]).toEqual([!isConfirmed, isConfirmed]);
	});

	it('cancels no job of a call without a limit', () => {
		const { share } = shareOf(0, 2);
		share.deadline.start();
		share.onBilled();
		const cancel = jest.fn(async () => true);
		share.onTaken(cancel);
		jest.advanceTimersByTime(10_000_000);
		expect(cancel).not.toHaveBeenCalled();
	});

	it('cancels no job that has ended', () => {
		const { share } = shareOf(30, 3);
		share.deadline.start();
		share.onBilled();
		const cancel = jest.fn(async () => true);
		share.onTaken(cancel);
		share.clear();
		jest.advanceTimersByTime(60_000);
		expect(cancel).not.toHaveBeenCalled();
	});
});
