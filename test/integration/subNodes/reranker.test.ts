import type { IDataObject } from 'n8n-workflow';
import type { Reranker } from '../../../nodes/HuggingFaceReranker/reranker';
import { fieldsOf, listOf } from '../../../sandbox/values';
import { useSandbox } from '../support/sandbox';
import { supply } from '../support/subNode';

const sandbox = useSandbox();

const atUrl = (path: string) => ({ __rl: true, mode: 'url', value: `${sandbox.current().url}${path}` });

const reranker = async (parameters: IDataObject = {}) =>
	await supply<Reranker>({
		name: 'huggingFaceReranker',
		parameters: { model: atUrl('/tei/reranker'), ...parameters },
		credential: sandbox.credential(),
	});

class Document {
	constructor(
		readonly pageContent: string,
		readonly metadata: Record<string, unknown>,
		readonly id?: string,
	) {}
}

const QUERY = 'How do I return a product?';
const documents = () => [
	new Document('We ship to all of Europe.', { n: 0 }),
	new Document('You return a product within 30 days.', { n: 1 }, 'one'),
	new Document('The shop opens at nine.', { n: 2 }),
	new Document('A product is made of wood.', { n: 3 }),
];

const bodies = () =>
	sandbox
		.current()
		.requests.filter(({ method }) => method === 'POST')
		.map(({ json }) => fieldsOf(json));

test('the best documents come first, with their scores', async () => {
	const { response } = await reranker();
	const best = await response.compressDocuments(documents(), QUERY);
	expect(best).toHaveLength(3);
	expect(best[0]).toMatchObject({ metadata: { n: 1, relevanceScore: expect.any(Number) }, id: 'one' });
	expect(best[0]).toBeInstanceOf(Document);
	const scores = best.map(({ metadata }) => Number(metadata.relevanceScore));
	expect(scores).toEqual([...scores].sort((a, b) => b - a));
});

test.each([
	[1, 1],
	[10, 4],
])('Top N %i keeps %i of four documents', async (topN, count) => {
	const { response } = await reranker({ topN });
	expect(await response.compressDocuments(documents(), QUERY)).toHaveLength(count);
});

test.each([0, 1.5, 'many'])('Top N %s is refused before a request', async (topN) => {
	const { response } = await reranker({ topN });
	await expect(response.compressDocuments(documents(), QUERY)).rejects.toThrow(
		"'Top N' must be a whole number above 0",
	);
	expect(bodies()).toEqual([]);
});

test('the given documents stay as they are', async () => {
	const { response } = await reranker();
	const given = documents();
	await response.compressDocuments(given, QUERY);
	expect(given).toEqual(documents());
});

test('no documents need no request, and no entry in the log', async () => {
	const { response, runs } = await reranker();
	expect(await response.compressDocuments([], QUERY)).toEqual([]);
	expect(bodies()).toEqual([]);
	expect(runs()).toEqual([]);
});

test('more documents than the server takes go in parts', async () => {
	const { response } = await reranker({ topN: 50 });
	const many = Array.from({ length: 40 }, (_, n) => new Document(`Text ${n} about a product`, { n }));
	expect(await response.compressDocuments(many, QUERY)).toHaveLength(40);
	expect(bodies().map(({ texts }) => listOf(texts).length)).toEqual([40, 20, 20]);
});

test.each(['/toolkit/text-ranking', '/hf-serve/text-ranking', '/endpoint/text-ranking'])(
	'%s ranks documents',
	async (path) => {
		const { response } = await reranker({ model: atUrl(path) });
		const best = await response.compressDocuments(documents(), QUERY);
		expect(best[0]?.metadata).toMatchObject({ n: 1 });
	},
);

test('a model of the Hub ranks documents', async () => {
	const { response } = await reranker({ model: { __rl: true, mode: 'id', value: 'sandbox/text-ranking' } });
	const best = await response.compressDocuments(documents(), QUERY);
	expect(best[0]?.metadata).toMatchObject({ n: 1 });
});

test('a document without a score is left out, and a hint says so', async () => {
	sandbox.current().respond((_request, response) => {
		response.setHeader('content-type', 'application/json');
		response.end(
			JSON.stringify([
				{ index: 2, score: 0.5 },
				{ index: 0, score: 0.1 },
				{ index: 1, score: 0.2 },
				{ index: 9, score: 1 },
			]),
		);
		return true;
	});
	const { response, runs } = await reranker();
	const best = await response.compressDocuments(documents(), QUERY);
	expect(best.map(({ metadata }) => metadata.n)).toEqual([2, 1, 0]);
	expect(runs()[0]?.hints).toMatchObject([
		{ message: 'The server gave no score for 1 of 4 documents: they are left out' },
	]);
});

test('an answer without scores is an error', async () => {
	const { response } = await reranker({ model: atUrl('/tei/reranker/fault-wrong-shape') });
	await expect(response.compressDocuments(documents(), QUERY)).rejects.toMatchObject({
		message: expect.stringMatching(/scores|answer/),
		description: expect.any(String),
	});
});

test("n8n's AI log shows the query, the documents and the best of them", async () => {
	const { response, runs } = await reranker({ topN: 1 });
	await response.compressDocuments(documents(), QUERY);
	expect(runs()).toMatchObject([
		{
			executionStatus: 'success',
			inputOverride: { ai_reranker: [[{ json: { query: QUERY, documents: [{}, {}, {}, {}] } }]] },
			data: { ai_reranker: [[{ json: { response: [{ metadata: { n: 1 } }] } }]] },
		},
	]);
});
