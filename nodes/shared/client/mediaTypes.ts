import { fileTypeFromBuffer } from 'file-type';
import { firstOf } from '../http/exchange';
import { EXTENSIONS } from './extensions';

/** What a task works on, or makes. */
export type Media = 'image' | 'audio' | 'video';
export type MediaKind = Media | 'any';

/** How many bytes of a file are enough to tell what it is. */
export const HEAD_BYTES = 4100;

const OCTET_STREAM = 'application/octet-stream';
const SVG = 'image/svg+xml';

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
	'audio/amr': ['audio/x-amr', 'audio/amr-nb'],
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

/** The one name that all servers know for this media type; undefined where a server would refuse it as raw bytes. */
export function serverMediaType(mediaType: string): string | undefined {
	return SERVER_TYPE_OF.get(mediaType);
}

/** A file name's extension for a media type, without the dot; `bin` for a type without one. */
export function extensionOf(mediaType: string): string {
	const known = SERVER_TYPE_OF.get(mediaType) ?? mediaType;
	if (Object.hasOwn(EXTENSIONS, known)) return EXTENSIONS[known] ?? 'bin';
	// Types of sound, pictures and shapes are mostly named by their extension.
	return /^(?:image|audio|video|font|model)\/(?:x-)?([a-z0-9]{2,5})$/.exec(known)?.[1] ?? 'bin';
}

/** `Image/PNG; charset=x` as `image/png`; an empty text where there is none. */
export function bareMediaType(header: string | readonly string[] | undefined): string {
	return (firstOf(header) ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** What a file is, and whether its bytes have a signature that says so. */
export interface Recognised {
	readonly mediaType: string;
	readonly hasSignature: boolean;
}

/**
 * What a file is: its declared type, unless that is missing, general, or contradicted by the bytes.
 * @param head the first {@link HEAD_BYTES} of the file, or all of it
 * @param declared the media type that came with it
 * @param kind what the task works on: a container of sound and pictures is taken for what the task wants
 */
export async function recognise(head: Uint8Array, declared?: string, kind: MediaKind = 'any'): Promise<Recognised> {
	const bare = bareMediaType(declared);
	const named = /^[\w.+-]+\/[\w.+-]+$/.test(bare) ? bare : OCTET_STREAM;
	const seen = head.length > 0 ? await signatureOf(head, named) : undefined;
	const name = kind === 'video' && seen?.startsWith('video/') ? OCTET_STREAM : named;
	const mediaType = seen === undefined || isKindOf(name, seen) ? name : seen;
	return { mediaType: ofKind(mediaType, named, kind), hasSignature: seen !== undefined };
}

/** The media type of a file, as {@link recognise} finds it. */
export async function identify(head: Uint8Array, declared?: string, kind: MediaKind = 'any'): Promise<string> {
	return (await recognise(head, declared, kind)).mediaType;
}

async function signatureOf(head: Uint8Array, named: string): Promise<string | undefined> {
	// The mark of UTF-16 looks like a frame of MPEG.
	if (named.startsWith('text/') && head[0] === 0xff && head[1] === 0xfe) return undefined;
	const seen = await sniff(head);
	const mayBeSvg = seen === 'application/xml' || (seen === undefined && !named.startsWith('text/'));
	return mayBeSvg && isSvg(head) ? SVG : seen;
}

async function sniff(head: Uint8Array): Promise<string | undefined> {
	try {
		return bareMediaType((await fileTypeFromBuffer(head))?.mime) || undefined;
	} catch {
		// A head that ends inside a header tells nothing.
		return undefined;
	}
}

/** Whether the first element of a text is `svg`, after a prolog, comments and a document type. */
function isSvg(head: Uint8Array): boolean {
	const text = Buffer.from(head.subarray(0, 1024)).toString('latin1');
	return SVG_START.test(text);
}

const BEFORE_SVG = [/<\?xml[^>]*>\s*/, /<!--[^>]*-->\s*/, /<!doctype svg[^>[]*(?:\[[^\]]*\])?[^>]*>\s*/];
const SVG_START = new RegExp(
	String.raw`^[\s\u00ef\u00bb\u00bf]*(?:${BEFORE_SVG.map(({ source }) => source).join('|')})*<svg[\s>]`,
	'i',
);

/** Names that say nothing of what an archive holds, or that no archive has. */
const NO_ARCHIVE =
	/^application\/(?:octet-stream|x-binary|binary|unknown|x-unknown|json|pdf|(?:x-)?zip|x-zip-compressed|(?:x-)?gzip)$/;

/** Whether a declared type is a more precise name for what the signature of a container says. */
function isKindOf(named: string, seen: string): boolean {
	switch (seen) {
		case 'application/xml':
			return /(?:\+|\/)(?:xml|html)$/.test(named);
		case 'application/zip':
		case 'application/x-cfb':
		case 'application/gzip':
			return (/^(?:application|model)\//.test(named) && !NO_ARCHIVE.test(named)) || named.endsWith('+zip');
		default:
			return (
				(named.startsWith('audio/') || seen.startsWith('application/')) &&
				familyOf(named) !== undefined &&
				familyOf(named) === familyOf(seen)
			);
	}
}

/** Containers that hold sound alone, or pictures with sound: both begin with the same bytes. */
const CONTAINERS: ReadonlyArray<readonly string[]> = [
	['mp4', 'm4a', 'x-m4a', 'm4b', 'quicktime', '3gpp', '3gpp2', 'x-m4v'],
	['webm', 'matroska', 'x-matroska'],
	['ogg', 'opus', 'vorbis', 'x-audio'],
	['vnd.ms-asf', 'x-ms-asf', 'x-ms-wma', 'x-ms-wmv'],
];

function familyOf(mediaType: string): readonly string[] | undefined {
	const [, subtype = ''] = mediaType.split('/');
	return CONTAINERS.find((names) => names.includes(subtype));
}

/** A container is sound where the task wants sound, or its sender calls it sound of another kind. */
function ofKind(mediaType: string, named: string, kind: MediaKind): string {
	const isSound = kind === 'audio' || (kind === 'any' && named.startsWith('audio/'));
	const audio = isSound ? mediaType.replace(/^video\/(?=(?:webm|mp4|ogg)$)/, 'audio/') : mediaType;
	return SERVER_TYPE_OF.get(audio) ?? audio;
}
