import type { IDataObject } from 'n8n-workflow';
import { runNode, type RunOptions } from '../support/engine';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();
const items = ['one', 'two', 'three'].map((text) => ({ json: { text } }));

/** Runs a task for three items in one request, which is answered by this. */
async function run(
	operation: string,
	answer: unknown,
	more: IDataObject = {},
	status = 200,
	onError: RunOptions['onError'] = 'continueRegularOutput',
) {
	sandbox.current().respond(({ method }, response) => {
		if (method !== 'POST') return false;
		response
			.writeHead(status, { 'content-type': typeof answer === 'string' ? 'text/html' : 'application/json' })
			.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
		return true;
	});
	const model = { __rl: true, mode: 'url', value: `${sandbox.current().url}/server` };
	return await runNode({
		parameters: { operation, model, text: '={{ $json.text }}', options: { batchSize: 3 }, ...more },
		items,
		onError,
	});
}

const [a, b, c] = [
	[1, 0],
	[0, 1],
	[0.5, 0.5],
];
const base64 = (vector: number[]): string => Buffer.from(Float32Array.from(vector).buffer).toString('base64');
const best = (label: string) => ({ label, score: 0.9 });
const both = (label: string) => [best(label), { label: 'other', score: 0.1 }];
const old = (label: string) => ({ sequence: 'x', labels: [label, 'other'], scores: [0.9, 0.1] });
const embeddings = [a, b, c].map((embedding) => ({ embedding, dimensions: 2 }));
const classes = ['p', 'q', 'r'].map((label) => ({ label, score: 0.9, predictions: both(label) }));

describe('three items in one request each get their own answer', () => {
	it.each<[string, string, unknown, unknown[]]>([
		['feature-extraction', 'a list', [a, b, c], embeddings],
		['feature-extraction', '`embeddings`', { embeddings: [a, b, c] }, embeddings],
		[
			'feature-extraction',
			"OpenAI's form in any order",
			{
				data: [
					{ index: 2, embedding: c },
					{ index: 0, embedding: a },
					{ index: 1, embedding: b },
				],
			},
			embeddings,
		],
		[
			'feature-extraction',
			"OpenAI's form in base64",
			{ data: [a, b, c].map((vector, index) => ({ index, embedding: base64(vector) })) },
			embeddings,
		],
		[
			'feature-extraction',
			'lists of tokens',
			[[[a, b]], [[b, c]], [[c]]],
			[
				{ embeddings: [a, b], dimensions: 2 },
				{ embeddings: [b, c], dimensions: 2 },
				{ embedding: c, dimensions: 2 },
			],
		],
		[
			'summarization',
			'a list',
			['p', 'q', 'r'].map((summary_text) => ({ summary_text })),
			['p', 'q', 'r'].map((summary_text) => ({ summary_text })),
		],
		[
			'translation',
			'a list',
			['p', 'q', 'r'].map((translation_text) => ({ translation_text })),
			['p', 'q', 'r'].map((translation_text) => ({ translation_text })),
		],
		['text-classification', 'a list of lists', ['p', 'q', 'r'].map(both), classes],
		[
			'text-classification',
			'the best label of each',
			['p', 'q', 'r'].map(best),
			['p', 'q', 'r'].map((label) => ({ ...best(label), predictions: [best(label)] })),
		],
		['zero-shot-classification', 'the older form', ['p', 'q', 'r'].map(old), classes],
		['zero-shot-classification', 'a list of lists', ['p', 'q', 'r'].map(both), classes],
	])('%s from %s', async (operation, _form, answer, expected) => {
		const { json, items: out } = await run(
			operation,
			answer,
			operation.startsWith('zero') ? { candidateLabels: 'p, q, r, other' } : {},
		);
		expect(json).toEqual(expected);
		expect(out.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
		expect(sandbox.current().requests.map(({ json: sent }) => (sent as IDataObject).inputs)).toEqual([
			['one', 'two', 'three'],
		]);
	});
});

it('the error names the item with the unusable result', async () => {
	const answer = [{ summary_text: 'p' }, 42, { summary_text: 'r' }];
	const { error } = await run('summarization', answer, {}, 200, 'stopWorkflow');
	expect(error?.message.match(/\[item \d+\]/g)).toEqual(['[item 1]']);
	expect(error?.context).toMatchObject({ itemIndex: 1 });
});

describe('three items in one request fail together, without a retry', () => {
	it.each<[string, unknown, string, RegExp]>([
		['an answer too few', [a, b], 'unexpectedResponse', /3 inputs/],
		['an answer too many', [a, b, c, a], 'unexpectedResponse', /3 inputs/],
		['a web page', '<!doctype html><title>Sign in</title>', 'unexpectedResponse', /Sign in/],
		['an error in a success', { error: 'CUDA out of memory' }, 'server', /CUDA out of memory/],
	])('at %s', async (_reason, answer, type, words) => {
		const { json } = await run('feature-extraction', answer);
		expect(json).toEqual(
			items.map(() => ({
				error: expect.stringMatching(words),
				details: expect.objectContaining({ type, attempts: 1 }),
			})),
		);
		expect(sandbox.current().requests).toHaveLength(1);
	});
});
