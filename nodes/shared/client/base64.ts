import { HEAD_BYTES, recognise } from './mediaTypes';

const SHORTEST = 16;

/**
 * Base64, also of the URL-safe kind, with or without a `data:` prefix, quotes and line breaks; undefined for other
 * text.
 */
export function fromBase64(text: string): Buffer | undefined {
	const base64 = text
		.replace(/^\s*"?\s*(?:data:[^,]{0,200},)?/i, '')
		.replace(/"\s*$/, '')
		.replace(/\s+/g, '');
	if (base64.length < SHORTEST || base64.length % 4 === 1 || !/^[A-Za-z0-9+/\-_]+={0,2}$/.test(base64))
		return undefined;
	return Buffer.from(base64, 'base64');
}

/** Whether a text starts like a `data:` URL in base64. */
export function isBase64Url(text: string): boolean {
	return /^\s*data:[^,]{0,200};\s*base64,/i.test(text);
}

/**
 * The media type of a picture, sound or video that a file holds as base64 text.
 * @param head the first bytes of the file
 * @returns undefined for any other file
 */
export async function mediaInBase64(head: Uint8Array): Promise<string | undefined> {
	const start = Buffer.from(head.subarray(0, HEAD_BYTES)).toString('latin1');
	// The start may end within a group of four letters.
	const bytes = fromBase64(start) ?? fromBase64(start.slice(0, -1));
	if (bytes === undefined) return undefined;
	const { mediaType, hasSignature } = await recognise(bytes);
	return hasSignature && /^(?:image|audio|video)\//.test(mediaType) ? mediaType : undefined;
}
