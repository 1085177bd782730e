import { taskIds } from '../tasks/samples';
import { cells, routedCells, type Cell } from './cells';
import { BROKEN, differenceOf, mended } from './differences';
import { atOnce, runCell, type NodeRun } from './node';
import { runOfficial, useOfficialClient, type OfficialRun } from './official';
import { expectSame } from './promised';

useOfficialClient();

const runs = new Map<Cell, { official: OfficialRun; node: NodeRun }>();

/** Many cells at once: jobs that queue spend their time waiting. */
beforeAll(async () => {
	await atOnce(routedCells, async (cell) => {
		const [official, node] = await Promise.all([runOfficial(cell, false), runCell(cell, false)]);
		runs.set(cell, { official, node });
	});
}, 300_000);

function runOf(cell: Cell): { official: OfficialRun; node: NodeRun } {
	const run = runs.get(cell);
	if (run === undefined) throw new Error('the cell was not run');
	return run;
}

// What is sent for each parameter is held against Python's client, in test/unit/client/providers/matrix.test.ts.
describe.each(routedCells)('$task at $provider without parameters', (cell) => {
	it('sends what the official client sends, polls and downloads included', () => {
		const { official, node } = runOf(cell);
		expect(official.sent.length).toBeGreaterThan(0);
		if (differenceOf(cell) === undefined) expect(node.sent).toEqual(mended(official.sent, cell));
	});

	it('gives what the official client makes of the answer', async () => {
		const { official, node } = runOf(cell);
		const known = differenceOf(cell);
		if (known !== undefined) return known.expectAnswer(node);
		expect(official.error).toBeUndefined();
		expect(node.error).toBeUndefined();
		await expectSame(node, cell.task, official.result);
	});
});

describe('the list of differences', () => {
	it.each(BROKEN)('still holds: $reason', ({ applies }) => {
		const shown = routedCells.filter(applies);
		expect(shown.length).toBeGreaterThan(0);
		for (const cell of shown) expect(runOf(cell).official.error).toBeDefined();
	});
});

describe('the table of providers and tasks', () => {
	it('is whole: every cell is a task of the node', () => {
		expect(cells.map(({ task }) => task).filter((task) => !taskIds.includes(task))).toEqual([]);
	});

	// Requests to Hugging Face's own service are held against the official client's in wire/officialClient.test.ts, and
	// those with a provider's own key in keys.test.ts.
	it('has cells of every provider but these among those above', () => {
		const left = cells.filter((cell) => !routedCells.includes(cell)).map(({ provider }) => provider);
		expect([...new Set(left)]).toEqual(['hf-inference', 'openai']);
	});
});
