import { Slots, all, forEach } from '../../../nodes/shared/inference/concurrency';

const noFailure = (): void => {};
const turn = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));

/** Works that the test ends, with the order in which they started. */
function works() {
	const started: number[] = [];
	const ends = new Map<number, () => void>();
	const work = async (index: number): Promise<void> => {
		started.push(index);
		await new Promise<void>((resolve) => ends.set(index, resolve));
	};
	return { started, work, end: (index: number): void => ends.get(index)?.() };
}

describe('forEach', () => {
	it('starts as many as allowed, and the next one when one ends', async () => {
		const { started, work, end } = works();
		const done = forEach({ count: 4, most: 2 }, work, noFailure);
		await turn();
		expect(started).toEqual([0, 1]);
		end(1);
		await turn();
		expect(started).toEqual([0, 1, 2]);
		for (const index of [0, 2, 3]) {
			end(index);
			await turn();
		}
		await done;
		expect(started).toEqual([0, 1, 2, 3]);
	});

	it('starts no further work after a failure, and throws it when the others have ended', async () => {
		const { started, work, end } = works();
		const failures: unknown[] = [];
		const fails = async (index: number): Promise<void> => {
			if (index === 1) throw new Error('the second failed');
			await work(index);
		};
		const done = forEach({ count: 5, most: 2 }, fails, (error) => failures.push(error));
		await turn();
		expect([failures.length, started]).toEqual([1, [0]]);
		end(0);
		await expect(done).rejects.toThrow('the second failed');
		expect(started).toEqual([0]);
	});

	it('runs nothing for no items', async () => {
		await expect(forEach({ count: 0, most: 5 }, async () => {}, noFailure)).resolves.toBeUndefined();
	});
});

describe('all', () => {
	it('gives results in the order of the works', async () => {
		const late = turn().then(() => 'late');
		expect(await all([late, Promise.resolve('early')], noFailure)).toEqual(['late', 'early']);
	});

	it('tells the first failure at once, and throws it when all have ended', async () => {
		const order: string[] = [];
		const slow = turn().then(() => order.push('slow ended'));
		const failing = Promise.reject(new Error('first'));
		const second = turn().then(() => Promise.reject(new Error('second')));
		await expect(all([slow, failing, second], () => order.push('told'))).rejects.toThrow('first');
		expect(order).toEqual(['told', 'slow ended']);
	});
});

describe('Slots', () => {
	it('run as many at once as there are, the others in their order', async () => {
		const slots = new Slots(2);
		const { started, work, end } = works();
		const done = [0, 1, 2, 3].map(async (index) => await slots.use(async () => await work(index)));
		await turn();
		expect(started).toEqual([0, 1]);
		end(0);
		await turn();
		expect(started).toEqual([0, 1, 2]);
		for (const index of [1, 2, 3]) {
			end(index);
			await turn();
		}
		await Promise.all(done);
	});

	it('are free again after a failure', async () => {
		const slots = new Slots(1);
		await expect(slots.use(async () => await Promise.reject(new Error('no')))).rejects.toThrow('no');
		expect(await slots.use(async () => await Promise.resolve('yes'))).toBe('yes');
	});
});
