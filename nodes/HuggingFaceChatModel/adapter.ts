import { isObject } from '../shared/client/json';
import { mendMessage } from './parts';
import { HubChatModel } from './model';

type Method = (this: unknown, ...given: unknown[]) => unknown;
type Adapter = Record<string, unknown>;

/**
 * Mends what n8n's adapter between its SDK and LangChain loses (n8n 2.41): pictures, files, the choice of tools,
 * the usage of streams, counts of tokens, and the log of the Model Selector. A mend is left out where a later n8n lacks
 * its method. A model with tools is another adapter, which is mended too.
 * @param adapter what `supplyModel` gives
 */
export function mended(adapter: unknown): unknown {
	if (typeof adapter !== 'object' || adapter === null) return adapter;
	mendUsage(adapter as Adapter);
	return withMendedMethods(adapter as Adapter);
}

function withMendedMethods(target: Adapter): Adapter {
	wrap(target, '_generate', (original) => withLoggedModel(withMendedMessages(original)));
	wrap(target, '_streamResponseChunks', withMendedMessages);
	wrap(target, 'bindTools', withToolChoice);
	// LangChain downloads tables of tokens for it, which takes minutes without a network.
	wrap(target, 'getNumTokens', () => async (text) => tokensIn(text));
	return target;
}

function wrap(target: Adapter, name: string, wrapped: (original: Method) => Method): void {
	const original = target[name];
	if (typeof original === 'function') target[name] = wrapped(original as Method);
}

function withMendedMessages(original: Method): Method {
	return function (messages, ...rest) {
		return original.call(this, Array.isArray(messages) ? messages.map(mendMessage) : messages, ...rest);
	};
}

/** n8n's AI log shows this part of an answer alone. */
function withLoggedModel(original: Method): Method {
	return async function (...given) {
		const result = await original.apply(this, given);
		const generations = isRecord(result) && Array.isArray(result.generations) ? result.generations : [];
		for (const generation of generations) {
			if (!isRecord(generation) || !isRecord(generation.message) || generation.generationInfo !== undefined) continue;
			const { response_metadata: about } = generation.message;
			if (!isRecord(about)) continue;
			const { finish_reason, served_model, served_by } = about;
			generation.generationInfo = { finish_reason, model: served_model, provider: served_by };
		}
		return result;
	};
}

/** The adapter takes the tools alone, and forgets the choice and its own callbacks. */
function withToolChoice(original: Method): Method {
	return function (tools, options) {
		const bound = original.call(this, tools, options);
		if (!isRecord(bound)) return bound;
		if (bound.chatModel instanceof HubChatModel) bound.chatModel.toolChoice = toolChoiceOf(this, options);
		if (!isRecord(this) || this.callbacks === undefined) return mended(bound);
		bound.callbacks = this.callbacks;
		return withMendedMethods(bound);
	};
}

/** LangChain's agent binds its tools once more to a model that n8n has bound with a choice: the choice stays. */
function toolChoiceOf(adapter: unknown, options: unknown): unknown {
	const earlier =
		isRecord(adapter) && adapter.chatModel instanceof HubChatModel ? adapter.chatModel.toolChoice : undefined;
	return isRecord(options) ? (options.tool_choice ?? earlier) : earlier;
}

/** A fair guess for most languages. */
const LETTERS_PER_TOKEN = 4;

function tokensIn(content: unknown): number {
	const text = typeof content === 'string' ? content : (JSON.stringify(content) ?? '');
	return Math.ceil(text.length / LETTERS_PER_TOKEN);
}

/** LangChain names the usage of a stream in another way than the adapter's log reads it. */
function mendUsage({ callbacks }: Adapter): void {
	for (const callback of Array.isArray(callbacks) ? callbacks : []) {
		const options: unknown = isRecord(callback) ? callback.options : undefined;
		if (!isRecord(options) || typeof options.tokensUsageParser !== 'function') continue;
		const parse = options.tokensUsageParser as (result: unknown) => unknown;
		options.tokensUsageParser = (result: unknown): unknown => usageOfStream(result) ?? parse(result);
	}
}

function usageOfStream(result: unknown): Record<string, number> | undefined {
	const output = isRecord(result) && isRecord(result.llmOutput) ? result.llmOutput.tokenUsage : undefined;
	if (!isRecord(output) || typeof output.completionTokens !== 'number') return undefined;
	const { completionTokens } = output;
	const promptTokens = typeof output.promptTokens === 'number' ? output.promptTokens : 0;
	return { completionTokens, promptTokens, totalTokens: completionTokens + promptTokens };
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return isObject(value);
}
