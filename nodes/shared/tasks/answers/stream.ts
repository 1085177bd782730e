import { cutShort } from '../../client/callError';
import { InferenceError, unexpectedResponse } from '../../client/errors';
import { JsonDepthError, isObject, jsonIn, type JsonObject, type JsonValue } from '../../client/json';
import { parseServerJson } from '../../client/lenientJson';
import { withReceived } from '../../client/received';
import { failedGeneration, wordsOf } from '../../client/serverError';
import type { ServerSentEvent } from '../../http/sse';

/** An answer that is put together from events. */
export interface Joined<T> {
	/**
	 * Takes the next event.
	 * @returns what it adds; undefined where it holds nothing that is understood
	 * @throws {InferenceError} for an event that says that the answer failed
	 */
	take(event: JsonObject): T | undefined;
	/** Whether the server said why the answer ended. */
	readonly isFinished: boolean;
	/** Whether the model made anything. */
	readonly hasOutput: boolean;
	/** What came so far, in the form of an answer that came at once. */
	whole(): JsonObject;
}

/** Events that were not understood and are kept for an error: more tell no more. */
const MAX_STRANGE = 100;

/**
 * Gives each event of a stream to an answer, and passes on what it adds. The end is an end marker or the end of the
 * body after a reason: some servers send no marker, others no reason. Pings and words are passed over where the
 * answer comes to its end.
 * @throws {InferenceError} `server` with the server's words, `network` where the stream was cut, `unexpectedResponse`
 * where no event was understood; each holds what came before
 */
export async function* takeEvents<T>(events: AsyncGenerator<ServerSentEvent>, answer: Joined<T>): AsyncGenerator<T> {
	const strange: JsonValue[] = [];
	let isMarked = false;
	try {
		for await (const { data, isEnd, words } of dataOf(events)) {
			isMarked = isEnd === true;
			if (isMarked) break;
			const taken = data && answer.take(data);
			if (taken !== undefined) yield taken;
			else if (strange.length < MAX_STRANGE && !isPing(data ?? words)) strange.push(data ?? words ?? '');
		}
		assertEnded(answer, isMarked, strange);
	} catch (error) {
		throw withReceived(error, answer.hasOutput ? answer.whole() : strange.length > 0 ? strange : undefined);
	}
}

function assertEnded(
	{ isFinished, hasOutput }: Pick<Joined<unknown>, 'isFinished' | 'hasOutput'>,
	isMarked: boolean,
	strange: readonly JsonValue[],
): void {
	const words = strange.map(wordsIn).filter(Boolean);
	if (hasOutput && (isFinished || (isMarked && words.length === 0))) return;
	if (words.length > 0) throw brokenOff(words.join(' '));
	if (strange.length > 0 && (isFinished || isMarked)) {
		throw unexpectedResponse(
			`The stream of the answer holds nothing that is understood: ${JSON.stringify(strange[0]).slice(0, 200)}`,
			{ advice: "Check that 'Task' fits the model, or switch 'Enable Streaming' in 'Options' off." },
		);
	}
	if (!isFinished) throw cutShort();
}

/** Some servers send a ping as an event without a name. */
function isPing(event: JsonObject | string | undefined): boolean {
	const words = isObject(event) ? event.type : event;
	return typeof words === 'string' && /^\W*(ping|pong|heart-?beat|keep-?alive)?\W*$/i.test(words);
}

function wordsIn(strange: JsonValue): string {
	return typeof strange === 'string' ? strange : wordsOf({ json: strange, text: '' });
}

interface EventData {
	readonly data?: JsonObject;
	/** What is no JSON, or JSON that is a text. */
	readonly words?: string;
	readonly isEnd?: boolean;
}

/**
 * What each event says, up to the end marker.
 * @throws {InferenceError} `server` for an error in the stream: the status was 200 already
 */
async function* dataOf(events: AsyncGenerator<ServerSentEvent>): AsyncGenerator<EventData> {
	for await (const { event: name, data } of events) {
		if (name === 'error') throw brokenOff(data, jsonIn(data));
		for (const text of textsIn(data)) {
			if (text === '[DONE]') {
				yield { isEnd: true };
				return;
			}
			const isNamed = name !== undefined && name !== '' && name !== 'message';
			for (const value of valuesIn(text, isNamed)) {
				if (isObject(value)) yield { data: withoutFailure(value) };
				else if (typeof value === 'string' && !isNamed) yield { words: value };
			}
		}
	}
}

/** The text of an event; each of its lines where they are events that one line break parts. */
function textsIn(data: string): string[] {
	const whole = data.trim();
	if (whole === '') return [];
	if (!whole.includes('\n') || jsonIn(whole) !== undefined) return [whole];
	const lines = whole.split('\n').map((line) => line.trim());
	const isEach = lines.some((line) => line === '[DONE]' || isObject(jsonIn(line)));
	return isEach ? lines.filter((line) => line !== '') : [whole];
}

/** The JSON in the text of an event, a list as its entries; words as they are. */
function valuesIn(text: string, isNamed: boolean): JsonValue[] {
	try {
		const value = parseServerJson(text);
		return Array.isArray(value) ? value : [value];
	} catch (error) {
		if (isNamed) return [];
		if (error instanceof JsonDepthError) {
			throw unexpectedResponse(`An event of the answer was refused: ${error.message}`, {
				advice: 'Check the server, or try another model or provider.',
				cause: error,
			});
		}
		// JSON without its end: a part of the answer is missing.
		if (/^[[{]\s*(["{[\]}]|$)/.test(text)) throw cutShort();
		return [text];
	}
}

function withoutFailure(event: JsonObject): JsonObject {
	// Older versions of vLLM have no key `error`.
	if (event.error || event.object === 'error') throw brokenOff('', event);
	return event;
}

/** The error for a server that says in its stream that it failed. */
export function brokenOff(words: string, json?: JsonValue): InferenceError {
	const said = json === undefined ? wordsOf({ json: jsonIn(words), text: words }) : wordsOf({ json, text: words });
	return new InferenceError(`The server broke off its answer: ${said || JSON.stringify(json ?? words)}`, {
		type: 'server',
		advice: 'What came before may have been billed. Check the inputs, or try again later.',
		response: failedGeneration(json),
	});
}
