import { chosenProvider, type Choice, type Routing } from './choice';
import { invalidInput } from './errors';
import { isKnownProvider } from './providers/names';
import type { Route } from './route';
import { ROUTER_URL, type Service } from './service';

/** Whether the credential holds a provider's own key, and no token of Hugging Face's. */
export function isProviderKey({ token }: Service): boolean {
	return token !== '' && !token.startsWith('hf_');
}

/**
 * A provider's own key goes to that provider alone. Where Hugging Face picks the provider, nobody can tell whose it is.
 * @throws {InferenceError} `invalidInput`
 */
export function assertKeyFits(
	route: Route,
	{ task, choice, service }: { task: Routing; choice: Choice; service: Service },
): void {
	if (!isProviderKey(service) || route.kind === 'endpoint') return;
	const isPicked =
		route.kind === 'chatRouter'
			? service.routerUrl === ROUTER_URL
			: route.mapping !== undefined &&
				chosenProvider(task, { ...choice, model: choice.model.trim() }, isKnownProvider) === 'auto';
	if (!isPicked) return;
	throw invalidInput(
		"The credential holds a provider's own key, and 'Provider' does not say whose",
		"Set 'Provider' to the provider of the key, or put a Hugging Face token into the credential, " +
			'which starts with hf_.',
	);
}
