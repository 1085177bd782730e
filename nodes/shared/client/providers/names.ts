import {
	INFERENCE_PROVIDERS,
	PROVIDERS_HUB_ORGS,
	getProviderHelper,
	type InferenceProvider,
} from '@huggingface/inference';

/** Names of providers as they write them. A provider new in the official client shows the name of its organization. */
const NAMES: Readonly<Record<string, string>> = {
	baseten: 'Baseten',
	cerebras: 'Cerebras',
	cohere: 'Cohere',
	deepinfra: 'DeepInfra',
	'fal-ai': 'fal',
	'featherless-ai': 'Featherless AI',
	'fireworks-ai': 'Fireworks AI',
	groq: 'Groq',
	'hf-inference': 'Hugging Face (hf-inference)',
	novita: 'Novita',
	nscale: 'Nscale',
	openai: 'OpenAI',
	ovhcloud: 'OVHcloud AI Endpoints',
	publicai: 'Public AI',
	replicate: 'Replicate',
	scaleway: 'Scaleway',
	together: 'Together AI',
	wavespeed: 'WaveSpeedAI',
	'zai-org': 'Z.ai',
};

/** Every provider of the official client, by its id. */
export const PROVIDERS: Readonly<Record<string, string>> = Object.fromEntries(
	INFERENCE_PROVIDERS.map((id) => [id, NAMES[id] ?? PROVIDERS_HUB_ORGS[id]]),
);

type ResponseContext = [url?: string, headers?: Record<string, string>, outputType?: string, signal?: AbortSignal];

/** The part of the official client's task helpers that is used here. */
export interface ProviderHelper {
	readonly clientSideRoutingOnly: boolean;
	preparePayloadAsync?: (args: object, signal?: AbortSignal) => Promise<object>;
	getResponse: (response: unknown, ...more: ResponseContext) => Promise<unknown>;
}

/** What the official client knows of a provider's protocol for a task; undefined where it knows none. */
export function helperFor(provider: string, task: string): ProviderHelper | undefined {
	if (!(INFERENCE_PROVIDERS as readonly string[]).includes(provider)) return undefined;
	try {
		return getProviderHelper(provider as InferenceProvider, task as 'conversational') as unknown as ProviderHelper;
	} catch {
		return undefined;
	}
}

/** Whether the official client speaks a provider's protocol for a task. */
export function serves(provider: string, task: string): boolean {
	return helperFor(provider, task) !== undefined;
}

/** Whether a provider is called with its own key alone, so that the Hub knows nothing of it. */
export function isDirectOnly(provider: string, task: string): boolean {
	return helperFor(provider, task)?.clientSideRoutingOnly ?? false;
}

/** Whether an id is a provider of the official client. */
export function isKnownProvider(id: string): boolean {
	return Object.hasOwn(PROVIDERS, id);
}
