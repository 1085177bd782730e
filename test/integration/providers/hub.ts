import type { Rule } from '../../../sandbox';
import type { Cell } from './cells';

/** The model of a cell: a name for each, since the official client remembers what the Hub said of a name. */
export function modelFor({ provider, task }: Cell): string {
	return `${provider}/${task}`;
}

/** The model's name at a provider, as the sandbox knows it. */
export function providerIdFor({ provider, task }: Cell): string {
	return provider === 'novita' && task === 'image-text-to-video' ? 'MiniMax-H3' : `${provider}/sandbox/${task}`;
}

/** One entry of what the Hub says of a model. */
export interface Mapping {
	readonly provider: string;
	readonly providerId: string;
	readonly status: string;
	readonly task: string;
	readonly adapter?: string;
	readonly adapterWeightsPath?: string;
}

/** The Hub's entry for a cell. */
export function mappingFor(cell: Cell): Mapping {
	return { provider: cell.provider, providerId: providerIdFor(cell), status: 'live', task: cell.mappedAs };
}

/** Lets the Hub of a sandbox say that these serve every model. */
export function hubSays(...mappings: readonly Mapping[]): Rule {
	return ({ path }, response) => {
		if (!path.startsWith('/api/models/')) return false;
		const entries = mappings.map(({ provider, ...entry }) => [provider, entry] as const);
		response
			.writeHead(200, { 'content-type': 'application/json' })
			.end(JSON.stringify({ id: 'sandbox', inferenceProviderMapping: Object.fromEntries(entries) }));
		return true;
	};
}
