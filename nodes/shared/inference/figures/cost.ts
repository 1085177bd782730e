import { liveProviders, type ModelFigures, type Price } from '../../client/figures';
import { isObject, type JsonValue } from '../../client/json';

/** The estimated cost of one answer. */
export interface Cost {
	readonly usd: number;
	readonly price: Price;
	/** Who served it; absent where unknown. */
	readonly provider?: string;
	/** Whether the provider is unknown, so that the dearest one's price counts. */
	readonly isUpperBound: boolean;
}

/** Tokens of a question and its answer. */
export interface Tokens {
	readonly input: number;
	readonly output: number;
}

const PER_MILLION = 1_000_000;
const CHARACTERS_PER_TOKEN = 4;

/** The tokens that a server counted, in OpenAI's protocol; undefined where either number is missing. */
export function countedTokens(usage: JsonValue | undefined): Tokens | undefined {
	if (!isObject(usage)) return undefined;
	const { prompt_tokens: input, completion_tokens: output } = usage;
	return typeof input === 'number' && typeof output === 'number' ? { input, output } : undefined;
}

/** A rough number of tokens, for an answer whose server counted none. */
export function guessedTokens(input: string, output: string): Tokens {
	const tokensIn = (text: string): number => Math.ceil(text.length / CHARACTERS_PER_TOKEN);
	return { input: tokensIn(input), output: tokensIn(output) };
}

/**
 * The cost of an answer.
 * @param provider that served it; absent where unknown
 * @returns undefined where no price is known
 */
export function costOf(tokens: Tokens, model: ModelFigures, provider?: string): Cost | undefined {
	const live = liveProviders(model);
	const only = live.length === 1 ? live[0]?.provider : undefined;
	const served = model.providers.find((one) => one.provider === (provider ?? only));
	if (served !== undefined)
		return served.price && { ...costAt(served.price, tokens, false), provider: served.provider };
	return dearest(tokens, model);
}

/** The cost at the dearest of the live providers. */
export function dearest(tokens: Tokens, model: ModelFigures): Cost | undefined {
	const costs = liveProviders(model).flatMap(({ price }) => (price ? costAt(price, tokens, true) : []));
	return costs.sort((one, other) => other.usd - one.usd)[0];
}

function costAt(price: Price, { input, output }: Tokens, isUpperBound: boolean): Cost {
	const usd = (input * price.input + output * price.output) / PER_MILLION;
	return { usd: exact(usd), price, isUpperBound };
}

/** Without the last digits that binary fractions add: a hundred cents are a dollar. */
export function exact(usd: number): number {
	return Number(usd.toPrecision(12));
}

/** US dollars in words: cents where there are any, else the first two digits that count. */
export function dollars(usd: number): string {
	if (usd === 0) return '$0';
	const digits = usd >= 0.01 ? 2 : Math.min(12, 1 - Math.floor(Math.log10(usd)));
	return `$${usd.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}
