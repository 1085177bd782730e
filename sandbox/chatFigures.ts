import { hash } from './words';

/** A provider of a chat model, as the router lists it. All fields but the first two may be missing. */
export interface ChatProvider {
	provider: string;
	status: 'live' | 'error';
	context_length?: number;
	/** USD per million tokens. */
	pricing?: { input: number; output: number };
	is_free?: boolean;
	supports_tools?: boolean;
	supports_structured_output?: boolean;
	first_token_latency_ms?: number;
	throughput?: number;
	is_model_author: boolean;
}

/** A chat model of the router. */
export interface ChatModel {
	id: string;
	inputs: readonly string[];
	providers: readonly ChatProvider[];
}

type Figures = Partial<Omit<ChatProvider, 'provider'>>;

function live(provider: string, figures: Figures = {}): ChatProvider {
	return { provider, status: 'live', ...figures, is_model_author: false };
}

const ALL = { supports_tools: true, supports_structured_output: true };
const TEXT = ['text'] as const;

/** Models with figures of their own, one for each case that a client must tell apart. */
export const SPECIAL_MODELS: readonly ChatModel[] = [
	{
		id: 'sandbox/chat-priced',
		inputs: TEXT,
		providers: [
			live('together', {
				...{
					context_length: 131_072,
					pricing: { input: 0.27, output: 1.1 },
					first_token_latency_ms: 611,
					throughput: 40.1,
				},
				...ALL,
			}),
			live('novita', {
				...{
					context_length: 65_536,
					pricing: { input: 0.2, output: 0.8 },
					first_token_latency_ms: 1490,
					throughput: 24.7,
				},
				...{ supports_tools: true, supports_structured_output: false },
			}),
			live('groq', {
				...{
					context_length: 8192,
					pricing: { input: 0.5, output: 0.79 },
					first_token_latency_ms: 90,
					throughput: 310.5,
				},
				...{ supports_tools: false, supports_structured_output: true },
			}),
		],
	},
	{
		id: 'sandbox/chat-vision',
		inputs: ['text', 'image'],
		providers: [
			live('nscale', { context_length: 32_768, pricing: { input: 0.1, output: 0.3 }, throughput: 60, ...ALL }),
		],
	},
	{
		id: 'sandbox/chat-free',
		inputs: TEXT,
		providers: [
			live('together', { context_length: 32_768, pricing: { input: 0.6, output: 0.6 }, throughput: 50, ...ALL }),
			live('cerebras', { context_length: 32_768, is_free: true, throughput: 900, ...ALL }),
		],
	},
	{
		id: 'sandbox/chat-no-tools',
		inputs: TEXT,
		providers: ['together', 'novita'].map((provider) =>
			live(provider, {
				...{ context_length: 16_384, pricing: { input: 0.1, output: 0.2 } },
				...{ supports_tools: false, supports_structured_output: false },
			}),
		),
	},
	{ id: 'sandbox/chat-unknown', inputs: TEXT, providers: [live('featherless-ai'), live('nscale')] },
	{
		id: 'sandbox/chat-small',
		inputs: TEXT,
		providers: [live('together', { context_length: 512, pricing: { input: 0.05, output: 0.05 }, ...ALL })],
	},
	{
		id: 'sandbox/chat-partly-down',
		inputs: TEXT,
		providers: [
			{ ...live('novita', { context_length: 8192, pricing: { input: 0.01, output: 0.01 }, ...ALL }), status: 'error' },
			live('together', { context_length: 131_072, pricing: { input: 1, output: 3 }, throughput: 30, ...ALL }),
		],
	},
	{
		id: 'sandbox/chat-down',
		inputs: TEXT,
		providers: ['together', 'novita'].map((provider) => ({ ...live(provider, ALL), status: 'error' })),
	},
];

/** Figures of any other model at a provider, the same ones each time. featherless-ai publishes none, as in reality. */
export function figuresAt(provider: string, id: string): ChatProvider {
	if (provider === 'featherless-ai') return live(provider);
	const code = hash(provider + id);
	const input = (1 + (code % 40)) / 20;
	return live(provider, {
		context_length: 131_072,
		pricing: provider === 'hf-inference' ? { input: 0.01, output: 0.03 } : { input, output: input * 3 },
		first_token_latency_ms: 100 + (code % 1500),
		// hf-inference is the fastest and the cheapest, so every policy leads there.
		throughput: provider === 'hf-inference' ? 500 : 10 + (code % 300),
		...ALL,
	});
}
