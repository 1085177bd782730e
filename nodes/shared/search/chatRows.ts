import { cheapest, liveProviders, type ModelFigures, type Price, type ProviderFigures } from '../client/figures';

/** What the list of chat models is narrowed to. */
export interface Narrowing {
	/** An id; absent for all providers. */
	readonly provider?: string;
	/** The user's search text: words of the id and the owner. */
	readonly filter: string;
	readonly needsImages: boolean;
}

/** The models that a live provider serves, and that the user looks for. */
export function narrowed(
	models: readonly ModelFigures[],
	{ provider, filter, needsImages }: Narrowing,
): ModelFigures[] {
	const words = filter.toLowerCase().split(/\s+/);
	return models.filter(
		(model) =>
			serving(model, provider).length > 0 &&
			(!needsImages || model.inputs?.includes('image') !== false) &&
			words.every((word) => `${model.id} ${model.owner}`.toLowerCase().includes(word)),
	);
}

/** The models in another order. Those that it does not name come last, in their own order. */
export function inOrder(models: readonly ModelFigures[], ids: readonly string[]): ModelFigures[] {
	const places = new Map(ids.map((id, place) => [id, place]));
	const placeOf = ({ id }: ModelFigures): number => places.get(id) ?? ids.length;
	return [...models].sort((one, other) => placeOf(one) - placeOf(other));
}

function serving(model: ModelFigures, provider: string | undefined): ProviderFigures[] {
	return liveProviders(model).filter((candidate) => provider === undefined || candidate.provider === provider);
}

/**
 * A row of the list: `org/name · $0.27 / $1.10 per M · 128K · tools · JSON · images`. The price is the cheapest live
 * provider's. Context and abilities are those of any live provider. Unknown figures are left out.
 */
export function rowName(model: ModelFigures, provider?: string): string {
	const providers = serving(model, provider);
	const price = cheapest(providers);
	const contexts = providers.flatMap(({ contextLength }) => contextLength ?? []);
	const parts = [
		model.id,
		price && priceWords(price),
		contexts.length > 0 && contextWords(Math.max(...contexts)),
		providers.some(({ tools }) => tools) && 'tools',
		providers.some(({ structuredOutput }) => structuredOutput) && 'JSON',
		model.inputs?.includes('image') && 'images',
	];
	return parts.filter(Boolean).join(' · ');
}

/** Who serves a model, and how fast. */
export function rowDescription(model: ModelFigures, provider?: string): string {
	const providers = serving(model, provider);
	const speeds = providers.flatMap(({ tokensPerSecond }) => tokensPerSecond ?? []);
	const speed = speeds.length === 0 ? '' : `, up to ${Math.round(Math.max(...speeds))} tokens per second`;
	return `${providers.map((one) => one.provider).join(', ')}${speed}`;
}

function priceWords({ input, output }: Price): string {
	return input === 0 && output === 0 ? 'free' : `${usd(input)} / ${usd(output)} per M`;
}

function usd(amount: number): string {
	return `$${amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 4 })}`;
}

/** Providers count thousands of tokens as 1,000 or as 1,024. */
function contextWords(tokens: number): string {
	const kilo = tokens % 1024 === 0 ? 1024 : 1000;
	const [size, unit] = tokens >= kilo ** 2 ? [tokens / kilo ** 2, 'M'] : [tokens / kilo, 'K'];
	return tokens < 1000 ? String(tokens) : `${size.toLocaleString('en-US', { maximumFractionDigits: 1 })}${unit}`;
}
