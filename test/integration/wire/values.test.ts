import type { IDataObject } from 'n8n-workflow';
import { useSandbox } from '../support/sandbox';
import { refusalOf, requestOf } from './noted';

const sandbox = useSandbox();

async function jsonFor(parameters: IDataObject, json: IDataObject = {}): Promise<unknown> {
	return (await requestOf(sandbox.current(), parameters, { json })).json;
}

describe('a parameter', () => {
	const generation = { operation: 'text-generation', prompt: 'x' };

	it('is not sent if missing or empty', async () => {
		expect(await jsonFor({ ...generation, parameters: { adapterId: '', stop: '', grammar: '' } })).toEqual({
			inputs: 'x',
		});
	});

	it('set to 0 or false is sent', async () => {
		expect(await jsonFor({ ...generation, parameters: { maxNewTokens: 0, watermark: false, temperature: 0 } })).toEqual(
			{ inputs: 'x', parameters: { max_new_tokens: 0, watermark: false, temperature: 0 } },
		);
	});

	it.each<[string, IDataObject, IDataObject]>([
		['a number', { temperature: '={{ "0.5" }}' }, { temperature: 0.5 }],
		['a whole number', { maxNewTokens: '={{ "20" }}' }, { max_new_tokens: 20 }],
		['a switch', { details: '={{ "true" }}' }, { details: true }],
		['a list', { stop: '={{ ["a, b", " c"] }}' }, { stop: ['a, b', ' c'] }],
		['JSON', { grammar: '={{ { type: "regex", value: "a+" } }}' }, { grammar: { type: 'regex', value: 'a+' } }],
	])("from an expression is converted to the API's type: %s", async (_kind, parameters, sent) => {
		expect(await jsonFor({ ...generation, parameters })).toEqual({ inputs: 'x', parameters: sent });
	});

	it.each<[string, IDataObject, RegExp]>([
		['a number', { temperature: '={{ "warm" }}' }, /'Temperature' must be a number.*warm/],
		['a whole number', { maxNewTokens: '={{ 1.5 }}' }, /'Max New Tokens' must be a whole number.*1\.5/],
		['a switch', { details: '={{ "maybe" }}' }, /'Details' must be true or false.*maybe/],
		['JSON', { grammar: '{ "type": ' }, /'Grammar' is not readable JSON/],
	])('of another type than %s is rejected by its name', async (_kind, parameters, words) => {
		expect((await refusalOf(sandbox.current(), { ...generation, parameters })).message).toMatch(words);
	});

	it.each([true, false, 'never'])('that is a choice keeps its type: %j', async (earlyStopping) => {
		expect(await jsonFor({ operation: 'text-to-speech', text: 'x', parameters: { earlyStopping } })).toEqual({
			inputs: 'x',
			parameters: { generation_parameters: { early_stopping: earlyStopping } },
		});
	});
});

describe('a list', () => {
	const labels = { operation: 'zero-shot-classification', text: 'x' };

	it.each([
		['typed text, split at commas', 'cat, dog ,', ['cat', 'dog']],
		['a JSON list', '["cat, big", "dog"]', ['cat, big', 'dog']],
		['an expression that gives a list', '={{ [" cat", "dog"] }}', [' cat', 'dog']],
		['an expression that gives text', '={{ "cat,dog" }}', ['cat', 'dog']],
		['an expression that gives numbers', '={{ [1, 2] }}', ['1', '2']],
	])('is read from %s', async (_form, candidateLabels, sent) => {
		expect(await jsonFor({ ...labels, candidateLabels })).toEqual({
			inputs: 'x',
			parameters: { candidate_labels: sent },
		});
	});

	it('of sentences is split at line breaks', async () => {
		expect(
			await jsonFor({ operation: 'sentence-similarity', sourceSentence: 'x', sentences: 'one, two\r\nthree\n' }),
		).toEqual({ inputs: { source_sentence: 'x', sentences: ['one, two', 'three'] } });
	});

	it('is rejected by its name if empty', async () => {
		expect((await refusalOf(sandbox.current(), { ...labels, candidateLabels: '={{ [] }}' })).message).toContain(
			"'Candidate Labels' is empty",
		);
	});
});

describe('a table', () => {
	const query = { operation: 'table-question-answering', query: 'x' };
	const columns = { city: ['Berlin', 'Rome'], count: ['1', '2'] };

	it.each([
		['columns', '{ "city": ["Berlin", "Rome"], "count": [1, 2] }'],
		['rows', '[{ "city": "Berlin", "count": 1 }, { "city": "Rome", "count": 2 }]'],
		['an expression', '={{ $json.rows }}'],
	])('is sent as columns of texts, from %s', async (_form, table) => {
		const json = {
			rows: [
				{ city: 'Berlin', count: 1 },
				{ city: 'Rome', count: 2 },
			],
		};
		expect(await jsonFor({ ...query, table }, json)).toEqual({ inputs: { query: 'x', table: columns } });
	});

	it('has empty cells for missing keys of a row', async () => {
		expect(await jsonFor({ ...query, table: '[{ "a": true }, { "b": null }]' })).toEqual({
			inputs: { query: 'x', table: { a: ['true', ''], b: ['', ''] } },
		});
	});

	it.each([
		['columns of different lengths', '{ "a": [1], "b": [1, 2] }', /a: 1, b: 2/],
		['a column that is no list', '{ "a": 1 }', /'a'/],
		['no table', '"words"', /'Table'/],
	])('is rejected if it is %s', async (_form, table, words) => {
		expect((await refusalOf(sandbox.current(), { ...query, table })).message).toMatch(words);
	});
});

describe('extra parameters', () => {
	it.each<[string, IDataObject, unknown]>([
		[
			'are merged with the parameters and override them',
			{
				operation: 'text-generation',
				prompt: 'x',
				parameters: { seed: 1, details: true },
				options: { extraParameters: '{ "seed": 2, "new": [1] }' },
			},
			{ inputs: 'x', parameters: { seed: 2, details: true, new: [1] } },
		],
		[
			'are sent at the root if the API reads them there',
			{ operation: 'feature-extraction', text: 'x', options: { extraParameters: '{ "new": 1 }' } },
			{ inputs: 'x', new: 1 },
		],
		[
			'may be an object',
			{ operation: 'summarization', text: 'x', options: { extraParameters: '={{ { max_length: 9 } }}' } },
			{ inputs: 'x', parameters: { max_length: 9 } },
		],
	])('%s', async (_name, parameters, sent) => {
		expect(await jsonFor(parameters)).toEqual(sent);
	});

	it.each(['[1]', '{ "__proto__": 1 }', '{ "a": { "constructor": 1 } }', 'words'])(
		'are rejected if they are %s',
		async (extraParameters) => {
			expect(
				(await refusalOf(sandbox.current(), { operation: 'summarization', text: 'x', options: { extraParameters } }))
					.message,
			).toContain("'Extra Parameters'");
		},
	);
});

describe('an empty text', () => {
	it.each(['={{ "" }}', '={{ $json.missing }}', '={{ null }}'])('is rejected before any request: %j', async (text) => {
		expect((await refusalOf(sandbox.current(), { operation: 'summarization', text })).message).toContain(
			"'Text' is empty",
		);
	});
});
