import { Limit } from '../../../../nodes/shared/inference/pacing/limit';

/** Answers for as many requests as run at the limit. */
function answerRound(limit: Limit): void {
	for (let i = limit.current; i > 0; i--) limit.onAnswered(limit.current);
}

describe('The limit of requests at once', () => {
	it('starts at ten, or at what the largest run wants', () => {
		const limit = new Limit();
		limit.atLeast(4);
		expect(limit.current).toBe(10);
		limit.atLeast(50);
		expect(limit.current).toBe(50);
	});

	it('grows by one with each answer until the first refusal', () => {
		const limit = new Limit();
		for (let i = 0; i < 10; i++) limit.onAnswered(limit.current);
		expect(limit.current).toBe(20);
	});

	it('does not grow while it is not reached', () => {
		const limit = new Limit();
		for (let i = 0; i < 100; i++) limit.onAnswered(3);
		expect(limit.current).toBe(10);
	});

	it('is halved once for all refusals of a round', () => {
		const limit = new Limit();
		limit.atLeast(16);
		const sentAt = performance.now() - 1;
		for (let i = 0; i < 8; i++) limit.onRefused(sentAt, 16);
		expect(limit.current).toBe(8);
	});

	it('is halved again for a request that was sent after that', () => {
		const limit = new Limit();
		limit.onRefused(performance.now(), 8);
		limit.onRefused(performance.now() + 1, 4);
		expect(limit.current).toBe(2);
	});

	it('is halved from the requests that ran, where fewer ran than it allows', () => {
		const limit = new Limit();
		limit.onRefused(performance.now(), 4);
		expect(limit.current).toBe(2);
	});

	it('never falls below one', () => {
		const limit = new Limit();
		for (let i = 0; i < 9; i++) limit.onRefused(performance.now() + i, 1);
		expect(limit.current).toBe(1);
	});

	it('grows by one with each round of answers after a refusal', () => {
		const limit = new Limit();
		limit.onRefused(performance.now(), 8);
		expect(limit.current).toBe(4);
		answerRound(limit);
		expect(limit.current).toBe(5);
		answerRound(limit);
		expect(limit.current).toBe(6);
	});

	it('no longer starts at the wish of a run once it is known', () => {
		const limit = new Limit();
		limit.onRefused(performance.now(), 8);
		limit.atLeast(100);
		expect(limit.current).toBe(4);
	});

	it('grows where requests hang and none was ever refused', () => {
		const limit = new Limit();
		limit.onStalled();
		expect(limit.current).toBe(11);
		limit.onRefused(performance.now(), 10);
		limit.onStalled();
		expect(limit.current).toBe(5);
	});
});
