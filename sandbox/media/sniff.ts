/** Tells what bytes are by their first few, as servers that do not trust headers do. */
export interface Sniffed {
	kind: 'image' | 'audio' | 'video';
	type: string;
}

function sniffed(kind: Sniffed['kind'], subtype: string): Sniffed {
	return { kind, type: `${kind}/${subtype}` };
}

const BY_START: ReadonlyArray<readonly [string, Sniffed]> = [
	['89504e47', sniffed('image', 'png')],
	['ffd8ff', sniffed('image', 'jpeg')],
	['47494638', sniffed('image', 'gif')],
	['424d', sniffed('image', 'bmp')],
	['49492a00', sniffed('image', 'tiff')],
	['4d4d002a', sniffed('image', 'tiff')],
	['664c6143', sniffed('audio', 'flac')],
	['4f676753', sniffed('audio', 'ogg')],
	['494433', sniffed('audio', 'mpeg')],
	['fffb', sniffed('audio', 'mpeg')],
	['fff3', sniffed('audio', 'mpeg')],
	['fff2', sniffed('audio', 'mpeg')],
	['1a45dfa3', sniffed('video', 'webm')],
];

function inRiff(bytes: Buffer): Sniffed | undefined {
	const form = bytes.toString('latin1', 8, 12);
	if (form === 'WAVE') return sniffed('audio', 'wav');
	return form === 'WEBP' ? sniffed('image', 'webp') : undefined;
}

function inFtyp(bytes: Buffer): Sniffed {
	const brand = bytes.toString('latin1', 8, 12);
	if (brand.startsWith('M4A')) return sniffed('audio', 'mp4');
	if (brand.startsWith('avif')) return sniffed('image', 'avif');
	return brand.startsWith('hei') ? sniffed('image', 'heic') : sniffed('video', 'mp4');
}

/** The kind and media type of a file; undefined where it is none that is known. */
export function sniff(bytes: Buffer): Sniffed | undefined {
	if (bytes.toString('latin1', 0, 4) === 'RIFF') return inRiff(bytes);
	if (bytes.toString('latin1', 4, 8) === 'ftyp') return inFtyp(bytes);
	const start = bytes.toString('hex', 0, 4);
	return BY_START.find(([magic]) => start.startsWith(magic))?.[1];
}

/** The bytes behind plain base64; undefined where the text is not that (data URLs are not). */
export function fromBase64(text: string): Buffer | undefined {
	if (text.length === 0 || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
	return Buffer.from(text, 'base64');
}

/** The bytes of a file that came as base64 in JSON; undefined for any other value. */
export function fileIn(value: unknown): Buffer | undefined {
	const bytes = typeof value === 'string' ? fromBase64(value) : undefined;
	return bytes !== undefined && sniff(bytes) !== undefined ? bytes : undefined;
}
