import { fromBase64, isBase64Url } from '../../client/base64';
import { readDataUrl } from '../../client/dataUrl';
import { unexpectedResponse } from '../../client/errors';
import { isObject, omit, type JsonObject, type JsonValue } from '../../client/json';
import { HEAD_BYTES, recognise } from '../../client/mediaTypes';
import { type AnswerFile } from './answer';
import { withoutNulls } from './shapes';
import { wavOf } from './wav';

export type FileContent = Pick<AnswerFile, 'content' | 'mediaType'>;

/** The files of an answer, and what the API says beside them. */
export interface Found {
	readonly files: readonly FileContent[];
	readonly beside: JsonObject;
	/** What it says of each of several files. */
	readonly each?: readonly JsonValue[];
}

/**
 * Keys under which servers and providers put files, the surest ones first, and whether a text there can be nothing
 * but a file. Sources: getResponse of the providers in huggingface.js; the APIs of replicate, Stability and WaveSpeed.
 */
const FILE_KEYS: Readonly<Record<string, 'file' | 'maybe'>> = {
	image: 'file',
	images: 'file',
	video: 'file',
	videos: 'file',
	audio: 'file',
	audio_file: 'file',
	b64_json: 'file',
	base64: 'file',
	image_base64: 'file',
	blob: 'file',
	mask: 'file',
	generated_image: 'file',
	generated_images: 'file',
	artifacts: 'maybe',
	video_result: 'maybe',
	output: 'maybe',
	outputs: 'maybe',
	data: 'maybe',
	url: 'maybe',
	video_url: 'file',
	image_url: 'file',
	audio_url: 'file',
	sample: 'maybe',
	result: 'maybe',
	results: 'maybe',
	depth: 'file',
};

/** Finds all files in an answer; undefined where it has none. */
export async function findFiles(json: JsonValue, sampleRate?: number): Promise<Found | undefined> {
	if (typeof json === 'string') return await inText(json);
	if (Array.isArray(json)) return await inList(json, sampleRate);
	return isObject(json) ? await inObject(json, sampleRate) : undefined;
}

async function inObject(json: JsonObject, sampleRate?: number): Promise<Found | undefined> {
	const rate = typeof json.sampling_rate === 'number' ? json.sampling_rate : sampleRate;
	for (const key of Object.keys(FILE_KEYS)) {
		const value = json[key];
		const found = value === undefined || value === null ? undefined : await findFiles(value, rate);
		if (found === undefined) continue;
		const { files, beside, each } = found;
		return {
			files: files.map((file) => ({ ...file, mediaType: file.mediaType ?? declaredType(json) })),
			beside: withoutNulls({ ...withoutEchoes(omit(json, key)), ...beside, ...(each && { [key]: [...each] }) }),
		};
	}
	return undefined;
}

async function inList(json: readonly JsonValue[], sampleRate?: number): Promise<Found | undefined> {
	const samples = wavOf(json, sampleRate);
	if (samples !== undefined) return { files: [{ content: samples, mediaType: 'audio/wav' }], beside: {} };
	const all: Array<Found | undefined> = [];
	for (const entry of json) all.push(await findFiles(entry, sampleRate));
	const files = all.flatMap((found) => found?.files ?? []);
	if (files.length === 0) return undefined;
	if (json.length === 1) return all[0];
	const each = all.map((found, i) => (found === undefined ? (json[i] ?? null) : besideIn(found)));
	return { files, beside: {}, ...(each.some(saysSomething) && { each }) };
}

function besideIn({ beside, each }: Found): JsonObject {
	return each === undefined ? beside : { ...beside, results: [...each] };
}

function saysSomething(entry: JsonValue): boolean {
	return isObject(entry) ? Object.keys(entry).length > 0 : entry !== null;
}

async function inText(text: string): Promise<Found | undefined> {
	if (/^https?:\/\/\S+$/.test(text)) return { files: [{ content: { url: text } }], beside: {} };
	const url = /^data:/i.test(text) ? readDataUrl(text) : undefined;
	if (url !== undefined && isBase64Url(text))
		return { files: [{ content: url.bytes, mediaType: url.mediaType }], beside: {} };
	const content = fromBase64(text);
	return content !== undefined && (await isFile(content, text)) ? { files: [{ content }], beside: {} } : undefined;
}

/** Words may look like base64: only a known signature or a long run of letters makes a file. */
const LONGER_THAN_WORDS = 2_000;

async function isFile(bytes: Buffer, text: string): Promise<boolean> {
	const { mediaType, hasSignature } = await recognise(bytes.subarray(0, HEAD_BYTES));
	if (hasSignature || mediaType === 'image/svg+xml') return /^(image|audio|video)\//.test(mediaType);
	return text.length > LONGER_THAN_WORDS && !text.includes(' ');
}

/** The media type that an entry names for its file. */
export function declaredType(json: JsonObject): string | undefined {
	const type = json['content-type'] ?? json.content_type;
	return typeof type === 'string' ? type : undefined;
}

const LONGEST_ECHO = 1_000;

/** Some APIs send the files of the request back, which would fill the item. */
function withoutEchoes(json: JsonObject): JsonObject {
	return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, shortened(value)]));
}

function shortened(json: JsonValue): JsonValue {
	if (typeof json === 'string')
		return json.length > LONGEST_ECHO && json.startsWith('data:') ? `${json.slice(0, 100)}…` : json;
	return isObject(json) ? withoutEchoes(json) : json;
}

/**
 * Refuses an answer in which a file should be and is none. The answer stays in the error.
 * @throws {InferenceError} `unexpectedResponse`
 */
export function assertNoBrokenFile(json: JsonValue): void {
	const key = brokenKey(json);
	if (key === undefined) return;
	throw unexpectedResponse(`The file in the answer cannot be read: '${key}' holds neither base64 nor an address`, {
		advice: 'The request may have been billed. Try another model or provider.',
		response: json,
	});
}

function brokenKey(json: JsonValue): string | undefined {
	if (Array.isArray(json)) {
		for (const entry of json) {
			const key = brokenKey(entry);
			if (key !== undefined) return key;
		}
		return undefined;
	}
	if (!isObject(json)) return undefined;
	return Object.keys(json).find((key) => holdsText(key, json[key])) ?? brokenKey(Object.values(json).filter(isNested));
}

function holdsText(key: string, value: JsonValue | undefined): boolean {
	const isFileKey = Object.hasOwn(FILE_KEYS, key) && FILE_KEYS[key] === 'file';
	return isFileKey && (Array.isArray(value) ? value.some(isWords) : isWords(value));
}

function isWords(value: JsonValue | undefined): boolean {
	return typeof value === 'string' && value !== '';
}

function isNested(value: JsonValue): boolean {
	return typeof value === 'object';
}
