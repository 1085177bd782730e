import { isObject, omit, parseJson, type JsonObject, type JsonValue } from '../../client/json';
import { HEAD_BYTES, identify } from '../../client/mediaTypes';
import { assertNoError, type AnswerForm, type ServerAnswer } from '../../client/response';
import type { ServerSentEvent } from '../../http/sse';
import {
	item,
	jsonAnswer,
	objects,
	unknownShape,
	unwrap,
	withoutNulls,
	wrongKind,
	type Answer,
	type AnswerContext,
	type AnswerFile,
	type ItemAnswer,
} from './answer';
import { wavOf } from './wav';

type Media = 'image' | 'audio' | 'video';

/** Keys under which servers and providers put the one file of an answer. */
const FILE_KEYS = [
	'image',
	'images',
	'video',
	'videos',
	'audio',
	'audio_file',
	'output',
	'data',
	'blob',
	'b64_json',
	'generated_image',
	'url',
	'video_url',
	'image_url',
	'depth',
];

/** One generated file: bytes, base64, samples of sound, or an address. */
export function media(kind: Media): Answer {
	return { kind: 'media', media: kind, accept: kind === 'image' ? 'image/png' : '*/*', read: readFile };
}

/** A picture of depths, and the depths themselves where the server gives them. */
export const depth: Answer = { kind: 'depth', media: 'image', accept: 'image/png', read: readFile };

async function readFile(answer: ServerAnswer, { fieldName }: AnswerContext): Promise<ItemAnswer> {
	if (answer.kind === 'media')
		return { json: {}, files: [{ field: fieldName(), content: answer.body, mediaType: answer.mediaType }] };
	if (answer.kind !== 'json') throw wrongKind(answer, 'a file');
	assertNoError(answer.value);
	const found = await findFile(answer.value);
	if (found === undefined) return unknownShape(answer.value);
	return { json: found.beside, files: [{ field: fieldName(), ...found.file }] };
}

type Content = Pick<AnswerFile, 'content' | 'mediaType'>;

/** Finds the file in an answer, and what the API says beside it. */
async function findFile(
	json: JsonValue,
	sampleRate?: number,
): Promise<{ file: Content; beside: JsonObject } | undefined> {
	if (typeof json === 'string') return await fileIn(json);
	if (Array.isArray(json)) {
		const samples = wavOf(json, sampleRate);
		if (samples !== undefined) return { file: { content: samples, mediaType: 'audio/wav' }, beside: {} };
		return json[0] === undefined ? undefined : await findFile(json[0]);
	}
	if (!isObject(json)) return undefined;
	const rate = typeof json.sampling_rate === 'number' ? json.sampling_rate : sampleRate;
	for (const key of FILE_KEYS) {
		const value = json[key];
		const found = value === undefined || value === null ? undefined : await findFile(value, rate);
		if (found === undefined) continue;
		return {
			file: { ...found.file, mediaType: found.file.mediaType ?? declaredType(json) },
			beside: withoutNulls({ ...omit(json, key), ...found.beside }),
		};
	}
	return undefined;
}

function declaredType(json: JsonObject): string | undefined {
	const type = json['content-type'] ?? json.content_type;
	return typeof type === 'string' ? type : undefined;
}

async function fileIn(text: string): Promise<{ file: Content; beside: JsonObject } | undefined> {
	if (/^https?:\/\//.test(text)) return { file: { content: { url: text } }, beside: {} };
	const bytes = fromBase64(text);
	const isFile =
		bytes !== undefined &&
		(text.startsWith('data:') || /^(image|audio|video)\//.test(await identify(bytes.subarray(0, HEAD_BYTES))));
	return isFile ? { file: { content: bytes }, beside: {} } : undefined;
}

/** Base64 with or without a `data:` prefix; undefined for other text. */
function fromBase64(text: string): Buffer | undefined {
	const base64 = text.replace(/^data:[^,]{0,200};base64,/, '').replace(/[\r\n]+/g, '');
	if (base64.length < 16 || base64.length % 4 === 1 || !/^[A-Za-z0-9+/\-_]+={0,2}$/.test(base64)) return undefined;
	return Buffer.from(base64, 'base64');
}

/** Segments of a picture; the mask of each is a file of its own. */
export const segments: Answer = jsonAnswer({
	kind: 'segments',
	elements: 'segments',
	parse: (json, context) => maskParts(json, context),
});

export const masks: Answer = jsonAnswer({
	kind: 'masks',
	elements: 'segments',
	parse: (json, context) => maskParts(json, context),
});

async function maskParts(json: JsonValue, context: AnswerContext): Promise<ItemAnswer | undefined> {
	const list = objects(unwrap(json, 'results', 'segments', 'masks'));
	const parts = list && (await filesOf(list, 'mask', context));
	return parts && { json: { segments: parts.entries }, files: parts.files };
}

/** One or more sounds that a sound was separated into, or turned into. */
export const audioParts: Answer = {
	kind: 'audioParts',
	elements: 'outputs',
	accept: '*/*',
	read: async (answer, context) => {
		if (answer.kind === 'media') {
			const field = context.fieldName(0);
			return {
				json: { outputs: [{ blob: field }] },
				files: [{ field, content: answer.body, mediaType: answer.mediaType, part: 1 }],
			};
		}
		if (answer.kind !== 'json') throw wrongKind(answer, 'a file');
		assertNoError(answer.value);
		const list = objects(Array.isArray(answer.value) ? answer.value : [answer.value]);
		const parts = list && (await filesOf(list, 'blob', context));
		return parts ? { json: { outputs: parts.entries }, files: parts.files } : unknownShape(answer.value);
	},
};

/** Takes the file under `key` out of each entry, and puts the name of its binary field there. */
async function filesOf(
	list: readonly JsonObject[],
	key: string,
	{ fieldName }: AnswerContext,
): Promise<{ entries: JsonObject[]; files: AnswerFile[] } | undefined> {
	const files: AnswerFile[] = [];
	const entries: JsonObject[] = [];
	for (const [i, entry] of list.entries()) {
		const value = entry[key];
		const found = value === undefined ? undefined : await findFile(value);
		if (found === undefined) return undefined;
		const field = fieldName(i);
		files.push({ field, ...found.file, mediaType: found.file.mediaType ?? declaredType(entry), part: i + 1 });
		entries.push({ ...omit(entry, 'content-type', 'content_type'), [key]: field });
	}
	return { entries, files };
}

/** Whatever came: JSON and text as `response`, a file as a file. */
export const asItCame: Answer = {
	kind: 'any',
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
		list.push(eventData(data));
	}
	return list;
}

function eventData(data: string): JsonValue {
	try {
		return parseJson(data);
	} catch {
		return data;
	}
}
