import type { ArgumentValue } from '../../client/arguments';
import { isObject, omit, type JsonObject, type JsonValue } from '../../client/json';
import type { ServerSentEvent } from '../../http/sse';
import { item, jsonAnswer, type Answer, type AnswerContext, type ItemAnswer } from './answer';
import { withoutNulls } from './shapes';
import { takeEvents } from './stream';
import { alternatives, joinedPieces } from './text';
import { TranscriptInPieces } from './transcriptInPieces';

/** The text of a recording, with its parts or words and their times if asked for. */
export const transcription: Answer = {
	...jsonAnswer({
		kind: 'transcription',
		ofText: (text) => item({ text }),
		parse: transcript,
	}),
	textIn: (json) => {
		const text = transcript(json, {})?.json.text;
		return typeof text === 'string' ? text : '';
	},
	join: joinTranscript,
};

/** Lists and texts that some servers send empty instead of leaving them out. Source: LocalAI, `transcription.go`. */
const MAY_BE_EMPTY = ['segments', 'words', 'language'];

function transcript(json: JsonValue, { values }: Partial<AnswerContext>): ItemAnswer | undefined {
	const pieces = joinedPieces(json);
	if (pieces !== undefined) return item({ text: pieces });
	const inner = Array.isArray(json) ? json[0] : json;
	if (!isObject(inner)) return undefined;
	const { text: given = inner.output, ...more } = inner;
	const text = joinedPieces(given ?? null) ?? given;
	if (typeof text !== 'string') return undefined;
	const said = withoutNulls(omit(more, 'output', ...MAY_BE_EMPTY.filter((key) => isEmpty(more[key]))));
	const read = {
		text,
		...withTimes(said, values?.returnTimestamps === 'word'),
		...(typeof said.duration === 'string' && { duration: inSeconds(said.duration) }),
		...alternatives(json, 'text'),
	};
	return { json: read, files: [], hints: missingTimes(inner, values?.returnTimestamps) };
}

/** Whatever the server is: part of what was asked for is missing. */
function missingTimes({ chunks, segments, words }: JsonObject, asked: ArgumentValue | undefined): string[] {
	if ((asked !== true && asked !== 'word') || isList(chunks)) return [];
	if (asked === 'word' && wordsIn({ words: words ?? null, segments: segments ?? null }).length > 0) return [];
	return isList(segments) && asked === true ? [] : [timesHint(isList(segments))];
}

function timesHint(hasParts: boolean): string {
	return hasParts
		? "'Return Timestamps' returned times of parts: the server has no times of words ({items})"
		: "'Return Timestamps' had no effect: the server returned no times ({items})";
}

function isList(value: JsonValue | undefined): value is JsonValue[] {
	return Array.isArray(value) && value.length > 0;
}

function isEmpty(value: JsonValue | undefined): boolean {
	return value === '' || (Array.isArray(value) && value.length === 0);
}

/** OpenAI's segments or words as the API's `chunks`. What else the server says of them stays as it came. */
function withTimes(said: JsonObject, wantsWords: boolean): JsonObject {
	if (Array.isArray(said.chunks)) return omit(said, 'segments');
	const words = wantsWords ? wordsIn(said) : [];
	if (words.length > 0) return { ...omit(said, 'words'), chunks: words.map(toChunk) };
	const { segments } = said;
	return Array.isArray(segments) ? { ...omit(said, 'segments'), chunks: segments.map(toChunk) } : said;
}

/** Words stand beside the segments, or inside each of them. Source of the latter: whisper.cpp, `server.cpp`. */
function wordsIn({ words, segments }: JsonObject): JsonValue[] {
	if (Array.isArray(words)) return words;
	const inside = Array.isArray(segments) ? segments : [];
	return inside.flatMap((segment) => (isObject(segment) && Array.isArray(segment.words) ? segment.words : []));
}

function toChunk(piece: JsonValue): JsonValue {
	if (!isObject(piece)) return piece;
	return { text: piece.word ?? piece.text ?? '', timestamp: [piece.start ?? null, piece.end ?? null] };
}

/** vLLM sends the duration as a text. Source: vllm, `speech_to_text/protocol.py`. */
function inSeconds(duration: string): JsonValue {
	const seconds = Number(duration);
	return Number.isFinite(seconds) && duration.trim() !== '' ? seconds : duration;
}

/** Joins the events of OpenAI's transcriptions, or vLLM's chunks. */
async function joinTranscript(
	events: AsyncGenerator<ServerSentEvent>,
	onText?: (text: string) => void,
): Promise<JsonObject> {
	const answer = new TranscriptInPieces();
	for await (const text of takeEvents(events, answer)) if (text !== '') onText?.(text);
	const late = answer.lateText();
	if (late !== '') onText?.(late);
	return answer.whole();
}
