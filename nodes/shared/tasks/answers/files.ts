import { assertNoError } from '../../client/failureInside';
import { isObject, omit, type JsonObject, type JsonValue } from '../../client/json';
import { serverJsonIn } from '../../client/lenientJson';
import type { Media } from '../../client/mediaTypes';
import type { AnswerForm, ServerAnswer } from '../../client/response';
import type { ServerSentEvent } from '../../http/sse';
import {
	item,
	jsonAnswer,
	unknownShape,
	type Answer,
	type AnswerContext,
	type AnswerFile,
	type ItemAnswer,
} from './answer';
import { objects, unwrap } from './shapes';
import { wrongKind } from './wrongKind';
import { assertNoBrokenFile, declaredType, findFiles, type FileContent, type Found } from './findFiles';

/** Generated files: bytes, base64, samples of sound, or addresses. */
export function media(kind: Media): Answer {
	return {
		kind: 'media',
		media: kind,
		files: true,
		accept: kind === 'image' ? 'image/png' : '*/*',
		read: async (answer, context) => await readFiles(answer, kind, context),
	};
}

/** A picture of depths, and the depths themselves where the server gives them. */
export const depth: Answer = { ...media('image'), kind: 'depth' };

async function readFiles(answer: ServerAnswer, kind: Media, { fieldName }: AnswerContext): Promise<ItemAnswer> {
	if (answer.kind === 'media')
		return {
			json: {},
			files: [{ field: fieldName(), content: answer.body, mediaType: answer.mediaType, media: kind }],
		};
	const found = await foundIn(answer);
	if (found === undefined) return unknownShape(jsonOrThrow(answer));
	const { files, beside, each } = found;
	return {
		json: { ...beside, ...(each && { results: [...each] }) },
		files:
			files.length === 1
				? files.map((file) => ({ field: fieldName(), ...file, media: kind }))
				: numbered(found, kind, fieldName),
	};
}

/**
 * The files in a JSON answer, or in a text that is base64 or an address.
 * @throws {InferenceError} for an answer that is an error, no JSON and no file, or that holds a broken file
 */
async function foundIn(answer: ServerAnswer): Promise<Found | undefined> {
	if (answer.kind === 'json') assertNoError(answer.value);
	const value = answer.kind === 'text' ? answer.text.trim() : jsonOrThrow(answer);
	const found = await findFiles(value);
	if (found === undefined && answer.kind === 'text') throw wrongKind(answer, 'a file');
	if (found === undefined) assertNoBrokenFile(value);
	return found;
}

function jsonOrThrow(answer: ServerAnswer): JsonValue {
	if (answer.kind === 'json') return answer.value;
	throw wrongKind(answer, 'a file');
}

function numbered({ files }: Found, media: Media, fieldName: AnswerContext['fieldName']): AnswerFile[] {
	return files.map((file: FileContent, i) => ({ field: fieldName(i), ...file, media, part: i + 1 }));
}

/** Segments of a picture; the mask of each is a file of its own. */
export const segments: Answer = jsonAnswer({
	kind: 'segments',
	files: true,
	elements: 'segments',
	parse: (json, context) => maskParts(json, context),
});

export const masks: Answer = jsonAnswer({
	kind: 'masks',
	files: true,
	elements: 'segments',
	parse: (json, context) => maskParts(json, context),
});

async function maskParts(json: JsonValue, context: AnswerContext): Promise<ItemAnswer | undefined> {
	const list = objects(unwrap(json, 'results', 'segments', 'masks'));
	const parts = list && (await filesOf(list, { key: 'mask', media: 'image' }, context));
	if (parts === undefined) assertNoBrokenFile(json);
	return parts && { json: { segments: parts.entries }, files: parts.files };
}

/** One or more sounds that a sound was separated into, or turned into. */
export const audioParts: Answer = {
	kind: 'audioParts',
	files: true,
	elements: 'outputs',
	accept: '*/*',
	read: async (answer, context) => {
		const { fieldName } = context;
		if (answer.kind === 'media') {
			const file = { content: answer.body, mediaType: answer.mediaType };
			return soundsOf({ files: [file], beside: {} }, fieldName);
		}
		const json = answer.kind === 'json' ? answer.value : undefined;
		const list = json !== undefined && objects(Array.isArray(json) ? json : [json]);
		const parts = list && (await filesOf(list, { key: 'blob', media: 'audio' }, context));
		if (parts) return { json: { outputs: parts.entries }, files: parts.files };
		const found = await foundIn(answer);
		return found ? soundsOf(found, fieldName) : unknownShape(jsonOrThrow(answer));
	},
};

function soundsOf(found: Found, fieldName: AnswerContext['fieldName']): ItemAnswer {
	const files = numbered(found, 'audio', fieldName);
	const about = files.map((_, i) => found.each?.[i]);
	const outputs = files.map(({ field }, i) => ({ ...(isObject(about[i]) && about[i]), blob: field }));
	return { json: { ...found.beside, outputs }, files };
}

/** Takes the file under `key` out of each entry, and puts the name of its binary field there. */
async function filesOf(
	list: readonly JsonObject[],
	{ key, media }: { readonly key: string; readonly media: Media },
	{ fieldName }: AnswerContext,
): Promise<{ entries: JsonObject[]; files: AnswerFile[] } | undefined> {
	const files: AnswerFile[] = [];
	const entries: JsonObject[] = [];
	for (const [i, entry] of list.entries()) {
		const value = entry[key];
		const file = value === undefined ? undefined : (await findFiles(value))?.files[0];
		if (file === undefined) return undefined;
		const field = fieldName(i);
		files.push({ field, ...file, mediaType: declaredType(entry) ?? file.mediaType, media, part: i + 1 });
		entries.push({ ...omit(entry, 'content-type', 'content_type'), [key]: field });
	}
	return { entries, files };
}

/** Whatever came: JSON and text as `response`, a file as a file. */
export const asItCame: Answer = {
	kind: 'any',
	files: true,
	accept: '*/*',
	form: ({ responseFormat, stream }) =>
		stream === true || typeof responseFormat !== 'string' ? 'auto' : (responseFormat as AnswerForm),
	join: readEvents,
	read: (answer, { fieldName }) => {
		if (answer.kind === 'json') return item({ response: answer.value });
		if (answer.kind === 'text') return item({ response: answer.text });
		if (answer.kind === 'media')
			return { json: {}, files: [{ field: fieldName(), content: answer.body, mediaType: answer.mediaType }] };
		throw wrongKind(answer);
	},
};

/** The data of each event, without the end marker. */
async function readEvents(events: AsyncGenerator<ServerSentEvent>): Promise<JsonValue[]> {
	const list: JsonValue[] = [];
	for await (const { data } of events) {
		if (data.trim() === '[DONE]') break;
		list.push(serverJsonIn(data) ?? data);
	}
	return list;
}
