import { isObject, unbatched, type JsonObject, type JsonValue } from '../../client/json';
import type { ServerSentEvent } from '../../http/sse';
import { item, jsonAnswer, type Answer } from './answer';
import { withoutNulls } from './shapes';
import { choicesOf, firstChoice } from './content';
import { assertNotFailed } from './failure';
import { takeEvents } from './stream';
import { TextInPieces } from './textInPieces';

/**
 * A text under the API's own key, alone or in a list, as OpenAI's completions give it, or in pieces. Of several texts
 * the first is the item's, and all of them stand beside it. Transformers answers messages with messages: other values
 * than texts stay as they are.
 */
export function textOf(key: string): Answer {
	return jsonAnswer({
		kind: 'text',
		key,
		parse: (json) => textItem(json, key),
		ofText: (text) => item({ [key]: text }),
	});
}

function textItem(json: JsonValue, key: string) {
	const pieces = joinedPieces(json);
	if (pieces !== undefined) return item({ [key]: pieces });
	const list = unbatched(json);
	const inner = Array.isArray(list) ? list[0] : list;
	if (!isObject(inner)) return undefined;
	if (inner[key] !== undefined && inner[key] !== null) {
		return item({ ...withoutNulls(inner), ...alternatives(list, key) });
	}
	const completion = completionText(inner);
	if (completion === undefined) return undefined;
	const { text, details, choices } = completion;
	return item({ [key]: text, ...(details && { details }), ...alternatives(choices, key) });
}

/** The text that a list of pieces makes, as replicate sends it. */
export function joinedPieces(json: JsonValue): string | undefined {
	const isPieces = Array.isArray(json) && json.length > 0 && json.every((piece) => typeof piece === 'string');
	return isPieces ? json.join('') : undefined;
}

/** All texts of an answer with several, e.g. under `generated_texts`. */
export function alternatives(json: JsonValue, key: string): JsonObject {
	if (!Array.isArray(json) || json.length < 2) return {};
	return { [`${key}s`]: json.map((entry) => (isObject(entry) ? withoutNulls(entry) : entry)) };
}

function completionText({
	choices,
}: JsonObject): { text: string; details?: JsonObject; choices: JsonObject[] } | undefined {
	const choice = firstChoice(choices);
	if (choice === undefined) return undefined;
	assertNotFailed(choice, { choices: choices ?? null });
	if (typeof choice.text !== 'string') return undefined;
	return {
		text: choice.text,
		...(typeof choice.finish_reason === 'string' && { details: { finish_reason: choice.finish_reason } }),
		choices: choicesOf(choices),
	};
}

/** Generated text, at once or token by token. */
export const generatedText: Answer = {
	...textOf('generated_text'),
	textIn: (json) => {
		const text = textItem(json, 'generated_text')?.json.generated_text;
		return typeof text === 'string' ? text : '';
	},
	join: joinTokens,
};

/** Puts the tokens of TGI's stream, or of OpenAI's completions, together. */
async function joinTokens(
	events: AsyncGenerator<ServerSentEvent>,
	onText?: (text: string) => void,
): Promise<JsonObject> {
	const answer = new TextInPieces();
	for await (const { text, isToken } of takeEvents(events, answer)) if (isToken) onText?.(text);
	const late = answer.lateText();
	if (late !== '') onText?.(late);
	return answer.whole();
}

/** The older payload of conversations: the reply, and all that was said so far. */
export const conversation: Answer = jsonAnswer({
	kind: 'conversation',
	ofText: (text) => item({ generated_text: text }),
	parse: (json) => {
		const inner = Array.isArray(json) ? json[0] : json;
		return isObject(inner) && typeof inner.generated_text === 'string' ? item(withoutNulls(inner)) : undefined;
	},
});
