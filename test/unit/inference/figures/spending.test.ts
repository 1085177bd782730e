import type { Cost } from '../../../../nodes/shared/inference/figures/cost';
import { Spending } from '../../../../nodes/shared/inference/figures/spending';

const price = { input: 1, output: 1 };
const cost = (usd: number, isUpperBound = false): Cost => ({
	usd,
	price,
	isUpperBound,
	...(!isUpperBound && { provider: 'together' }),
});

function spent(...costs: Cost[]): Spending {
	const spending = new Spending();
	for (const one of costs) spending.add({ cost: one });
	return spending;
}

describe('What a run spent', () => {
	it('is one sum, with the providers', () => {
		expect(spent(cost(0.4), cost(0.02)).sentence()).toBe('About $0.42 for 2 items (together)');
		expect(spent(...Array.from({ length: 1000 }, () => cost(0.001))).sentence()).toBe(
			'About $1.00 for 1,000 items (together)',
		);
		expect(spent(cost(0)).sentence()).toBe('About $0 for 1 item (together)');
	});

	it('is at most the sum where the provider of an answer is unknown', () => {
		const spending = spent(cost(0.4));
		spending.add({ cost: cost(0.02, true) });
		expect(spending.sentence()).toBe('At most $0.42 for 2 items (together)');
	});

	it('tells of answers without a known cost', () => {
		const spending = spent(cost(0.4));
		spending.add({});
		expect(spending.sentence()).toBe('About $0.40 for 1 item (together). The cost of 1 item is unknown');
	});

	it('is not told where no cost is known', () => {
		const spending = new Spending();
		spending.add({});
		expect(spending.sentence()).toBeUndefined();
		expect(new Spending().sentence()).toBeUndefined();
	});
});

describe('A spending limit', () => {
	it('is reached by the sum', () => {
		const spending = new Spending(0.5);
		spending.add({ cost: cost(0.49) });
		expect(() => spending.assertOpen()).not.toThrow();
		spending.add({ cost: cost(0.01) });
		expect(() => spending.assertOpen()).toThrow("The run has spent $0.50 by estimate, and 'Max Cost' is $0.50");
	});

	it('is not missed by the last digit of a sum', () => {
		const spending = new Spending(0.038);
		for (let i = 0; i < 100; i++) spending.add({ cost: cost(0.00038) });
		expect(spending.isReached).toBe(true);
	});

	it('counts a guess where the cost is unknown', () => {
		const spending = new Spending(0.5);
		spending.add({ most: cost(0.6, true) });
		expect(spending.isReached).toBe(true);
		expect(spending.sentence()).toBeUndefined();
	});

	it('needs a price', () => {
		expect(() => new Spending(0.5).assertPriced(false, "'org/name'")).toThrow(
			"'Max Cost' is set, and 'org/name' has no known price",
		);
		expect(() => new Spending(0.5).assertPriced(true, "'org/name'")).not.toThrow();
	});

	it('of zero is none', () => {
		const spending = spent(cost(100));
		expect(() => spending.assertOpen()).not.toThrow();
		expect(() => spending.assertPriced(false, 'this server')).not.toThrow();
	});
});
