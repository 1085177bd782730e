import type { ModelFigures, ProviderFigures } from '../../../../nodes/shared/client/figures';

/** A live provider. */
export function provider(name: string, more: Partial<ProviderFigures> = {}): ProviderFigures {
	return { provider: name, isLive: true, ...more };
}

export function model(providers: readonly ProviderFigures[], more: Partial<ModelFigures> = {}): ModelFigures {
	return { id: 'org/name', owner: 'org', providers, ...more };
}
