import { Readable } from 'node:stream';
import type { JsonValue } from '../../../nodes/shared/client/json';
import type { ServerAnswer } from '../../../nodes/shared/client/response';
import { InferenceError } from '../../../nodes/shared/client/errors';
import type { ServerSentEvent } from '../../../nodes/shared/http/sse';
import type { Answer, ItemAnswer } from '../../../nodes/shared/tasks/answers/answer';
import type { TaskArguments } from '../../../nodes/shared/tasks/task';

const fieldName = (i?: number): string => (i === undefined ? 'data' : `data_${i}`);

/** Reads an answer of any kind as a task's answer. */
export async function readAs(answer: Answer, given: ServerAnswer, values: TaskArguments = {}): Promise<ItemAnswer> {
	return await answer.read(given, { values, fieldName });
}

/** Reads JSON as a task's answer. */
export async function readJson(answer: Answer, value: JsonValue, values: TaskArguments = {}): Promise<ItemAnswer> {
	return await readAs(answer, { kind: 'json', value }, values);
}

/** The item's json for JSON that a server sent. */
export async function jsonOf(
	answer: Answer,
	value: JsonValue,
	values: TaskArguments = {},
): Promise<ItemAnswer['json']> {
	return (await readJson(answer, value, values)).json;
}

export function mediaAnswer(bytes: Buffer, mediaType: string): ServerAnswer {
	return { kind: 'media', body: Readable.from([bytes], { objectMode: false }), mediaType };
}

/** Events as they come out of a stream; a text is sent as it is, anything else as JSON. */
export async function* eventsOf(...data: readonly unknown[]): AsyncGenerator<ServerSentEvent> {
	for (const entry of data)
		yield { data: typeof entry === 'string' ? entry : JSON.stringify(entry) } as ServerSentEvent;
}

/** What a streamed answer is joined to, and the pieces of text that were passed on meanwhile. */
export async function join(
	answer: Answer,
	...data: readonly unknown[]
): Promise<{ joined: JsonValue | undefined; pieces: string[] }> {
	const pieces: string[] = [];
	const joined = await answer.join?.(eventsOf(...data), (text) => {
		if (text !== '') pieces.push(text);
	});
	return { joined, pieces };
}

/** The error with which a promise fails. */
export async function failureOf(promise: Promise<unknown>): Promise<InferenceError> {
	const failure = await promise.then(
		() => undefined,
		(error: unknown) => error,
	);
	if (failure instanceof InferenceError) return failure;
	throw new Error(`expected an InferenceError, and got ${String(failure)}`);
}

/** A small PNG. */
export const PNG = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAGCAAAAADbboAnAAAAE0lEQVR4nGNgwAkY/0MZTAzoDAAabQEFJr+24AAAAABJRU5ErkJggg==',
	'base64',
);
