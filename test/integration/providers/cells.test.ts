import { taskIds, taskOf } from '../tasks/samples';
import { cells, routedCells } from './cells';
import { BROKEN, differencesOf } from './differences';
import { atOnce, runCell, type NodeRun } from './node';
import { runOfficial, useOfficialClient, type OfficialRun } from './official';
import { expectSame } from './promised';

useOfficialClient();

const cases = routedCells.flatMap((cell) =>
	[false, ...(taskOf(cell.task).parameters.length > 0 ? [true] : [])].map((withParameters) => ({
		...cell,
		withParameters,
		what: withParameters ? 'every parameter' : 'no parameter',
	})),
);

const runs = new Map<object, { official: OfficialRun; node: NodeRun }>();

/** Many cells at once: jobs that queue spend their time waiting. */
beforeAll(async () => {
	await atOnce(cases, async (one) => {
		const [official, node] = await Promise.all([
			runOfficial(one, one.withParameters),
			runCell(one, one.withParameters),
		]);
		runs.set(one, { official, node });
	});
}, 300_000);

function runOf(one: object): { official: OfficialRun; node: NodeRun } {
	const run = runs.get(one);
	if (run === undefined) throw new Error('the cell was not run');
	return run;
}

describe.each(cases)('$task at $provider with $what', (one) => {
	it('sends what the official client sends, polls and downloads included', () => {
		const { official, node } = runOf(one);
		expect(official.sent.length).toBeGreaterThan(0);
		expect(node.sent).toEqual(official.sent);
	});

	it('gives what the official client makes of the answer', async () => {
		const { official, node } = runOf(one);
		const [known] = differencesOf(one);
		if (known !== undefined) return await known.expectAnswer(node, official);
		expect(official.error).toBeUndefined();
		expect(node.error).toBeUndefined();
		await expectSame(node, one.task, official.result);
	});
});

describe('the list of differences', () => {
	it.each(BROKEN)('still holds: $reason', ({ applies }) => {
		const shown = cases.filter(applies);
		expect(shown.length).toBeGreaterThan(0);
		for (const one of shown) expect(runOf(one).official.error).toBeDefined();
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
