import { language } from '../../../local/tasks/language';
import { objectDetection } from '../../../local/tasks/objectDetection';
import { sentenceSimilarity } from '../../../local/tasks/sentenceSimilarity';
import type { Answer, Question } from '../../../local/tasks/task';
import { textRanking } from '../../../local/tasks/textRanking';
import { zeroShotClassification } from '../../../local/tasks/zeroShotClassification';

/** Vectors that are easy to compare: the first letter of a text decides. */
const DIRECTIONS: Readonly<Record<string, number[]>> = { a: [1, 0], b: [0, 1], c: [0.8, 0.6] };

async function embedded(texts: unknown): Promise<number[][]> {
	return (texts as string[]).map((text) => DIRECTIONS[text[0] ?? ''] ?? [1, 1]);
}

async function ask(answer: Answer, question: Partial<Question>): Promise<unknown> {
	return await answer({ inputs: undefined, parameters: {}, root: {}, run: embedded, ...question });
}

it('sentence similarity keeps the order of the sentences', async () => {
	const inputs = { source_sentence: 'a', sentences: ['b', 'c', 'a'] };
	expect(await ask(sentenceSimilarity, { inputs })).toEqual([0, 0.8, 1]);
});

it('text ranking gives the best first, reads its request at the root or in `inputs`, and adds texts where asked', async () => {
	const root = { query: 'a', texts: ['b', 'c'], return_text: true };
	const expected = [
		{ index: 1, score: 0.8, text: 'c' },
		{ index: 0, score: 0, text: 'b' },
	];
	expect(await ask(textRanking, { root })).toEqual(expected);
	expect(await ask(textRanking, { root: { return_text: true }, inputs: root })).toEqual(expected);
});

describe('zero-shot classification', () => {
	const parameters = { candidate_labels: ['b', 'c', 'a'], hypothesis_template: '{}' };

	it('gives the labels of a text best first, with scores that add up to 1', async () => {
		const found = (await ask(zeroShotClassification, { inputs: 'a', parameters })) as Array<{
			label: string;
			score: number;
		}>;
		expect(found.map(({ label }) => label)).toEqual(['a', 'c', 'b']);
		expect(found.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1);
	});

	it('scores each label for itself where several may fit', async () => {
		const found = (await ask(zeroShotClassification, {
			inputs: 'a',
			parameters: { ...parameters, multi_label: true },
		})) as Array<{ score: number }>;
		expect(found.map(({ score }) => score > 0.5)).toEqual([true, true, false]);
	});

	it('answers a list with a list', async () => {
		expect(await ask(zeroShotClassification, { inputs: ['a', 'b'], parameters })).toHaveLength(2);
		expect(await ask(zeroShotClassification, { inputs: ['a'], parameters })).toHaveLength(1);
	});

	it('refuses a request without labels', async () => {
		await expect(ask(zeroShotClassification, { inputs: 'a' })).rejects.toThrow('candidate_labels');
	});
});

it('labels come best first, as many as top_k says', async () => {
	const run = async (texts: unknown) =>
		(texts as string[]).map(() => [
			{ label: 'nl', score: 0.2 },
			{ label: 'de', score: 0.7 },
			{ label: 'en', score: 0.1 },
		]);
	const best = [{ label: 'de', score: 0.7 }];
	expect(await ask(language, { inputs: 'Guten Tag', parameters: { top_k: 1 }, run })).toEqual(best);
	expect(await ask(language, { inputs: ['Guten Tag'], parameters: { top_k: 1 }, run })).toEqual([best]);
});

it('a text with line breaks is one text to the language model', async () => {
	const seen: unknown[] = [];
	const run = async (texts: unknown) => (seen.push(texts), [[{ label: 'de', score: 1 }]]);
	await ask(language, { inputs: 'Guten\nTag', run });
	expect(seen).toEqual([['Guten Tag']]);
});

describe('object detection', () => {
	const run = async () => [
		{ label: 'cat', score: 0.6 },
		{ label: 'dog', score: 0.25 },
	];
	const file = Buffer.from('picture');

	it('leaves out what is below the threshold', async () => {
		expect(await ask(objectDetection, { file, run })).toEqual([{ label: 'cat', score: 0.6 }]);
		expect(await ask(objectDetection, { file, run, parameters: { threshold: 0.2 } })).toHaveLength(2);
	});

	it('refuses a request without a picture', async () => {
		await expect(ask(objectDetection, { inputs: 'a cat', run })).rejects.toThrow('must be a picture');
	});
});
