import type { Readable } from 'node:stream';
import { unexpectedResponse } from '../../client/errors';
import { isObject, type JsonObject, type JsonValue } from '../../client/json';
import { pageTitle } from '../../client/serverError';
import type { ServerSentEvent } from '../../http/sse';
import { assertNoError, type AnswerForm, type ServerAnswer } from '../../client/response';
import type { TaskArguments } from '../task';

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
	/** Counted from 1, where one answer holds several. */
	readonly part?: number;
}

/** An answer in the form of one n8n item. */
export interface ItemAnswer {
	readonly json: JsonObject;
	readonly files: readonly AnswerFile[];
	/** Whether the shape was not recognised, so that the JSON is passed on as `response`. */
	readonly isUnknown?: boolean;
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
	readonly media?: 'image' | 'audio' | 'video';
	/** How the answer is to be read, where the user decides it; an empty one is then an answer too. */
	readonly form?: (values: TaskArguments) => AnswerForm;
	/** Whether a picture with the answer drawn over it can be made. */
	readonly annotates?: boolean;
	/**
	 * Puts an answer that came as a stream of events together in the form of one that came at once.
	 * @param onText told of each token: of its text, or of nothing where it is not part of the answer's text
	 */
	readonly join?: (events: AsyncGenerator<ServerSentEvent>, onText?: (text: string) => void) => Promise<JsonValue>;
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
}

/** An answer that is JSON: an unknown shape is kept as it came, and anything but JSON is refused. */
export function jsonAnswer({ parse, ...more }: JsonAnswer): Answer {
	return {
		...more,
		accept: '*/*',
		read: async (answer, context) => {
			const json = jsonOf(answer);
			return (await parse(json, context)) ?? unknownShape(json);
		},
	};
}

/** An item without files. */
export function item(json: JsonObject): ItemAnswer {
	return { json, files: [] };
}

export function unknownShape(json: JsonValue): ItemAnswer {
	return { json: { response: json }, files: [], isUnknown: true };
}

/** The JSON of an answer that must be an object or a list. */
export function jsonOf(answer: ServerAnswer): JsonValue {
	if (answer.kind !== 'json') throw wrongKind(answer);
	assertNoError(answer.value);
	if (typeof answer.value !== 'object' || answer.value === null) {
		throw unexpectedResponse(
			`The server answered with ${JSON.stringify(answer.value).slice(0, 200)}, which is no answer of this task`,
			{ advice: WRONG_TASK, response: answer.value },
		);
	}
	return answer.value;
}

const WRONG_TASK = "Check that 'Task' fits the model, and that the URL in 'Model' is that of the model's own server.";

/** The error for an answer that is no JSON, or no file, where one was expected. */
export function wrongKind(answer: ServerAnswer, expected = 'JSON'): Error {
	if (answer.kind === 'media') answer.body.destroy();
	const what = {
		text: () => `text instead of ${expected}: ${answer.kind === 'text' ? excerpt(answer.text) : ''}`,
		media: () => `a file (${answer.kind === 'media' ? answer.mediaType : ''}) instead of ${expected}`,
		events: () => `a stream of events instead of ${expected}`,
		json: () => `JSON instead of ${expected}`,
	}[answer.kind]();
	return unexpectedResponse(`The server answered with ${what}`, { advice: WRONG_TASK, response: textOf(answer) });
}

/** JSON or text that came; a file is described by the message. */
function textOf(answer: ServerAnswer): JsonValue | undefined {
	if (answer.kind === 'json') return answer.value;
	return answer.kind === 'text' ? answer.text : undefined;
}

function excerpt(text: string): string {
	const isPage = /^\s*<(!doctype|html)/i.test(text);
	const title = isPage ? pageTitle(text) : undefined;
	return isPage ? `a web page${title === undefined ? '' : ` ("${title}")`}` : text.slice(0, 200).trim();
}

/** hf-serve and the toolkit put lists under a key of their own. */
export function unwrap(json: JsonValue, ...keys: string[]): JsonValue {
	if (!isObject(json)) return json;
	const key = keys.find((candidate) => json[candidate] !== undefined && json[candidate] !== null);
	return key === undefined ? json : (json[key] ?? json);
}

/** A list of objects, or undefined for anything else; null keys are left out of them. */
export function objects(json: JsonValue): JsonObject[] | undefined {
	return Array.isArray(json) && json.every(isObject) ? json.map(withoutNulls) : undefined;
}

export function withoutNulls(object: JsonObject): JsonObject {
	return Object.values(object).includes(null)
		? Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null))
		: object;
}

/** The element with the highest score; the first where there are no scores. */
export function best(list: readonly JsonObject[]): JsonObject | undefined {
	return list.reduce<JsonObject | undefined>(
		(top, entry) => (top === undefined || scoreOf(entry) > scoreOf(top) ? entry : top),
		undefined,
	);
}

function scoreOf({ score }: JsonObject): number {
	return typeof score === 'number' ? score : -Infinity;
}
