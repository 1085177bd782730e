import {
	costOf,
	countedTokens,
	dearest,
	dollars,
	guessedTokens,
} from '../../../../nodes/shared/inference/figures/cost';
import { model, provider } from './models';

const TOKENS = { input: 1000, output: 100 };
const cheap = { input: 0.2, output: 0.8 };
const dear = { input: 1, output: 2 };

describe('Tokens', () => {
	it('are those that the server counted', () => {
		expect(countedTokens({ prompt_tokens: 7, completion_tokens: 0, total_tokens: 7 })).toEqual({ input: 7, output: 0 });
	});

	it.each([undefined, null, {}, { prompt_tokens: 7 }, { prompt_tokens: '7', completion_tokens: 1 }])(
		'are unknown for the usage %j',
		(usage) => expect(countedTokens(usage as never)).toBeUndefined(),
	);

	it('are guessed as a quarter of the characters', () => {
		expect(guessedTokens('12345678', '123')).toEqual({ input: 2, output: 1 });
	});
});

describe('The cost of an answer', () => {
	const two = model([provider('a', { price: cheap }), provider('b', { price: dear })]);

	it('has the price of the provider that served', () => {
		expect(costOf(TOKENS, two, 'a')).toEqual({ usd: 0.00028, price: cheap, provider: 'a', isUpperBound: false });
	});

	it('has the price of the only live provider', () => {
		const one = model([provider('a', { price: cheap }), provider('b', { price: dear, isLive: false })]);
		expect(costOf(TOKENS, one)).toEqual({ usd: 0.00028, price: cheap, provider: 'a', isUpperBound: false });
	});

	it('is at most that of the dearest live provider where nobody knows who served', () => {
		expect(costOf(TOKENS, two)).toEqual({ usd: 0.0012, price: dear, isUpperBound: true });
		expect(costOf(TOKENS, two, 'unlisted')).toMatchObject({ isUpperBound: true });
	});

	it('depends on the tokens: the dearest is not always the same', () => {
		const crossed = model([
			provider('a', { price: { input: 1, output: 10 } }),
			provider('b', { price: { input: 5, output: 1 } }),
		]);
		expect(dearest({ input: 100, output: 1 }, crossed)?.price.input).toBe(5);
		expect(dearest({ input: 1, output: 100 }, crossed)?.price.input).toBe(1);
	});

	it('is nothing where the model is free', () => {
		const free = model([provider('a', { price: { input: 0, output: 0 } })]);
		expect(costOf(TOKENS, free)).toMatchObject({ usd: 0, isUpperBound: false });
	});

	it('is unknown without a price', () => {
		expect(costOf(TOKENS, model([provider('a')]))).toBeUndefined();
		expect(costOf(TOKENS, model([provider('a'), provider('b', { price: dear })]), 'a')).toBeUndefined();
		expect(costOf(TOKENS, model([provider('a'), provider('b')]))).toBeUndefined();
	});
});

it.each([
	[0, '$0'],
	[0.42, '$0.42'],
	[1234.5, '$1,234.50'],
	[0.01, '$0.01'],
	[0.000123, '$0.00012'],
	[0.0000005, '$0.00000050'],
])('%d dollars are written as %s', (usd, words) => expect(dollars(usd)).toBe(words));
