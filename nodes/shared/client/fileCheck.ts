import { isBase64Url, mediaInBase64 } from './base64';
import type { Media, Recognised } from './mediaTypes';
import { pageTitle } from './serverError';

/** Media with their articles. */
export const MEDIA_WORDS: Readonly<Record<Media, string>> = { image: 'an image', audio: 'a sound', video: 'a video' };

/**
 * What a file is, where it is text and so certainly no image, sound or video.
 * @param head the first bytes of the file
 * @returns e.g. `a web page ("Sign in")`; undefined for bytes, for SVG, and where it is not certain
 */
export async function textInstead(head: Buffer, { mediaType, hasSignature }: Recognised): Promise<string | undefined> {
	if (mediaType === 'image/svg+xml' || (hasSignature && mediaType !== 'application/xml')) return undefined;
	// Text holds no control characters beside white space.
	if (head.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27))) return undefined;
	const text = head.toString('utf8').replace(/^\ufeff/, '');
	if (/^\s*<(?:!doctype html|html)[\s>]/i.test(text)) {
		const title = pageTitle(text);
		return `a web page${title === undefined ? '' : ` ("${title}")`}`;
	}
	const inside = await mediaInBase64(head);
	if (inside !== undefined) return `base64 text of ${inside}`;
	if (isBase64Url(text)) return 'base64 text';
	if (/^\s*(?:\{\s*["}]|\[\s*["{[\]\d-])/.test(text)) return 'JSON';
	if (/^\s*<\?xml/i.test(text)) return 'XML';
	return mediaType.startsWith('text/') ? 'text' : undefined;
}

/**
 * What a file is, where a task for this kind of media certainly cannot work on it.
 * @returns undefined for a file that fits, and where it is not certain
 */
export async function misfit(head: Buffer, recognised: Recognised, media: Media): Promise<string | undefined> {
	const { mediaType, hasSignature } = recognised;
	const text = await textInstead(head, recognised);
	if (text !== undefined || !hasSignature) return text;
	if (mediaType === 'application/pdf') return 'a PDF document';
	if (DOCUMENT.test(mediaType)) return `a document or an archive (${mediaType})`;
	// Servers take the sound out of a video, and the frames out of some images.
	if (media === 'image' && /^(?:audio|video)\//.test(mediaType))
		return `${MEDIA_WORDS[mediaOf(mediaType)]} (${mediaType})`;
	if (media === 'audio' && mediaType.startsWith('image/')) return `an image (${mediaType})`;
	return undefined;
}

const DOCUMENT = /zip$|officedocument|opendocument|msword|ms-excel|ms-powerpoint|x-cfb|rtf$|rar|x-7z|x-tar/;

function mediaOf(mediaType: string): Media {
	return mediaType.startsWith('audio/') ? 'audio' : 'video';
}

/**
 * What to do about a file that does not fit.
 * @param what as {@link misfit} names it
 */
export function adviceOnMisfit(what: string, media: Media): string {
	if (what.startsWith('a web page'))
		return 'Use the direct address of the file. A share link leads to a page around it.';
	if (what.startsWith('base64'))
		return "Put the node 'Convert to File' before this one, with 'Move Base64 String to File'.";
	if (what.startsWith('a PDF')) return 'Convert its pages to images first, e.g. to PNG.';
	return `Choose a file that is ${MEDIA_WORDS[media]}.`;
}

/** What to do about a file that a server could not read, where its format is a rare one; undefined for common ones. */
export function conversionAdvice(mediaType: string): string | undefined {
	if (/^image\/(?:hei[cf]|avif|jxl|svg|jp2|x-)/.test(mediaType))
		return `Few servers read ${mediaType}: convert the image to JPEG or PNG.`;
	if (/^audio\/(?:x-ms|amr|aiff|3gpp|midi|ape|qcelp)/.test(mediaType))
		return `Few servers read ${mediaType}: convert the sound to MP3 or WAV.`;
	return undefined;
}
