import { inOrder, narrowed, rowDescription, rowName } from '../../../nodes/shared/search/chatRows';
import { model, provider } from '../inference/figures/models';

const all = { tools: true, structuredOutput: true };
const found = model(
	[
		provider('together', {
			price: { input: 0.27, output: 1.1 },
			contextLength: 131_072,
			...all,
			tokensPerSecond: 40.1,
		}),
		provider('groq', { price: { input: 0.5, output: 1.9 }, contextLength: 8192, tools: false, tokensPerSecond: 310.5 }),
		provider('down', { price: { input: 0.01, output: 0.01 }, contextLength: 1_000_000, isLive: false }),
	],
	{ inputs: ['text', 'image'] },
);

describe('A row of the list of chat models', () => {
	it('says what decides', () => {
		expect(rowName(found)).toBe('org/name · $0.27 / $1.10 per M · 128K · tools · JSON · images');
		expect(rowDescription(found)).toBe('together, groq, up to 311 tokens per second');
	});

	it('has the figures of the chosen provider', () => {
		expect(rowName(found, 'groq')).toBe('org/name · $0.50 / $1.90 per M · 8K · images');
		expect(rowDescription(found, 'groq')).toBe('groq, up to 311 tokens per second');
	});

	it('leaves out what is unknown', () => {
		expect(rowName(model([provider('a')]))).toBe('org/name');
		expect(rowDescription(model([provider('a')]))).toBe('a');
	});

	it('says that a model is free', () => {
		expect(rowName(model([provider('a', { price: { input: 0, output: 0 } })]))).toBe('org/name · free');
	});

	it.each([
		[512, '512'],
		[8192, '8K'],
		[40_960, '40K'],
		[131_072, '128K'],
		[200_000, '200K'],
		[1_048_576, '1M'],
		[1_000_000, '1M'],
		[10_485_760, '10M'],
	])('writes a context of %d tokens as %s', (contextLength, words) => {
		expect(rowName(model([provider('a', { contextLength })]))).toBe(`org/name · ${words}`);
	});

	it('writes small prices out', () => {
		const price = { input: 0.005, output: 0.02 };
		expect(rowName(model([provider('a', { price })]))).toBe('org/name · $0.005 / $0.02 per M');
	});
});

describe('The list of chat models', () => {
	const vision = { ...found, id: 'meta/vision', owner: 'meta-llama' };
	const text = model([provider('groq')], { id: 'qwen/text', owner: 'qwen', inputs: ['text'] });
	const silent = model([provider('groq')], { id: 'old/silent', owner: 'old' });
	const down = model([provider('groq', { isLive: false })], { id: 'org/down' });
	const models = [vision, text, silent, down];
	const ids = (narrowing: Partial<Parameters<typeof narrowed>[1]>): string[] =>
		narrowed(models, { filter: '', needsImages: false, ...narrowing }).map(({ id }) => id);

	it('has the models that a live provider serves', () => {
		expect(ids({})).toEqual(['meta/vision', 'qwen/text', 'old/silent']);
		expect(ids({ provider: 'together' })).toEqual(['meta/vision']);
		expect(ids({ provider: 'down' })).toEqual([]);
	});

	it('is searched by words of the id and the owner', () => {
		expect(ids({ filter: ' QWEN ' })).toEqual(['qwen/text']);
		expect(ids({ filter: 'llama' })).toEqual(['meta/vision']);
		expect(ids({ filter: 'vision meta' })).toEqual(['meta/vision']);
		expect(ids({ filter: 'vision qwen' })).toEqual([]);
	});

	it('has no models that are known to take no images, where images are needed', () => {
		expect(ids({ needsImages: true })).toEqual(['meta/vision', 'old/silent']);
	});

	it('follows an order, and keeps its own beyond it', () => {
		expect(inOrder(models, ['org/down', 'old/silent']).map(({ id }) => id)).toEqual([
			'org/down',
			'old/silent',
			'meta/vision',
			'qwen/text',
		]);
	});
});
