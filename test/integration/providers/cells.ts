import { INFERENCE_PROVIDERS, getProviderHelper, type InferenceProvider } from '@huggingface/inference';

/** One provider's way to serve one task, as the official client has it. */
export interface Cell {
	readonly provider: InferenceProvider;
	/** The task of the node. */
	readonly task: string;
	/** The task as the official client and the Hub's mapping call it. */
	readonly mappedAs: string;
}

/** The tasks that the official client knows for a provider: its own refusal of another one lists them. */
function tasksOf(provider: InferenceProvider): string[] {
	try {
		getProviderHelper(provider, 'no task' as 'conversational');
	} catch (error) {
		return /Available tasks: (.+)$/.exec(String(error))?.[1]?.split(',') ?? [];
	}
	return [];
}

/** Tasks of the node that go by another name at the providers. */
const OPERATIONS: Readonly<Record<string, readonly string[]>> = {
	conversational: ['chat-completion', 'image-text-to-text'],
};

/** Every cell of the official client's table of providers and tasks. */
export const cells: readonly Cell[] = INFERENCE_PROVIDERS.flatMap((provider) =>
	tasksOf(provider).flatMap((mappedAs) =>
		(OPERATIONS[mappedAs] ?? [mappedAs]).map((task) => ({ provider, task, mappedAs })),
	),
);

/** Those of providers that are reached through the router. */
export const routedCells = cells.filter(
	({ provider, mappedAs }) =>
		provider !== 'hf-inference' && !getProviderHelper(provider, mappedAs as 'conversational').clientSideRoutingOnly,
);
