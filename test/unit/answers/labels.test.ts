import {
	answers,
	detections,
	entities,
	fillMask,
	predictions,
	tableAnswer,
	tabular,
} from '../../../nodes/shared/tasks/answers/lists';
import type { JsonValue } from '../../../nodes/shared/client/json';
import type { Answer } from '../../../nodes/shared/tasks/answers/answer';
import { failureOf, jsonOf, readJson } from './read';

const cat = { label: 'cat', score: 0.7 };
const dog = { label: 'dog', score: 0.2 };
const bird = { label: 'bird', score: 0.1 };

describe('predictions', () => {
	it.each([
		['a list', [cat, dog]],
		['a list in a list of one', [[cat, dog]]],
		['under `results`', { results: [cat, dog] }],
		['under `predictions`', { predictions: [cat, dog] }],
		['labels and scores apart', { sequence: 'x', labels: ['cat', 'dog'], scores: [0.7, 0.2] }],
		['labels and scores apart, in a list of one', [{ sequence: 'x', labels: ['cat', 'dog'], scores: [0.7, 0.2] }]],
	])('are read from %s', async (_form, answer) => {
		expect(await jsonOf(predictions, answer)).toEqual({ label: 'cat', score: 0.7, predictions: [cat, dog] });
	});

	it('are read from one object', async () => {
		expect(await jsonOf(predictions, cat)).toEqual({ label: 'cat', score: 0.7, predictions: [cat] });
	});

	it('keep the order of the server, and give the best label', async () => {
		expect(await jsonOf(predictions, [bird, cat, dog])).toEqual({
			label: 'cat',
			score: 0.7,
			predictions: [bird, cat, dog],
		});
	});

	it('are cut to topK where the server sent more, the best ones in their order', async () => {
		expect(await jsonOf(predictions, [bird, dog, cat], { topK: 2 })).toEqual({
			label: 'cat',
			score: 0.7,
			predictions: [dog, cat],
		});
	});

	it('may be none', async () => {
		expect(await jsonOf(predictions, [])).toEqual({ predictions: [] });
	});

	it('leave out a score that is null', async () => {
		expect(await jsonOf(predictions, [cat, { label: 'dog', score: null }])).toMatchObject({
			predictions: [cat, { label: 'dog' }],
		});
	});
});

describe('F3: scores that are no numbers', () => {
	it.each<[string, Answer, JsonValue]>([
		['predictions', predictions, [{ label: 'cat', score: null }]],
		['predictions under `results`', predictions, { results: [{ label: 'cat', score: null }] }],
		['labels and scores apart', predictions, { sequence: 'x', labels: ['cat', 'dog'], scores: [null, null] }],
		['words for a gap', fillMask, [{ sequence: 'a paris', score: null, token: 1, token_str: 'paris' }]],
	])('fail the item, and stay in the error: %s', async (_form, answer, json) => {
		const { message, details } = await failureOf(readJson(answer, json));
		expect(message).toContain('NaN');
		expect(details).toMatchObject({ type: 'unexpectedResponse', response: json });
	});
});

describe('words for a gap', () => {
	const paris = { sequence: 'a paris', score: 0.5, token: 1, token_str: 'paris' };
	const rome = { sequence: 'a rome', score: 0.25, token: 2, token_str: 'rome' };
	const best = { sequence: 'a paris', token_str: 'paris', token: 1, score: 0.5 };

	it.each([
		['a list', [paris, rome]],
		['a list in a list of one', [[paris, rome]]],
	])('are read from %s', async (_form, answer) => {
		expect(await jsonOf(fillMask, answer)).toEqual({ ...best, predictions: [paris, rome] });
	});

	it('come as a list for each of several gaps', async () => {
		expect(await jsonOf(fillMask, [[paris], [rome]])).toEqual({ ...best, predictions: [[paris], [rome]] });
	});

	it('leave out what the server says is null', async () => {
		expect(await jsonOf(fillMask, [{ ...paris, fill_mask_output_token_str: null }])).toEqual({
			...best,
			predictions: [paris],
		});
	});

	it('need no text of the token', async () => {
		expect(await jsonOf(fillMask, [{ sequence: 'a paris', score: 0.5, token: 1 }])).toMatchObject({
			sequence: 'a paris',
			token: 1,
		});
	});
});

