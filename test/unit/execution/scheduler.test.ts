import { Scheduler } from '../../../nodes/shared/inference/pacing/scheduler';

const noFailure = (): void => {};
const turn = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));

/** Works that are ended by the test, with the order in which they started. */
function works() {
	const started: number[] = [];
	const ends = new Map<number, () => void>();
	const work = async (index: number): Promise<void> => {
		started.push(index);
		await new Promise<void>((resolve) => ends.set(index, resolve));
	};
	return {
		started,
		work,
		end: (index: number): void => ends.get(index)?.(),
		endAll: (): void => ends.forEach((end) => end()),
	};
}

describe('The scheduler', () => {
	it('starts as many as allowed, and the next one when one ends', async () => {
		const scheduler = new Scheduler(2, 0);
		const { started, work, end, endAll } = works();
		const all = scheduler.forEach(4, work, noFailure);
		await turn();
		expect(started).toEqual([0, 1]);
		end(1);
		await turn();
		expect(started).toEqual([0, 1, 2]);
		end(0);
		end(2);
		await turn();
		endAll();
		await all;
		expect(started).toEqual([0, 1, 2, 3]);
	});

	it('halves the number once for all calls of a round that are refused', async () => {
		const scheduler = new Scheduler(8, 0);
		const { started, work, endAll } = works();
		const all = scheduler.forEach(12, work, noFailure);
		await turn();
		const sentAt = performance.now();
		await turn();
		for (let i = 0; i < 8; i++) scheduler.onRateLimited(sentAt);
		endAll();
		await turn();
		expect(started).toHaveLength(12);
		endAll();
		await all;
	});

	it('halves it again for a call that was sent after that', async () => {
		const scheduler = new Scheduler(8, 0);
		scheduler.onRateLimited(performance.now());
		scheduler.onRateLimited(performance.now() + 1);
		const { started, work, endAll } = works();
		const all = scheduler.forEach(4, work, noFailure);
		await turn();
		expect(started).toHaveLength(2);
		endAll();
		await turn();
		endAll();
		await all;
	});

	it('raises it by one for each round of answers, up to the most', async () => {
		const scheduler = new Scheduler(4, 0);
		scheduler.onRateLimited(performance.now());
		for (let answers = 0; answers < 2 + 3 + 4 + 5; answers++) scheduler.onAnswered();
		const { started, work, endAll } = works();
		const all = scheduler.forEach(6, work, noFailure);
		await turn();
		expect(started).toHaveLength(4);
		endAll();
		await turn();
		endAll();
		await all;
	});

	it('starts another call while one waits to be sent again, but begins no more than the most', async () => {
		const scheduler = new Scheduler(4, 0);
		scheduler.onRateLimited(performance.now());
		const { started, work, endAll } = works();
		const all = scheduler.forEach(8, work, noFailure);
		await turn();
		expect(started).toHaveLength(2);
		const goOn = [scheduler.onWait(), scheduler.onWait()];
		await turn();
		expect(started).toHaveLength(4);
		goOn.push(scheduler.onWait(), scheduler.onWait());
		await turn();
		expect(started).toHaveLength(4);
		for (const pause of goOn) {
			pause.end();
			pause.end();
		}
		for (let i = 0; i < 4; i++) {
			endAll();
			await turn();
		}
		await all;
		expect(started).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
	});

	it('lets a call that waited go on when few enough run, and before one that was never sent', async () => {
		const scheduler = new Scheduler(2, 0);
		const { started, work, end, endAll } = works();
		const all = scheduler.forEach(4, work, noFailure);
		await turn();
		scheduler.onRateLimited(performance.now());
		const pause = scheduler.onWait();
		let isBack = false;
		const back = pause.turn(new AbortController().signal).then(() => (isBack = true));
		await turn();
		expect([isBack, started]).toEqual([false, [0, 1]]);
		end(0);
		await turn();
		expect([isBack, started]).toEqual([true, [0, 1]]);
		await back;
		endAll();
		await turn();
		endAll();
		await turn();
		endAll();
		await all;
		expect(started).toEqual([0, 1, 2, 3]);
	});

	it('no longer holds room for a call that is given up while it waits for its turn', async () => {
		const scheduler = new Scheduler(2, 0);
		const { started, work, endAll } = works();
		const all = scheduler.forEach(3, work, noFailure);
		await turn();
		scheduler.onRateLimited(performance.now());
		const pause = scheduler.onWait();
		const abort = new AbortController();
		const back = pause.turn(abort.signal).finally(pause.end);
		abort.abort(new Error('given up'));
		await expect(back).rejects.toThrow('given up');
		endAll();
		await turn();
		endAll();
		await all;
		expect(started).toEqual([0, 1, 2]);
	});

	it('starts no further call once one has failed, and fails with that when the others have ended', async () => {
		const scheduler = new Scheduler(2, 0);
		const failures: unknown[] = [];
		const started: number[] = [];
		const failed = scheduler.forEach(
			5,
			async (index) => {
				started.push(index);
				await turn();
				if (index === 1) throw new Error('the second failed');
			},
			(error) => failures.push(error),
		);
		await expect(failed).rejects.toThrow('the second failed');
		expect(failures).toHaveLength(1);
		expect(started.length).toBeLessThanOrEqual(3);
	});
});
