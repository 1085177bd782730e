import { isObject, omit, type JsonObject, type JsonValue } from '../../client/json';
import type { ServerSentEvent } from '../../http/sse';
import { item, jsonAnswer, withoutNulls, type Answer } from './answer';
import { choicesOf, firstChoice } from './content';
import { assertNotFailed } from './failure';
import { TextInPieces } from './textInPieces';
import { takeEvents } from './stream';

/**
 * A text under the API's own key, alone or in a list; OpenAI's completions are understood too. Transformers answers
 * messages with messages: what is no text stays as it is. Of several texts the first is the item's, and all of them
 * stand beside it.
 */
export function textOf(key: string): Answer {
	return jsonAnswer({ kind: 'text', key, parse: (json) => textItem(json, key) });
}

function textItem(json: JsonValue, key: string) {
	const inner = Array.isArray(json) ? json[0] : json;
	if (!isObject(inner)) return undefined;
	const several = Array.isArray(json) && json.length > 1 && json.every(isObject) ? json : undefined;
	if (isSet(inner[key])) return item({ ...withoutNulls(inner), ...(several && { alternatives: several }) });
	const completion = completionText(inner);
	return completion === undefined
		? undefined
		: item({
				[key]: completion.text,
				...(completion.details && { details: completion.details }),
				...(completion.choices.length > 1 && { alternatives: completion.choices }),
			});
}

function isSet(value: JsonValue | undefined): value is JsonValue {
	return value !== undefined && value !== null;
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

/** What was said, with pieces and their times where they were asked for. */
export const transcription: Answer = jsonAnswer({
	kind: 'transcription',
	parse: (json) => {
		const inner = Array.isArray(json) ? json[0] : json;
		if (!isObject(inner)) return undefined;
		const { text = inner.output, segments, ...more } = inner;
		if (typeof text !== 'string') return undefined;
		const said = omit(more, 'output');
		return item({
			text,
			...withoutNulls(said),
			...(Array.isArray(segments) && !Array.isArray(said.chunks) && { chunks: segments.map(toChunk) }),
		});
	},
});

/** OpenAI's segments in the API's form. */
function toChunk(segment: JsonValue): JsonValue {
	if (!isObject(segment)) return segment;
	return { text: segment.text ?? '', timestamp: [segment.start ?? null, segment.end ?? null] };
}

/** The older payload of conversations: the reply, and all that was said so far. */
export const conversation: Answer = jsonAnswer({
	kind: 'conversation',
	parse: (json) => {
		const inner = Array.isArray(json) ? json[0] : json;
		return isObject(inner) && typeof inner.generated_text === 'string' ? item(withoutNulls(inner)) : undefined;
	},
});
