import { InferenceError, unexpectedResponse } from '../../client/errors';
import { JsonDepthError, isObject, jsonIn, omit, parseJson, type JsonObject, type JsonValue } from '../../client/json';
import type { ServerSentEvent } from '../../http/sse';
import { wordsOf } from '../../client/serverError';
import { item, jsonAnswer, withoutNulls, type Answer } from './answer';

/**
 * A text under the API's own key, alone or in a list of one; OpenAI's completions are understood too. Transformers
 * answers messages with messages: what is no text stays as it is.
 */
export function textOf(key: string): Answer {
	return jsonAnswer({ kind: 'text', key, parse: (json) => textItem(json, key) });
}

function textItem(json: JsonValue, key: string) {
	const inner = Array.isArray(json) ? json[0] : json;
	if (!isObject(inner)) return undefined;
	if (inner[key] !== undefined && inner[key] !== null) return item(withoutNulls(inner));
	const completion = completionText(inner);
	return completion === undefined
		? undefined
		: item({ [key]: completion.text, ...(completion.details && { details: completion.details }) });
}

function completionText({ choices }: JsonObject): { text: string; details?: JsonObject } | undefined {
	const choice = Array.isArray(choices) ? choices[0] : undefined;
	if (!isObject(choice) || typeof choice.text !== 'string') return undefined;
	return {
		text: choice.text,
		...(typeof choice.finish_reason === 'string' && { details: { finish_reason: choice.finish_reason } }),
	};
}

/** Generated text, at once or token by token. */
export const generatedText: Answer = { ...textOf('generated_text'), join: joinTokens };

/**
 * Puts the tokens of TGI's stream, or of OpenAI's completions, together. The body's end is the stream's end once a
 * last event was seen: TGI sends no end marker.
 */
async function joinTokens(
	events: AsyncGenerator<ServerSentEvent>,
	onText?: (text: string) => void,
): Promise<JsonObject> {
	let text = '';
	let last: JsonObject | undefined;
	for await (const event of dataOf(events)) {
		const piece = tokenText(event);
		text += piece;
		if (piece !== '' || isObject(event.token)) onText?.(piece);
		if (typeof event.generated_text === 'string' || isFinished(event)) last = event;
	}
	if (last === undefined) throw cutShort();
	const { generated_text: whole, details } = last;
	return { generated_text: typeof whole === 'string' ? whole : text, ...(isObject(details) && { details }) };
}

function tokenText(event: JsonObject): string {
	if (isObject(event.token)) return event.token.special === true ? '' : String(event.token.text ?? '');
	return completionText(event)?.text ?? '';
}

function isFinished({ choices }: JsonObject): boolean {
	const choice = Array.isArray(choices) ? choices[0] : undefined;
	// Some servers say it is empty while there is more to come.
	return isObject(choice) && typeof choice.finish_reason === 'string' && choice.finish_reason !== '';
}

/**
 * The JSON of each event, up to the end marker.
 * @throws {InferenceError} `server` for an error in the stream: the status was 200 already
 */
export async function* dataOf(events: AsyncGenerator<ServerSentEvent>): AsyncGenerator<JsonObject> {
	for await (const { event: name, data } of events) {
		if (data.trim() === '[DONE]') return;
		if (name === 'error') throw brokenOff(data);
		const event = parseEvent(data);
		if (!isObject(event)) continue;
		// Older versions of vLLM have no key `error`.
		if (event.error || event.object === 'error') throw brokenOff(data);
		yield event;
	}
}

function brokenOff(data: string): InferenceError {
	return new InferenceError(`The server broke off its answer: ${wordsOf({ json: jsonIn(data), text: data })}`, {
		type: 'server',
		advice: 'What came before may have been billed. Check the inputs, or try again later.',
	});
}

function parseEvent(text: string): JsonValue | undefined {
	try {
		return parseJson(text);
	} catch (error) {
		throw error instanceof JsonDepthError
			? unexpectedResponse(`An event of the answer is not taken: ${error.message}`, {
					advice: 'Check the server, or try another model or provider.',
					cause: error,
					response: text,
				})
			: cutShort();
	}
}

export function cutShort(): InferenceError {
	return new InferenceError('The stream of the answer ended before the answer was complete', {
		type: 'network',
		advice:
			"The model may have worked on it, so that it may have been billed; it is not asked again unless 'Retry Interrupted' in 'Options' is on.",
	});
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
