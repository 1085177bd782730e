import { ranking, similarities, vectors } from '../../../nodes/shared/tasks/answers/vectors';
import type { JsonValue } from '../../../nodes/shared/client/json';
import type { Answer } from '../../../nodes/shared/tasks/answers/answer';
import { failureOf, jsonOf, readJson } from './read';

const a = [0.5, 0.25, -1];
const b = [1, 2, 3];

function base64(vector: number[]): string {
	return Buffer.from(Float32Array.from(vector).buffer).toString('base64');
}

describe('the vector of a text', () => {
	it.each([
		['a list of numbers', a],
		['a list of one', [a]],
		['a batch of one text with one token', [[a]]],
		['under `embeddings`', { embeddings: a }],
		['a list under `embeddings`', { embeddings: [a] }],
		['under `embedding`', { embedding: a }],
		[
			"OpenAI's form",
			{
				object: 'list',
				data: [{ object: 'embedding', index: 0, embedding: a }],
				model: 'm',
				usage: { prompt_tokens: 1 },
			},
		],
		["OpenAI's form in base64", { data: [{ index: 0, embedding: base64(a) }] }],
		['base64 in a list', [base64(a)]],
	])('is read from %s', async (_form, answer) => {
		expect(await jsonOf(vectors, answer)).toEqual({ embedding: a, dimensions: 3 });
	});
});

describe('the vectors of tokens', () => {
	it.each([
		['a list', [a, b]],
		['a batch of one', [[a, b]]],
		['a batch of one batch', [[[a, b]]]],
		['under `embeddings`', { embeddings: [[a, b]] }],
		['base64', [base64(a), base64(b)]],
	])('are read from %s', async (_form, answer) => {
		expect(await jsonOf(vectors, answer)).toEqual({ embeddings: [a, b], dimensions: 3 });
	});
});

describe('similarities', () => {
	const values = { sentences: ['one', 'two'] };
	const item = {
		sentence: 'two',
		score: 0.9,
		similarities: [
			{ sentence: 'one', score: 0.1 },
			{ sentence: 'two', score: 0.9 },
		],
	};

	it.each([
		['a list', [0.1, 0.9]],
		['a list in a list of one', [[0.1, 0.9]]],
		['under `similarities`', { similarities: [0.1, 0.9] }],
		['a list under `similarities`', { similarities: [[0.1, 0.9]] }],
		['under `scores`', { scores: [0.1, 0.9] }],
	])('are read from %s', async (_form, answer) => {
		expect(await jsonOf(similarities, answer, values)).toEqual(item);
	});

	it('of a number other than that of the sentences cannot be told apart', async () => {
		expect(await readJson(similarities, [0.1], values)).toMatchObject({ json: { response: [0.1] }, isUnknown: true });
	});
});

describe('a ranking', () => {
	const values = { texts: ['one', 'two'] };
	const item = {
		sentence: 'two',
		score: 0.9,
		similarities: [
			{ sentence: 'one', score: 0.1 },
			{ sentence: 'two', score: 0.9 },
		],
	};

	it.each([
		[
			'a list, best first',
			[
				{ index: 1, score: 0.9 },
				{ index: 0, score: 0.1 },
			],
		],
		[
			'a list with the texts',
			[
				{ index: 1, score: 0.9, text: 'two' },
				{ index: 0, score: 0.1, text: 'one' },
			],
		],
		[
			'a list under `scores`',
			{
				scores: [
					{ index: 1, score: 0.9, text: null },
					{ index: 0, score: 0.1, text: null },
				],
			},
		],
		[
			'the form of Jina and Cohere',
			{
				results: [
					{ index: 1, relevance_score: 0.9, document: { text: 'two' } },
					{ index: 0, relevance_score: 0.1, document: null },
				],
			},
		],
		['numbers under `scores`', { scores: [0.1, 0.9] }],
		['numbers', [0.1, 0.9]],
	])('is read from %s, and given in the order of the texts', async (_form, answer) => {
		expect(await jsonOf(ranking, answer, values)).toEqual(item);
	});

	const texts = ['one', 'two', 'three', 'four'];
	const ranks = [0.1, 0.9, 0.3, 0.2].map((score, index) => ({ index, score }));
	const best = ranks.filter(({ index }) => [1, 2].includes(index));

	it.each([
		['all scores', ranks],
		['bare scores', ranks.map(({ score }) => score)],
		['the best scores alone, as a server cuts them', best],
		['more of the best than asked for', [...best, { index: 3, score: 0.2 }]],
	])('is cut to Top N, in the order of the texts, from %s', async (_form, answer) => {
		expect(await jsonOf(ranking, answer, { texts, topN: 2 })).toEqual({
			sentence: 'two',
			score: 0.9,
			similarities: [
				{ sentence: 'two', score: 0.9 },
				{ sentence: 'three', score: 0.3 },
			],
		});
	});

	it('holds all texts where Top N is larger', async () => {
		const { similarities } = await jsonOf(ranking, ranks, { texts, topN: 9 });
		expect(similarities).toHaveLength(4);
	});
});

describe('numbers of a shape that is not known', () => {
	it.each([
		['no vector', vectors, []],
		['vectors of words', vectors, [['a', 'b']]],
		['a text', vectors, ['The answer is forty two']],
		['a text under `embedding`', vectors, { embedding: 'not ready yet' }],
		[
			'vectors of several levels',
			vectors,
			[
				[a, b],
				[a, b],
			],
		],
		['an object', vectors, { vector: a }],
		['similarities', similarities, [{ score: 1 }]],
		['a ranking without indexes', ranking, [{ score: 1 }, { score: 2 }]],
		[
			'a ranking whose scores have another name',
			ranking,
			{
				results: [
					{ index: 1, relevance: 0.9 },
					{ index: 0, relevance: 0.1 },
				],
			},
		],
	])('are passed on as they came: %s', async (_name, answer, shape) => {
		expect(await readJson(answer, shape, { sentences: ['one', 'two'], texts: ['one', 'two'] })).toEqual({
			json: { response: shape },
			files: [],
			isUnknown: true,
		});
	});
});

describe('F3: numbers that are none', () => {
	const values = { sentences: ['one', 'two'], texts: ['one', 'two'] };

	it.each<[string, Answer, JsonValue]>([
		['a vector of nulls', vectors, [[null, null, null]]],
		['one number of a vector', vectors, [0.5, null, 1]],
		['the vector of one token', vectors, [a, [null, null, null]]],
		['under `embeddings`', vectors, { embeddings: [[null, null]] }],
		["OpenAI's form", vectors, { data: [{ index: 0, embedding: [null, null] }] }],
		['base64', vectors, { data: [{ index: 0, embedding: base64([NaN, NaN, NaN]) }] }],
		['similarities', similarities, [null, 0.3]],
		[
			'a ranking',
			ranking,
			[
				{ index: 1, score: 0.9 },
				{ index: 0, score: null },
			],
		],
		['a ranking of bare scores', ranking, { scores: [null, null] }],
	])('fail the item, and stay in the error: %s', async (_form, answer, json) => {
		const { message, details } = await failureOf(readJson(answer, json, values));
		expect(message).toContain('NaN');
		expect(details).toMatchObject({ type: 'unexpectedResponse', response: json });
	});
});
