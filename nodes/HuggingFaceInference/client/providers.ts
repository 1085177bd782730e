import { INFERENCE_PROVIDERS, PROVIDERS_HUB_ORGS } from '@huggingface/inference';

/** Names of providers as they write them; a provider that is new in the official client shows its id. */
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
export const PROVIDERS: Readonly<Record<string, string>> = Object.fromEntries(INFERENCE_PROVIDERS.map((id) => [id, NAMES[id] ?? PROVIDERS_HUB_ORGS[id] ?? id]));

/** Whether the bundled client speaks a provider's protocol for a task. */
export const serves = (): boolean => false;
