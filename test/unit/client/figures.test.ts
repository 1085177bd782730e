import {
	cheapest,
	hasFigures,
	largestContext,
	liveProviders,
	parseModel,
	parseModels,
} from '../../../nodes/shared/client/figures';
import type { JsonValue } from '../../../nodes/shared/client/json';

const full: JsonValue = {
	id: 'deepseek-ai/DeepSeek-V4-Pro',
	object: 'model',
	created: 1_776_837_885,
	owned_by: 'deepseek-ai',
	architecture: { input_modalities: ['text', 'image'], output_modalities: ['text'] },
	providers: [
		{
			provider: 'together',
			status: 'live',
			context_length: 512_000,
			pricing: { input: 2.1, output: 4.4 },
			supports_tools: true,
			supports_structured_output: false,
			first_token_latency_ms: 611,
			throughput: 40.1,
			is_model_author: false,
		},
		{ provider: 'featherless-ai', status: 'live', is_model_author: false },
		{ provider: 'novita', status: 'error', pricing: { input: 0.1, output: 0.1 } },
	],
};

const providersOf = (...providers: JsonValue[]) => parseModel({ id: 'org/name', providers })?.providers;

describe('The figures of a model', () => {
	it('hold all that the router tells', () => {
		expect(parseModel(full)).toEqual({
			id: 'deepseek-ai/DeepSeek-V4-Pro',
			owner: 'deepseek-ai',
			inputs: ['text', 'image'],
			providers: [
				{
					provider: 'together',
					isLive: true,
					contextLength: 512_000,
					price: { input: 2.1, output: 4.4 },
					tools: true,
					structuredOutput: false,
					tokensPerSecond: 40.1,
				},
				{ provider: 'featherless-ai', isLive: true },
				{ provider: 'novita', isLive: false, price: { input: 0.1, output: 0.1 } },
			],
		});
	});

	it('leave out what is missing or no figure', () => {
		expect(
			providersOf(
				{ provider: 'a', status: 'live', pricing: { input: 1 }, context_length: 0, throughput: null },
				{ provider: 'b', status: 'live', pricing: { input: -1, output: 1 }, supports_tools: 'yes' },
			),
		).toEqual([
			{ provider: 'a', isLive: true },
			{ provider: 'b', isLive: true },
		]);
	});

	it('have a price of zero where the model is free, and take zero for a price', () => {
		expect(
			providersOf(
				{ provider: 'a', status: 'live', is_free: true },
				{ provider: 'b', status: 'live', pricing: { input: 0, output: 0 } },
			)?.map(({ price }) => price),
		).toEqual([
			{ input: 0, output: 0 },
			{ input: 0, output: 0 },
		]);
	});

	it('name the owner by the id where the router does not', () => {
		expect(parseModel({ id: 'org/name', providers: [] })?.owner).toBe('org');
	});

	it.each<JsonValue>([null, 'text', [], {}, { id: '', providers: [] }, { id: 'org/name' }, { error: 'not found' }])(
		'are none for %j',
		(json) => expect(parseModel(json)).toBeUndefined(),
	);

	it('are read from a list, without what is no model', () => {
		expect(parseModels({ object: 'list', data: [full, { id: 'old' }, null] })).toHaveLength(1);
		expect(parseModels({ message: 'no list' })).toEqual([]);
	});
});

describe('Of several providers', () => {
	const live = liveProviders(parseModel(full) ?? { id: '', owner: '', providers: [] });

	it('those with errors are not live', () => {
		expect(live.map(({ provider }) => provider)).toEqual(['together', 'featherless-ai']);
	});

	it('the cheapest has the lowest output price', () => {
		const priced = (input: number, output: number) => ({ provider: 'p', isLive: true, price: { input, output } });
		expect(cheapest([priced(0.1, 2), priced(5, 1), priced(4, 1)])).toEqual({ input: 4, output: 1 });
		expect(cheapest([{ provider: 'unknown', isLive: true }])).toBeUndefined();
	});

	it('the largest context counts, if all are known', () => {
		const long = (contextLength: number) => ({ provider: 'p', isLive: true, contextLength });
		expect(largestContext([long(8), long(32)])).toBe(32);
		expect(largestContext(live)).toBeUndefined();
		expect(largestContext([])).toBeUndefined();
	});

	it('an old router tells no figures', () => {
		expect(hasFigures({ id: 'a', owner: 'a', providers: [{ provider: 'x', isLive: true }] })).toBe(false);
		expect(hasFigures({ id: 'a', owner: 'a', inputs: ['text'], providers: [] })).toBe(true);
		expect(live.length > 0 && hasFigures({ id: 'a', owner: 'a', providers: live })).toBe(true);
	});
});
