import { InferenceError, type ErrorDetails } from '../../../../nodes/shared/client/errors';
import type { JsonValue } from '../../../../nodes/shared/client/json';
import { Bill } from '../../../../nodes/shared/inference/figures/bill';
import { Spending } from '../../../../nodes/shared/inference/figures/spending';
import { model, provider } from './models';

const priced = model([
	provider('together', { price: { input: 1, output: 2 } }),
	provider('groq', { price: { input: 0.1, output: 0.2 } }),
	provider('silent'),
]);
const body = { messages: [{ role: 'user', content: 'x'.repeat(400) }] };
const usage = { prompt_tokens: 100, completion_tokens: 10 };
const failure = (details: Partial<ErrorDetails>) => new InferenceError('failed', { type: 'network', ...details });
const json = (value: JsonValue) => ({ kind: 'json' as const, value });

function billOf(limit = 0, named?: string) {
	const spending = new Spending(limit);
	return {
		spending,
		bill: new Bill(spending, { model: priced, body, ...(named !== undefined && { provider: named }) }),
	};
}

describe('The bill of a request', () => {
	it('has the price of the provider that the answer names', () => {
		const { bill, spending } = billOf();
		bill.onAnswer(json({ usage }), { 'x-inference-provider': 'groq' });
		expect(bill.cost).toEqual({
			usd: 0.000012,
			price: { input: 0.1, output: 0.2 },
			provider: 'groq',
			isUpperBound: false,
		});
		expect(spending.sentence()).toBe('About $0.000012 for 1 item (groq)');
	});

	it('has the price of the provider that was asked, where the answer names none', () => {
		const { bill } = billOf(0, 'together');
		bill.onAnswer(json({ usage }));
		expect(bill.cost?.usd).toBe(0.00012);
	});

	it('is an upper bound where nobody is named', () => {
		const { bill, spending } = billOf();
		bill.onAnswer(json({ usage }));
		expect(bill.cost).toMatchObject({ usd: 0.00012, isUpperBound: true });
		expect(spending.sentence()).toBe('At most $0.00012 for 1 item');
	});

	it('is unknown without usage; for a limit, the characters count', () => {
		const { bill, spending } = billOf(0.00012, 'together');
		bill.onAnswer(json('x'.repeat(38)));
		expect(bill.cost).toBeUndefined();
		expect(spending.isReached).toBe(true);
	});

	it('is unknown for a provider without a price; for a limit, the dearest counts', () => {
		const { bill, spending } = billOf(0.00012);
		bill.onAnswer(json({ usage }), { 'x-inference-provider': 'silent' });
		expect(bill.cost).toBeUndefined();
		expect(spending.isReached).toBe(true);
	});

	it('counts an answer once, also if it cannot be used', () => {
		const { bill, spending } = billOf();
		bill.onAnswer(json({ usage }), { 'x-inference-provider': 'groq' });
		bill.onFailure(failure({ response: { usage } }));
		expect(spending.sentence()).toBe('About $0.000012 for 1 item (groq)');
	});

	it('counts the part of an answer that broke off, and neither refusals nor what never came', () => {
		const { bill, spending } = billOf(0.0001);
		bill.onFailure(failure({}));
		bill.onFailure(failure({ status: 503, response: 'Overloaded' }));
		expect(spending.isReached).toBe(false);
		bill.onFailure(failure({ response: 'some text' }));
		expect(spending.isReached).toBe(true);
	});

	it('has a price in advance where a provider that may serve has one', () => {
		expect(billOf().bill.isPriced).toBe(true);
		expect(billOf(0, 'groq').bill.isPriced).toBe(true);
		expect(billOf(0, 'silent').bill.isPriced).toBe(false);
		expect(billOf(0, 'unlisted').bill.isPriced).toBe(false);
		expect(new Bill(new Spending()).isPriced).toBe(false);
	});
});