describe('entities', () => {
	const group = { entity_group: 'PER', score: 0.9, word: 'Sarah', start: 11, end: 16 };

	it.each([
		['a list', [group]],
		['a list in a list of one', [[group]]],
		['under `results`', { results: [group] }],
	])('are read from %s', async (_form, answer) => {
		expect(await jsonOf(entities, answer)).toEqual({ entities: [group] });
	});

	it('may be single tokens, with nulls left out', async () => {
		const token = { entity: 'B-PER', score: 0.9, index: 4, word: 'sarah' };
		expect(await jsonOf(entities, [{ ...token, entity_group: null, start: null, end: null }])).toEqual({
			entities: [token],
		});
	});

	it('may be none', async () => {
		expect(await jsonOf(entities, [])).toEqual({ entities: [] });
	});
});

describe('answers to a question', () => {
	const first = { answer: 'Monday', score: 0.9, start: 3, end: 9 };
	const second = { answer: 'Tuesday', score: 0.05, start: 20, end: 27 };

	it.each([
		['one object', first, [first]],
		['a list of one', [first], [first]],
		['a list', [second, first], [second, first]],
		['a list in a list of one', [[first, second]], [first, second]],
		['under `results`', { results: [first] }, [first]],
	])('are read from %s', async (_form, answer, list) => {
		expect(await jsonOf(answers, answer)).toEqual({ ...first, answers: list });
	});

	it('of generative models have no score', async () => {
		expect(await jsonOf(answers, [{ answer: 'us-001' }])).toEqual({
			answer: 'us-001',
			answers: [{ answer: 'us-001' }],
		});
	});
});

describe('the answer of a table', () => {
	const full = { answer: 'SUM > 1', cells: ['1'], coordinates: [[0, 0]], aggregator: 'SUM' };

	it.each([
		['one object', full, full],
		['a list of one', [full], full],
		[
			'one without an aggregator',
			{ answer: '1', cells: ['1'], coordinates: [[0, 0]] },
			{ answer: '1', cells: ['1'], coordinates: [[0, 0]] },
		],
		[
			'one whose aggregator is null',
			{ ...full, aggregator: null },
			{ answer: 'SUM > 1', cells: ['1'], coordinates: [[0, 0]] },
		],
		['one that is a text alone', { answer: '36542' }, { answer: '36542' }],
	])('is read from %s', async (_form, answer, item) => {
		expect(await jsonOf(tableAnswer, answer)).toEqual(item);
	});
});

describe('detections', () => {
	const found = { label: 'cat', score: 0.9, box: { xmin: 1, ymin: 2, xmax: 3, ymax: 4 } };

	it.each([
		['a list', [found], [found]],
		['under `results`', { results: [found] }, [found]],
		['an empty list', [], []],
	])('are read from %s', async (_form, answer, list) => {
		expect(await jsonOf(detections, answer)).toEqual({ count: list.length, detections: list });
	});
});

describe('values for the rows of a table', () => {
	it.each([
		['numbers', [1, 2.5], [1, 2.5]],
		['words', ['a', 'b'], ['a', 'b']],
		['under `predictions`', { predictions: ['a'] }, ['a']],
	])('are read from %s', async (_form, answer, list) => {
		expect(await jsonOf(tabular, answer)).toEqual({ predictions: list });
	});
});

describe('a list of a shape that is not known', () => {
	it.each([
		['predictions', predictions, [{ name: 'cat' }]],
		['predictions of numbers', predictions, [0.1, 0.2]],
		['words for a gap', fillMask, [{ word: 'paris' }]],
		['entities', entities, [{ label: 'PER' }]],
		['answers', answers, [{ text: 'Monday' }]],
		['a table', tableAnswer, { cells: [] }],
		['detections', detections, [{ label: 'cat', score: 1 }]],
		['a value for each row', tabular, { rows: 2 }],
	])('is passed on as it came: %s', async (_name, answer, shape) => {
		expect(await readJson(answer, shape)).toEqual({ json: { response: shape }, files: [], isUnknown: true });
	});
});
