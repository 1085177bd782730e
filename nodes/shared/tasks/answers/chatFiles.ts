import { isObject, type JsonObject, type JsonValue } from '../../client/json';
import type { AnswerContext, AnswerFile } from './answer';

/** What a message holds beside its text, with its pictures and sound taken out. */
export interface MessageFiles {
	readonly files: readonly AnswerFile[];
	/** The same keys, with the name of the binary field where a file was. */
	readonly message: JsonObject;
	readonly parts: readonly JsonValue[];
}

interface Found {
	readonly content: Buffer;
	readonly mediaType?: string;
	/** The same value with this name in place of the bytes. */
	readonly named: (field: string) => JsonValue;
}

/**
 * Takes the files out of a message: `images` and `audio`, and pictures among the parts of its content. An address stays
 * where it is: the answer is paid for, and a download may fail.
 * Source: OpenAI's `audio` with `transcript`, OpenRouter's and LiteLLM's `images`.
 */
export function filesOf(
	message: JsonObject,
	parts: readonly JsonValue[],
	{ fieldName }: Pick<AnswerContext, 'fieldName'>,
): MessageFiles {
	const images = Array.isArray(message.images) ? message.images : [];
	const sound = soundIn(message.audio);
	const found = [...images.map(pictureIn), sound, ...parts.map(pictureIn)];
	const count = found.filter(Boolean).length;
	const files: AnswerFile[] = [];
	const placed = found.map((one) => {
		if (one === undefined) return undefined;
		const i = files.length;
		const field = count === 1 ? fieldName() : fieldName(i);
		const { content, mediaType } = one;
		files.push({ field, content, mediaType, ...(count > 1 && { part: i + 1 }) });
		return one.named(field);
	});
	const audio = placed[images.length];
	return {
		files,
		message: {
			...message,
			...(images.length > 0 && { images: images.map((image, i) => placed[i] ?? image) }),
			...(audio !== undefined && { audio }),
		},
		parts: parts.map((part, i) => placed[images.length + 1 + i] ?? part),
	};
}

function soundIn(audio: JsonValue | undefined): Found | undefined {
	if (!isObject(audio) || typeof audio.data !== 'string') return undefined;
	const content = fromBase64(audio.data);
	if (content === undefined) return undefined;
	const mediaType = typeof audio.format === 'string' ? `audio/${audio.format}` : undefined;
	return { content, mediaType, named: (field) => ({ ...audio, data: field }) };
}

/** A picture as `{ image_url: { url } }`, as `{ url }` or `{ b64_json }`, or as its `data:` URL alone. */
function pictureIn(value: JsonValue): Found | undefined {
	if (typeof value === 'string') return fileIn(value, (field) => field);
	if (!isObject(value)) return undefined;
	const { image_url: inner } = value;
	if (isObject(inner)) {
		const found = pictureIn(inner);
		return found && { ...found, named: (field) => ({ ...value, image_url: found.named(field) }) };
	}
	for (const key of ['image_url', 'url']) {
		const url = value[key];
		if (typeof url === 'string') return fileIn(url, (field) => ({ ...value, [key]: field }));
	}
	const content = typeof value.b64_json === 'string' ? fromBase64(value.b64_json) : undefined;
	return content && { content, named: (field) => ({ ...value, b64_json: field }) };
}

function fileIn(url: string, named: Found['named']): Found | undefined {
	const [head, mediaType] = /^data:([^;,]*)[^,]*;base64,/i.exec(url.slice(0, 200)) ?? [];
	const content = head === undefined ? undefined : fromBase64(url.slice(head.length));
	return content && { content, mediaType: mediaType === '' ? undefined : mediaType, named };
}

/** Undefined for text that is no base64. */
function fromBase64(text: string): Buffer | undefined {
	const base64 = text.replace(/\s+/g, '');
	return base64 !== '' && /^[A-Za-z0-9+/_-]+={0,2}$/.test(base64) ? Buffer.from(base64, 'base64') : undefined;
}
