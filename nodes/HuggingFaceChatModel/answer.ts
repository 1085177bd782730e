import { randomUUID } from 'node:crypto';
import type { FinishReason, GenerateResult, MessageContent, TokenUsage } from '@n8n/ai-node-sdk';
import { unexpectedResponse } from '../shared/client/errors';
import { isObject, jsonIn, type JsonObject, type JsonValue } from '../shared/client/json';
import type { ServerAnswer } from '../shared/client/response';
import { jsonOf } from '../shared/tasks/answers/wrongKind';
import { chat } from '../shared/tasks/answers/chat';
import { callsIn } from '../shared/tasks/answers/toolCalls';

/** The call of a tool, with its arguments as the text of a JSON object. */
export interface ToolCall {
	readonly id: string;
	readonly name: string;
	readonly input: string;
}

/** An answer of a chat model, as far as n8n takes it. */
export interface ChatAnswer {
	readonly text: string;
	readonly reasoning: string;
	readonly calls: readonly ToolCall[];
	readonly finishReason?: string;
	readonly usage?: JsonValue;
}

/**
 * Reads an answer that came at once.
 * @throws {InferenceError} `unexpectedResponse` for what is no chat answer, and for broken arguments of a tool
 */
export async function chatAnswerOf(answer: ServerAnswer): Promise<ChatAnswer> {
	const whole = jsonOf(answer);
	const read = await chat.read(answer, { values: {}, fieldName: () => 'data' });
	if (read.isUnknown) {
		throw unexpectedResponse('The server answered with something other than a chat message', {
			advice: "Choose a chat model in 'Model', or the address of a chat server.",
			response: whole,
		});
	}
	const { content, reasoning_content, tool_calls, finish_reason, usage } = read.json;
	const finishReason = textOr(finish_reason);
	return {
		text: textOr(content) ?? '',
		reasoning: textOr(reasoning_content) ?? '',
		calls: toolCallsOf(callsIn(tool_calls), { finishReason, whole }),
		...(finishReason !== undefined && { finishReason }),
		usage,
	};
}

/**
 * The calls of tools with whole arguments. n8n would run a tool with `{}` in place of broken ones.
 * @throws {InferenceError} `unexpectedResponse`, which keeps the answer
 */
export function toolCallsOf(
	calls: readonly JsonObject[],
	{ finishReason, whole }: { readonly finishReason?: string; readonly whole: JsonValue },
): ToolCall[] {
	return calls.map(({ id, function: called }) => {
		const { name, arguments: given } = isObject(called) ? called : {};
		const input = objectText(given, finishReason);
		if (typeof name !== 'string' || name === '') throw brokenCall('The model called a tool without a name', whole);
		if (input === undefined) {
			const isCut = finishReason === 'length';
			const fault = isCut ? 'were cut at the token limit' : 'are not a JSON object';
			throw brokenCall(`The arguments of the model's call of '${name}' ${fault}`, whole, isCut);
		}
		return { id: typeof id === 'string' && id !== '' ? id : `call_${randomUUID()}`, name, input };
	});
}

function brokenCall(message: string, response: JsonValue, isCut = false): Error {
	const advice = isCut
		? "Raise 'Max Tokens' in 'Model Parameters'. The tool was not run."
		: 'The tool was not run. Try again, or choose a model that is better at calling tools.';
	return unexpectedResponse(message, { advice, response });
}

/** The text of a JSON object, also where the arguments are one, or its text in quotes; undefined for anything else. */
function objectText(given: JsonValue | undefined, finishReason: string | undefined): string | undefined {
	const text = typeof given === 'string' ? given.trim() : given;
	// A call without arguments, unless they are still to come.
	if (text === undefined || text === null || text === '') return finishReason === 'length' ? undefined : '{}';
	const value = typeof text === 'string' ? jsonIn(text) : text;
	const inner = typeof value === 'string' ? jsonIn(value) : value;
	return isObject(inner) ? JSON.stringify(inner) : undefined;
}

function textOr(value: JsonValue | undefined): string | undefined {
	return typeof value === 'string' ? value : undefined;
}

/** The answer in n8n's form. */
export function toResult(answer: ChatAnswer, about: Record<string, unknown>): GenerateResult {
	const { text, reasoning, calls, finishReason, usage } = answer;
	const content: MessageContent[] = [
		...(text === '' && calls.length > 0 ? [] : [{ type: 'text' as const, text }]),
		...calls.map(({ id, name, input }) => ({ type: 'tool-call' as const, toolCallId: id, toolName: name, input })),
	];
	return {
		message: { role: 'assistant', content },
		finishReason: finishReasonOf(finishReason, calls.length > 0),
		usage: usageOf(usage),
		providerMetadata: {
			...about,
			...(finishReason !== undefined && { finish_reason: finishReason }),
			...(reasoning !== '' && { reasoning_content: reasoning }),
		},
	};
}

const FINISH_REASONS: Readonly<Record<string, FinishReason>> = {
	stop: 'stop',
	eos_token: 'stop',
	stop_sequence: 'stop',
	length: 'length',
	content_filter: 'content-filter',
	tool_calls: 'tool-calls',
	function_call: 'tool-calls',
};

export function finishReasonOf(reason: string | undefined, callsTools: boolean): FinishReason {
	if (reason === undefined) return callsTools ? 'tool-calls' : 'stop';
	return FINISH_REASONS[reason] ?? 'other';
}

/** Counts of tokens; undefined where the server gave none. */
export function usageOf(usage: JsonValue | undefined): TokenUsage | undefined {
	if (!isObject(usage)) return undefined;
	const count = (value: JsonValue | undefined): number => (typeof value === 'number' ? value : 0);
	const { prompt_tokens, completion_tokens, total_tokens, prompt_tokens_details, completion_tokens_details } = usage;
	const promptTokens = count(prompt_tokens);
	const completionTokens = count(completion_tokens);
	const cacheRead = isObject(prompt_tokens_details) ? prompt_tokens_details.cached_tokens : undefined;
	const reasoning = isObject(completion_tokens_details) ? completion_tokens_details.reasoning_tokens : undefined;
	return {
		promptTokens,
		completionTokens,
		totalTokens: count(total_tokens) || promptTokens + completionTokens,
		...(typeof cacheRead === 'number' && { inputTokenDetails: { cacheRead } }),
		...(typeof reasoning === 'number' && { outputTokenDetails: { reasoning } }),
	};
}
