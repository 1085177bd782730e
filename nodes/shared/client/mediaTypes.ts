import { fileTypeFromBuffer } from 'file-type';
import { firstOf } from '../http/exchange';

/** What a task works on, or makes. */
export type Media = 'image' | 'audio' | 'video';
export type MediaKind = Media | 'any';

/** How many bytes of a file are enough to tell what it is. */
export const HEAD_BYTES = 4100;

const OCTET_STREAM = 'application/octet-stream';

/**
 * The media types that Hugging Face's servers know, under every name in use for them.
 * The Endpoints toolkit looks the name up in a table of exact strings, and refuses all others.
 */
const SERVER_TYPES: Readonly<Record<string, readonly string[]>> = {
	'audio/mpeg': ['audio/mp3', 'audio/x-mpeg-3', 'audio/mpeg3'],
	'audio/m4a': ['audio/x-m4a', 'audio/mp4', 'audio/aac'],
	'audio/wav': ['audio/x-wav', 'audio/wave', 'audio/vnd.wave'],
	'audio/flac': ['audio/x-flac'],
	'audio/ogg': ['audio/opus', 'audio/x-audio', 'application/ogg'],
	'audio/webm': [],
	'image/png': ['image/apng'],
	'image/jpeg': ['image/jpg', 'image/pjpeg'],
	'image/webp': [],
	'image/gif': [],
	'image/bmp': ['image/x-ms-bmp'],
	'image/tiff': [],
};

const SERVER_TYPE_OF: ReadonlyMap<string, string> = new Map(
	Object.entries(SERVER_TYPES).flatMap(([name, aliases]) => [name, ...aliases].map((alias) => [alias, name] as const)),
);

const EXTENSION_OF: Readonly<Record<string, string>> = {
	'audio/mpeg': 'mp3',
	'audio/m4a': 'm4a',
	'audio/wav': 'wav',
	'audio/flac': 'flac',
	'audio/ogg': 'ogg',
	'audio/webm': 'webm',
	'image/png': 'png',
	'image/jpeg': 'jpg',
	'image/webp': 'webp',
	'image/gif': 'gif',
	'image/bmp': 'bmp',
	'image/tiff': 'tiff',
	'image/svg+xml': 'svg',
	'video/mp4': 'mp4',
	'video/webm': 'webm',
	'video/quicktime': 'mov',
	'application/json': 'json',
	'application/pdf': 'pdf',
	'text/plain': 'txt',
	'text/html': 'html',
	'text/csv': 'csv',
};

/** The one name that all servers know for this media type; undefined where a server would refuse it as raw bytes. */
export function serverMediaType(mediaType: string): string | undefined {
	return SERVER_TYPE_OF.get(mediaType);
}

/** A file name's extension for a media type, without the dot; `bin` where it is not known. */
export function extensionOf(mediaType: string): string {
	return EXTENSION_OF[SERVER_TYPE_OF.get(mediaType) ?? mediaType] ?? 'bin';
}

/** `Image/PNG; charset=x` as `image/png`; an empty text where there is none. */
export function bareMediaType(header: string | readonly string[] | undefined): string {
	return (firstOf(header) ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/**
 * What a file is: the bytes decide, then what its sender calls it.
 * @param head the first {@link HEAD_BYTES} of the file, or all of it
 * @param declared the media type that came with it
 * @param kind what the task works on: a container of sound and pictures is taken for what the task wants
 */
export async function identify(head: Uint8Array, declared?: string, kind: MediaKind = 'any'): Promise<string> {
	const sniffed = head.length > 0 ? await sniff(head) : undefined;
	const named = bareMediaType(declared);
	return ofKind(sniffed ?? (/^[\w.+-]+\/[\w.+-]+$/.test(named) ? named : OCTET_STREAM), kind);
}

async function sniff(head: Uint8Array): Promise<string | undefined> {
	try {
		return bareMediaType((await fileTypeFromBuffer(head))?.mime) || undefined;
	} catch {
		// A head that ends inside a header tells nothing.
		return undefined;
	}
}

function ofKind(mediaType: string, kind: MediaKind): string {
	const audio = kind === 'audio' ? mediaType.replace(/^video\/(?=(webm|mp4)$)/, 'audio/') : mediaType;
	return SERVER_TYPE_OF.get(audio) ?? audio;
}
