import { liveProviders, type ModelFigures, type ProviderFigures } from '../../client/figures';
import { invalidInput, type InferenceError } from '../../client/errors';
import { hasAll, lacking, listed, type Ability, type Needs } from './needs';

/** The provider that a request names to the router. */
export interface Fitting {
	readonly provider: string;
	/** What other live providers lack. */
	readonly lackedByOthers: readonly Ability[];
}

/**
 * The provider to name, where the router could pick one that cannot do what a request needs.
 * @param order ids of the account's providers, the preferred one first
 * @param policy that the user chose: `auto` and `preferred` follow the account's order
 * @returns undefined where the choice stays with the router: all live providers will do, or nothing is known
 * @throws {InferenceError} `invalidInput` where no live provider can do it
 */
export async function fittingProvider(
	model: ModelFigures,
	{ must, all }: Needs,
	{ order, policy }: { readonly order: () => Promise<readonly string[]>; readonly policy: string },
): Promise<Fitting | undefined> {
	const live = liveProviders(model);
	const unfit = live.filter((provider) => lacking(all, model, provider).length > 0);
	if (unfit.length === 0) return undefined;
	const fit = live.filter((provider) => !unfit.includes(provider));
	if (fit.length === 0) {
		if (must.length < all.length) return await fittingProvider(model, { must, all: must }, { order, policy });
		throw unfitModel(model, must);
	}
	// A provider that says nothing of itself is only the second choice.
	const sure = fit.filter((provider) => hasAll(all, provider));
	const [best] = sorted(sure.length > 0 ? sure : fit, policy, await order());
	const lackedByOthers = all.filter((need) => unfit.some((other) => lacking([need], model, other).length > 0));
	return best && { provider: best.provider, lackedByOthers };
}

function sorted(
	providers: readonly ProviderFigures[],
	policy: string,
	order: readonly string[],
): readonly ProviderFigures[] {
	const placeOf = ({ provider }: ProviderFigures): number =>
		order.includes(provider) ? order.indexOf(provider) : order.length;
	const byOrder = [...providers].sort((one, other) => placeOf(one) - placeOf(other));
	switch (policy) {
		case 'cheapest':
			return byOrder.sort((one, other) => outputPrice(one) - outputPrice(other));
		case 'fastest':
			return byOrder.sort((one, other) => (other.tokensPerSecond ?? 0) - (one.tokensPerSecond ?? 0));
		default:
			return byOrder;
	}
}

/** Unknown prices come last. */
function outputPrice({ price }: ProviderFigures): number {
	return price?.output ?? Number.MAX_VALUE;
}

function unfitModel(model: ModelFigures, needs: readonly Ability[]): InferenceError {
	if (lacking(['images'], model).length > 0 && needs.includes('images')) {
		return invalidInput(
			`The model '${model.id}' does not support images`,
			"Choose a model with 'images' in its row of the list in 'Model'. Nothing was sent.",
		);
	}
	const each = liveProviders(model).map((provider) => {
		const has = needs.filter((need) => lacking([need], model, provider).length === 0);
		return `${provider.provider} supports ${has.length === 0 ? 'none of it' : listed(has)}`;
	});
	return invalidInput(
		`No provider of '${model.id}' supports ${listed(needs)}`,
		`Choose another model. Nothing was sent. ${each.join(', ')}.`,
	);
}
