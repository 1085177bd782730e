import { isObject, omit, parseJson, type JsonObject, type JsonValue } from '../../client/json';
import type { ServerSentEvent } from '../../http/sse';
import type { TaskArguments } from '../task';
import { AnswerPieces, splitReasoning } from '../chat/reasoning';
import { asksForJson, parseStructured } from '../chat/structuredOutput';
import { item, jsonAnswer, withoutNulls, type Answer } from './answer';
import { cutShort, dataOf } from './text';

/** A chat answer in OpenAI's form, at once or piece by piece. */
export const chat: Answer = {
	...jsonAnswer({
		kind: 'chat',
		parse: (json, { values }) => {
			const found = firstMessage(json);
			return found && item(toItem(found.message, found.choice, isObject(json) ? json : {}, values));
		},
	}),
	join: joinDeltas,
};

function firstMessage(json: JsonValue): { message: JsonObject; choice: JsonObject } | undefined {
	const choice = isObject(json) && Array.isArray(json.choices) ? json.choices[0] : undefined;
	return isObject(choice) && isObject(choice.message) ? { message: choice.message, choice } : undefined;
}

function toItem(
	message: JsonObject,
	choice: JsonObject,
	{ usage, model }: JsonObject,
	values: TaskArguments,
): JsonObject {
	const { role, tool_calls: calls } = message;
	const hasCalls = Array.isArray(calls) && calls.length > 0;
	const apart = message.reasoning_content ?? message.reasoning;
	const said = typeof message.content === 'string' && !isText(apart) ? splitReasoning(message.content) : undefined;
	const content = said?.content ?? message.content;
	const reasoning = said?.reasoning ?? apart;
	const finish_reason = choice.finish_reason;
	const wantsJson = asksForJson(values) && !hasCalls;
	return withoutUndefined({
		content,
		...(wantsJson && { parsed: parseStructured(isText(content) ? content : '', finish_reason) }),
		role,
		finish_reason,
		reasoning_content: isText(reasoning) ? reasoning : undefined,
		tool_calls: hasCalls ? calls.map(withParsedArguments) : undefined,
		usage,
		model: model === '' ? undefined : model,
	});
}

function isText(value: JsonValue | undefined): value is string {
	return typeof value === 'string' && value !== '';
}

function withoutUndefined(record: { [key: string]: JsonValue | undefined }): JsonObject {
	const known = Object.entries(record).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
	return withoutNulls(Object.fromEntries(known));
}

/** Arguments come as JSON text; text that is none stays as it is. */
function withParsedArguments(call: JsonValue): JsonValue {
	if (!isObject(call) || !isObject(call.function) || typeof call.function.arguments !== 'string') return call;
	try {
		return { ...call, function: { ...call.function, arguments: parseJson(call.function.arguments) } };
	} catch {
		return call;
	}
}

/**
 * Puts the pieces of a streamed answer together in the form of one that came at once. Without a finish reason the
 * stream was cut short: some servers send no end marker, but all say why they stopped.
 */
async function joinDeltas(
	events: AsyncGenerator<ServerSentEvent>,
	onText?: (text: string) => void,
): Promise<JsonObject> {
	const message: JsonObject = { role: 'assistant', content: '' };
	const calls: JsonObject[] = [];
	const pieces = new AnswerPieces();
	let finish: JsonValue | undefined;
	let about: JsonObject = {};
	for await (const event of dataOf(events)) {
		const { choices, usage, model, system_fingerprint } = event;
		about = {
			...about,
			...(model !== undefined && { model }),
			...(system_fingerprint !== undefined && { system_fingerprint }),
			...(isObject(usage) && { usage }),
		};
		const choice = Array.isArray(choices)
			? choices.find((entry) => isObject(entry) && (entry.index ?? 0) === 0)
			: undefined;
		if (!isObject(choice)) continue;
		// Some servers say it is empty while there is more to come.
		if (isText(choice.finish_reason)) finish = choice.finish_reason;
		if (!isObject(choice.delta)) continue;
		addDelta(message, calls, choice.delta);
		if (isToken(choice.delta)) onText?.(isText(choice.delta.content) ? pieces.next(choice.delta.content) : '');
	}
	if (finish === undefined) throw cutShort();
	onText?.(pieces.end());
	// A stream may start to count at 1.
	if (calls.length > 0) message.tool_calls = Object.values(calls);
	// As in an answer that comes at once.
	if (calls.length > 0 && message.content === '') message.content = null;
	return { ...about, choices: [{ index: 0, message, finish_reason: finish }] };
}

/** Whether the model made something, be it thought or a call; servers send a first piece before that. */
function isToken({ content, reasoning, reasoning_content, tool_calls }: JsonObject): boolean {
	return (
		isText(content) ||
		isText(reasoning) ||
		isText(reasoning_content) ||
		(Array.isArray(tool_calls) && tool_calls.length > 0)
	);
}

function addDelta(message: JsonObject, calls: JsonObject[], delta: JsonObject): void {
	if (typeof delta.role === 'string') message.role = delta.role;
	for (const key of ['content', 'reasoning_content', 'reasoning']) {
		const piece = delta[key];
		if (typeof piece === 'string') message[key] = String(message[key] ?? '') + piece;
	}
	if (!Array.isArray(delta.tool_calls)) return;
	for (const part of delta.tool_calls.filter(isObject)) addCall(calls, part);
}

/** The first piece of a call names it; later ones add to its arguments. */
function addCall(calls: JsonObject[], part: JsonObject): void {
	const index = typeof part.index === 'number' ? part.index : calls.length;
	const known = calls[index];
	const piece = omit(part, 'index');
	if (known === undefined) {
		calls[index] = piece;
		return;
	}
	const before = isObject(known.function) ? known.function : {};
	const added = isObject(piece.function) ? withoutNulls(piece.function) : {};
	known.function = { ...before, ...added, arguments: String(before.arguments ?? '') + String(added.arguments ?? '') };
}
