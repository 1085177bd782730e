import type { Readable } from 'node:stream';
import type { TaskArguments } from '../../client/arguments';
import { assertNoFailureInside } from '../../client/failureInside';
import type { JsonObject, JsonValue } from '../../client/json';
import type { Media } from '../../client/mediaTypes';
import type { AnswerForm, ServerAnswer } from '../../client/response';
import type { ServerSentEvent } from '../../http/sse';
import { isPage, jsonOf } from './wrongKind';

/** The kinds of answers; docs, tests and the sandbox know them by these names. */
export type AnswerKind =
	| 'predictions'
	| 'fillMask'
	| 'entities'
	| 'answers'
	| 'table'
	| 'text'
	| 'transcription'
	| 'vectors'
	| 'similarities'
	| 'ranking'
	| 'detections'
	| 'segments'
	| 'masks'
	| 'media'
	| 'depth'
	| 'audioParts'
	| 'tabular'
	| 'chat'
	| 'conversation'
	| 'any';

/** A file that an answer holds. */
export interface AnswerFile {
	/** Binary field of the item that it goes to. */
	readonly field: string;
	/** Bytes, a stream of them, or an address to download them from. */
	readonly content: Buffer | Readable | { readonly url: string };
	readonly mediaType?: string;
	/** What the task makes: a file that certainly is something else is refused. */
	readonly media?: Media;
	/** Counted from 1, where one answer holds several. */
	readonly part?: number;
}

/** An answer in the form of one n8n item. */
export interface ItemAnswer {
	readonly json: JsonObject;
	readonly files: readonly AnswerFile[];
	/** Whether the shape was not recognised, so that the JSON is passed on as `response`. */
	readonly isUnknown?: boolean;
	/** Sentences about the answer that the user should see. */
	readonly hints?: readonly string[];
}

export interface AnswerContext {
	readonly values: TaskArguments;
	/** Names the binary field for the only file of the answer, or for its part number `i`, from 0 on. */
	readonly fieldName: (i?: number) => string;
}

export interface Answer {
	readonly kind: AnswerKind;
	readonly accept: '*/*' | 'image/png';
	/** Key of the list that `splitResults` makes items of. */
	readonly elements?: string;
	/** The API's own key, where the answer is a text under it. */
	readonly key?: string;
	/** What kind of file the answer is, where it is one. */
	readonly media?: Media;
	/** Whether the answer may hold files: decides 'Put Output in Field'. */
	readonly files?: boolean;
	/** How the answer is to be read, where the user decides it; an empty one is then an answer too. */
	readonly form?: (values: TaskArguments) => AnswerForm;
	/** Whether a picture with the answer drawn over it can be made. */
	readonly annotates?: boolean;
	/**
	 * Puts an answer that came as a stream of events together in the form of one that came at once.
	 * @param onText told of each token: of its text, or of nothing where it is not part of the answer's text
	 */
	readonly join?: (events: AsyncGenerator<ServerSentEvent>, onText?: (text: string) => void) => Promise<JsonValue>;
	/** The text that a streamed workflow gets of an answer that came at once. */
	readonly textIn?: (json: JsonValue) => string;
	/**
	 * Makes an item of an answer, whatever known shape it has.
	 * @throws {InferenceError} `unexpectedResponse` for what cannot be this task's answer
	 */
	readonly read: (answer: ServerAnswer, context: AnswerContext) => ItemAnswer | Promise<ItemAnswer>;
}

type Parsed = Omit<ItemAnswer, 'isUnknown'> | undefined;

interface JsonAnswer extends Omit<Answer, 'accept' | 'read'> {
	/** The item's json, or undefined for a shape that is not known. */
	readonly parse: (json: JsonValue, context: AnswerContext) => Parsed | Promise<Parsed>;
	/** The item's json for a lone text, as custom handlers send it; absent: text is no answer of this task. */
	readonly ofText?: (text: string, context: AnswerContext) => ItemAnswer;
}

/** An answer that is JSON: an unknown shape is kept as it came, and anything but JSON is refused. */
export function jsonAnswer({ parse, ofText, ...more }: JsonAnswer): Answer {
	return {
		...more,
		accept: '*/*',
		read: (answer, context) => {
			const text = ofText && loneText(answer);
			if (ofText && text !== undefined) return ofText(text, context);
			const json = jsonOf(answer);
			const parsed = parse(json, context);
			const orUnknown = (known: Parsed): ItemAnswer => known ?? unknownShape(json);
			return parsed instanceof Promise ? parsed.then(orUnknown) : orUnknown(parsed);
		},
	};
}

/** The text of an answer that is nothing else, as plain text or as a JSON string; undefined for a web page. */
function loneText(answer: ServerAnswer): string | undefined {
	if (answer.kind === 'json') return typeof answer.value === 'string' ? answer.value : undefined;
	return answer.kind === 'text' && !isPage(answer.text) ? answer.text : undefined;
}

/** An item without files. */
export function item(json: JsonObject): ItemAnswer {
	return { json, files: [] };
}

/**
 * An answer that no reader knows, as it came.
 * @throws {InferenceError} `server` where it tells of a failure
 */
export function unknownShape(json: JsonValue): ItemAnswer {
	assertNoFailureInside(json);
	return { json: { response: json }, files: [], isUnknown: true };
}
