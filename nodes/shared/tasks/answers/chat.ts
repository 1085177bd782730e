import { isObject, omit, type JsonObject, type JsonValue } from '../../client/json';
import type { ServerSentEvent } from '../../http/sse';
import { splitReasoning } from '../chat/reasoning';
import { asksForJson } from '../chat/structuredOutput';
import { jsonAnswer, type Answer, type AnswerContext, type ItemAnswer } from './answer';
import { filesOf } from './chatFiles';
import { choicesOf, contentOf, firstChoice, isText } from './content';
import { chatDeltas } from './deltas';
import { assertNotFailed } from './failure';
import { parseStructured } from './structured';
import { callsIn, withParsedArguments } from './toolCalls';

/** A chat answer in OpenAI's form, at once or piece by piece. */
export const chat: Answer = {
	...jsonAnswer({ kind: 'chat', parse: chatItem }),
	textIn: (json) => {
		const message = isObject(json) ? firstChoice(json.choices)?.message : undefined;
		return isObject(message) ? said(message).content : '';
	},
	join: joinDeltas,
};

/** Keys of the protocol's bookkeeping, and those that the item has a place for. */
const ABOUT_REST = ['choices', 'usage', 'model', 'id', 'object', 'created', 'system_fingerprint', 'service_tier'];
const CHOICE_REST = ['index', 'message', 'finish_reason'];
const MESSAGE_REST = ['role', 'content', 'tool_calls', 'reasoning_content', 'reasoning'];

function chatItem(json: JsonValue, context: AnswerContext): ItemAnswer | undefined {
	const about = isObject(json) ? json : {};
	const choices = choicesOf(about.choices);
	const [choice] = choices;
	if (choice === undefined) return undefined;
	assertNotFailed(choice, json);
	if (!isObject(choice.message)) return undefined;
	const { files, message, parts } = filesOf(choice.message, contentOf(choice.message.content).others, context);
	const { content, text, reasoning, apart } = said(message);
	const calls = callsIn(message.tool_calls);
	const { finish_reason, ...beside } = choice;
	const wantsJson = asksForJson(context.values) && calls.length === 0;
	const answer = { content, apart, refusal: message.refusal, finishReason: finish_reason, whole: json };
	const parsed = wantsJson ? parseStructured(answer, context.values) : undefined;
	const known = {
		content: text,
		...(parsed && { parsed: parsed.value }),
		role: message.role,
		finish_reason,
		reasoning_content: reasoning === '' ? undefined : reasoning,
		tool_calls: calls.length > 0 ? calls.map(withParsedArguments) : undefined,
		usage: about.usage,
		model: about.model === '' ? undefined : about.model,
	};
	const more: JsonObject = {
		...withoutEmpty(omit(about, ...ABOUT_REST)),
		...withoutEmpty(omit(beside, ...CHOICE_REST)),
		...withoutEmpty(omit(message, ...MESSAGE_REST)),
		...(parts.length > 0 && { parts: [...parts] }),
		...(choices.length > 1 && { choices }),
	};
	return { json: { ...withoutUnset(known), ...omit(more, ...Object.keys(known)) }, files, hints: parsed?.hints };
}

interface Said {
	readonly content: string;
	/** The same; undefined where the message has no text at all. */
	readonly text?: string;
	readonly reasoning: string;
	/** Reasoning that the server took apart itself. */
	readonly apart: string;
}

/** Text and reasoning of a message. */
function said({ content, reasoning_content, reasoning }: JsonObject): Said {
	const sorted = contentOf(content);
	const apart = [reasoning_content ?? reasoning].filter(isText).join('') + sorted.reasoning;
	if (apart !== '' || sorted.text === undefined)
		return { content: sorted.text ?? '', text: sorted.text, reasoning: apart, apart };
	const split = splitReasoning(sorted.text);
	return { content: split.content, text: split.content, reasoning: split.reasoning ?? '', apart: '' };
}

function withoutUnset(record: { [key: string]: JsonValue | undefined }): JsonObject {
	return Object.fromEntries(
		Object.entries(record).flatMap(([key, value]) => (value === undefined || value === null ? [] : [[key, value]])),
	);
}

function withoutEmpty(record: JsonObject): JsonObject {
	const isEmpty = (value: JsonValue): boolean =>
		value === null || value === '' || (Array.isArray(value) && value.length === 0);
	return Object.fromEntries(Object.entries(record).filter(([, value]) => !isEmpty(value)));
}

/** Puts the pieces of a streamed answer together in the form of one that came at once. */
async function joinDeltas(
	events: AsyncGenerator<ServerSentEvent>,
	onText?: (text: string) => void,
): Promise<JsonObject> {
	let completion: JsonObject = {};
	for await (const { text, isToken, end } of chatDeltas(events)) {
		if (isToken || text !== '') onText?.(text);
		if (end !== undefined) completion = end.completion;
	}
	return completion;
}
