import type { IDataObject } from 'n8n-workflow';
import { runNode } from '../support/engine';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();
const rows = [
	{ json: { city: 'Berlin', total: 30 } },
	{ json: { city: 'Rome', total: 12 } },
	{ json: { city: 'Oslo', total: 7 } },
];

describe.each<[string, IDataObject, string]>([
	['table-question-answering', { query: 'What is the total of Rome?' }, 'table'],
	['tabular-classification', {}, 'data'],
	['tabular-regression', {}, 'data'],
])('%s', (operation, inputs, key) => {
	const run = async (more: IDataObject) => {
		const model = { __rl: true, mode: 'url', value: `${sandbox.current().url}/endpoint/${operation}` };
		return await runNode({ parameters: { operation, model, ...inputs, ...more }, items: rows });
	};
	const sent = (): unknown[] =>
		sandbox.current().requests.map(({ json }) => ((json as IDataObject).inputs as IDataObject)[key]);

	it('makes one table from all input items, and pairs the answer with all of them', async () => {
		const { items, error } = await run({ tableSource: 'items' });
		expect(error).toBeUndefined();
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([[{ item: 0 }, { item: 1 }, { item: 2 }]]);
		expect(sent()).toEqual([{ city: ['Berlin', 'Rome', 'Oslo'], total: ['30', '12', '7'] }]);
	});

	it("reads each item's table from its field", async () => {
		const { items, error } = await run({ table: '={{ [$json] }}' });
		expect(error).toBeUndefined();
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
		expect(sent()).toEqual(
			expect.arrayContaining(rows.map(({ json }) => ({ city: [json.city], total: [String(json.total)] }))),
		);
	});
});

describe('predictions for all items', () => {
	it('become one item per row with Split Results', async () => {
		const model = { __rl: true, mode: 'url', value: `${sandbox.current().url}/endpoint/tabular-regression` };
		const { json } = await runNode({
			parameters: { operation: 'tabular-regression', model, tableSource: 'items', options: { splitResults: true } },
			items: rows,
		});
		expect(json).toEqual(rows.map(() => ({ value: expect.any(Number) })));
	});
});
