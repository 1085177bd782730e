import { isObject, type JsonObject, type JsonValue } from './json';

/** USD per million tokens. */
export interface Price {
	readonly input: number;
	readonly output: number;
}

/** The router's figures for a model at one provider. An absent figure is unknown: it never means no. */
export interface ProviderFigures {
	readonly provider: string;
	/** Whether the provider passed Hugging Face's last check of the model. */
	readonly isLive: boolean;
	/** In tokens, question and answer together. */
	readonly contextLength?: number;
	readonly price?: Price;
	readonly tools?: boolean;
	readonly structuredOutput?: boolean;
	readonly tokensPerSecond?: number;
}

/** A chat model of the router. */
export interface ModelFigures {
	readonly id: string;
	readonly owner: string;
	/** Kinds of input, e.g. `text` and `image`; absent where unknown. */
	readonly inputs?: readonly string[];
	readonly providers: readonly ProviderFigures[];
}

/** The models of the router's list. Anything that is no model is left out. */
export function parseModels(json: JsonValue): ModelFigures[] {
	const data = isObject(json) ? json.data : json;
	if (!Array.isArray(data)) return [];
	return data.map(parseModel).filter((model) => model !== undefined);
}

/**
 * The figures of one model.
 * Source: hub-docs, `docs/inference-providers/hub-api.md`, "List OpenAI-compatible models".
 * @returns undefined where the JSON is no model with providers
 */
export function parseModel(json: JsonValue): ModelFigures | undefined {
	if (!isObject(json) || typeof json.id !== 'string' || json.id === '' || !Array.isArray(json.providers))
		return undefined;
	const { id, owned_by: owner, architecture } = json;
	const inputs = isObject(architecture) ? architecture.input_modalities : undefined;
	return {
		id,
		owner: typeof owner === 'string' ? owner : (id.split('/')[0] ?? ''),
		...(Array.isArray(inputs) && inputs.length > 0 && { inputs: inputs.map(String) }),
		providers: json.providers.filter(isObject).filter(isNamed).map(parseProvider),
	};
}

function isNamed({ provider }: JsonObject): boolean {
	return typeof provider === 'string' && provider !== '';
}

function parseProvider(entry: JsonObject): ProviderFigures {
	const { provider, status, supports_tools: tools, supports_structured_output: structuredOutput } = entry;
	const contextLength = positive(entry.context_length);
	const tokensPerSecond = positive(entry.throughput);
	const price = entry.is_free === true ? FREE : priceOf(entry.pricing);
	return {
		provider: String(provider),
		isLive: status !== 'error',
		...(contextLength !== undefined && { contextLength }),
		...(price !== undefined && { price }),
		...(typeof tools === 'boolean' && { tools }),
		...(typeof structuredOutput === 'boolean' && { structuredOutput }),
		...(tokensPerSecond !== undefined && { tokensPerSecond }),
	};
}

const FREE: Price = { input: 0, output: 0 };

function priceOf(pricing: JsonValue | undefined): Price | undefined {
	if (!isObject(pricing)) return undefined;
	const { input, output } = pricing;
	const isPrice = (value: JsonValue | undefined): value is number => typeof value === 'number' && value >= 0;
	return isPrice(input) && isPrice(output) ? { input, output } : undefined;
}

function positive(value: JsonValue | undefined): number | undefined {
	return typeof value === 'number' && value > 0 ? value : undefined;
}

/** The providers that passed the last check. */
export function liveProviders({ providers }: ModelFigures): ProviderFigures[] {
	return providers.filter(({ isLive }) => isLive);
}

/** The price of the cheapest: the lowest output price, as the router's own `:cheapest` has it. */
export function cheapest(providers: readonly ProviderFigures[]): Price | undefined {
	const prices = providers.flatMap(({ price }) => price ?? []);
	return prices.sort((one, other) => one.output - other.output || one.input - other.input)[0];
}

/** The largest context; undefined if the context of any provider is unknown. */
export function largestContext(providers: readonly ProviderFigures[]): number | undefined {
	const known = providers.flatMap(({ contextLength }) => contextLength ?? []);
	return known.length > 0 && known.length === providers.length ? Math.max(...known) : undefined;
}

/** Whether the router tells more than a model's name and providers. Routers did not always. */
export function hasFigures({ inputs, providers }: ModelFigures): boolean {
	return inputs !== undefined || providers.some(({ price, contextLength }) => price ?? contextLength);
}
