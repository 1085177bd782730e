import { SERVED, type Served } from '../../../sandbox/dialects/reads';
import { readServersPage, withMatrix } from '../../../tools/docs/servers';
import { useSandbox } from '../support/sandbox';
import { promisedOf } from '../tasks/promised';
import { taskOf } from '../tasks/samples';
import { runCell, takesFile, type Cell } from './matrix';
import { matrixTables } from './matrixTable';

const sandbox = useSandbox();
const cells: Cell[] = [];

/** Tasks that the default containers have, and fail at whatever is sent. */
const FAILING = [
	'toolkit zero-shot-audio-classification',
	'toolkit depth-estimation',
	'toolkit mask-generation',
	'toolkit video-classification',
	'hf-serve text-generation',
];

/** What the sandbox answers to the samples, so that an item of another input, or of none, is seen. */
const RIGHT: Readonly<Record<string, object>> = {
	'automatic-speech-recognition': { text: expect.stringContaining('The quick brown fox jumps over the lazy dog.') },
	'chat-completion': { content: expect.stringContaining('lighthouse') },
	'document-question-answering': { answer: '$154.06' },
	'image-classification': { label: 'sky' },
	'image-text-to-text': { content: expect.stringContaining('a picture of sky') },
	'image-to-text': { generated_text: expect.stringContaining('a picture of sky') },
	'object-detection': { count: 3 },
	'question-answering': { answer: '42 dollars' },
	'sentence-similarity': { sentence: 'When will my package arrive?' },
	summarization: { summary_text: expect.stringContaining('Sarah') },
	'table-question-answering': { answer: 'SUM > 1, 2', cells: ['1', '2'] },
	'text-classification': { label: 'POSITIVE' },
	'text-generation': { generated_text: expect.stringContaining('lighthouse') },
	'text-ranking': { sentence: 'The total is 42 dollars' },
	'token-classification': { entities: expect.arrayContaining([expect.objectContaining({ word: 'Sarah' })]) },
	translation: { translation_text: expect.stringContaining('Sarah') },
	'visual-question-answering': { answer: expect.any(String) },
};

function nameOf({ program, task, path }: Served): string {
	return `${program} ${task} at ${path}`;
}

/** A model that gives no sentence vectors gives one for each token. */
function expectRight({ served, plain }: Cell): void {
	const task = taskOf(served.task);
	const isTokens = plain.json[0]?.embeddings !== undefined;
	const promised = isTokens ? { embeddings: expect.any(Array), dimensions: 384 } : promisedOf(task);
	expect(plain.json).toEqual([expect.objectContaining(promised)]);
	expect(plain.json).toEqual([expect.objectContaining(RIGHT[served.task] ?? {})]);
	expect(plain.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }]);
}

describe.each(SERVED.map((served) => [nameOf(served), served] as const))('%s', (_name, served) => {
	let cell: Cell;

	beforeAll(async () => {
		cell = await runCell(sandbox.current(), served);
		cells.push(cell);
	}, 120_000);

	it('gets only requests in a valid format for all programs', () => {
		expect(cell.misformed).toEqual([]);
	});

	if (FAILING.includes(`${served.program} ${served.task}`)) {
		it('fails, and the user is told what to do instead', () => {
			expect(cell.plain.error?.description).toMatch(/cannot (serve this task|take a (file|video))|use Chat Completion/);
			expect(cell.plain.error?.message).toMatch(/rejected the request \(400\)/);
		});
		return;
	}

	it('accepts the inputs alone, and returns the right item', () => {
		expect(cell.plain.error).toBeUndefined();
		expectRight(cell);
		if (cell.isRaw) expect(takesFile(cell)).toBe(true);
	});

	it('reports every ignored parameter', () => {
		const lost = cell.fates.filter(({ fate }) => fate === 'lost').map(({ field, words }) => `${field.label}: ${words}`);
		expect(lost).toEqual([]);
		expect(cell.fates).toHaveLength(taskOf(served.task).parameters.length);
	});

	if (taskOf(served.task).list !== undefined) {
		it('returns the same items for a list as for single inputs', () => {
			expect(cell.lists?.single.error).toBeUndefined();
			expect(cell.lists?.listed.error).toBeUndefined();
			expect(cell.lists?.listed.json).toEqual(cell.lists?.single.json);
			expect(new Set(cell.lists?.single.json.map((json) => JSON.stringify(json))).size).toBe(4);
		});
	}
});

it('every task of every program is tested, and the docs show the results (npm run docs writes them)', () => {
	expect(cells.map(({ served }) => served)).toEqual([...SERVED]);
	process.stdout.write(`${matrixTables(cells)}\n`);
	expect(readServersPage()).toBe(withMatrix(readServersPage(), cells));
});
