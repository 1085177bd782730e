import { FairQueue } from '../../../../nodes/shared/inference/pacing/fairQueue';

function taken(queue: FairQueue<string>): string[] {
	const entries: string[] = [];
	for (let next = queue.take(); next !== undefined; next = queue.take()) entries.push(next);
	return entries;
}

describe('The fair queue', () => {
	it('serves one owner after the other, each in its order', () => {
		const queue = new FairQueue<string>();
		const [batch, webhook, other] = [{}, {}, {}];
		for (const entry of ['b1', 'b2', 'b3']) queue.add(batch, entry, false);
		queue.add(webhook, 'w1', false);
		for (const entry of ['o1', 'o2']) queue.add(other, entry, false);
		expect(taken(queue)).toEqual(['b1', 'w1', 'o1', 'b2', 'o2', 'b3']);
	});

	it('serves entries that go first before the others of their owner', () => {
		const queue = new FairQueue<string>();
		const [batch, webhook] = [{}, {}];
		queue.add(batch, 'new', false);
		queue.add(batch, 'returning', true);
		queue.add(webhook, 'w1', false);
		expect(taken(queue)).toEqual(['returning', 'w1', 'new']);
	});

	it('gives an owner that comes late its turn after one round', () => {
		const queue = new FairQueue<string>();
		const [batch, webhook] = [{}, {}];
		for (let i = 0; i < 1_000; i++) queue.add(batch, `b${i}`, false);
		queue.take();
		queue.add(webhook, 'w', false);
		expect([queue.take(), queue.take()]).toEqual(['b1', 'w']);
	});

	it('takes entries out that match, and forgets owners without entries', () => {
		const queue = new FairQueue<string>();
		const owner = {};
		queue.add(owner, 'a', false);
		queue.add(owner, 'b', true);
		expect(queue.remove((entry) => entry === 'b')).toEqual(['b']);
		expect(queue.size).toBe(1);
		expect(queue.remove(() => true)).toEqual(['a']);
		expect([queue.size, queue.take()]).toEqual([0, undefined]);
	});
});
