import { bareMediaType } from './mediaTypes';

/** What a `data:` URL holds. */
export interface DataUrlContent {
	/** Without parameters; `text/plain` where the URL names none. */
	readonly mediaType: string;
	readonly bytes: Buffer;
}

/**
 * Reads a `data:` URL as browsers do: the fragment goes, escapes are decoded as bytes, and `;base64` may be written in
 * capitals. Base64 of the URL-safe kind is taken too. Source: Fetch Standard, "data: URL processor".
 * @returns undefined for a text that is none
 */
export function readDataUrl(url: string): DataUrlContent | undefined {
	const text = url.trim();
	const comma = text.indexOf(',');
	if (!/^data:/i.test(text) || comma === -1) return undefined;
	const head = text.slice('data:'.length, comma).trim();
	const body = unescaped(text.slice(comma + 1).replace(/#.*$/s, ''));
	const marker = /; *base64$/i.exec(head);
	const type = marker === null ? head : head.slice(0, marker.index);
	const bytes = marker === null ? body : forgivingBase64(body.toString('latin1'));
	return bytes && { mediaType: typeOf(type), bytes };
}

function typeOf(text: string): string {
	const bare = bareMediaType(text);
	return /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+$/.test(bare) ? bare : 'text/plain';
}

/** The bytes of a text in which some stand as `%3D`; a lone `%` stands for itself. */
function unescaped(text: string): Buffer {
	const bytes = Buffer.from(text.replace(/[\t\r\n]/g, ''));
	if (!bytes.includes(PERCENT)) return bytes;
	let length = 0;
	for (let i = 0; i < bytes.length; i++) {
		const hex = bytes[i] === PERCENT ? bytes.toString('latin1', i + 1, i + 3) : '';
		const isEscape = /^[0-9a-f]{2}$/i.test(hex);
		bytes[length++] = isEscape ? parseInt(hex, 16) : (bytes[i] ?? 0);
		if (isEscape) i += 2;
	}
	return bytes.subarray(0, length);
}

const PERCENT = 0x25;

/** Source: Infra Standard, "forgiving-base64 decode". */
function forgivingBase64(text: string): Buffer | undefined {
	const bare = text.replace(/[\t\n\f\r ]/g, '');
	const letters = bare.length % 4 === 0 ? bare.replace(/={1,2}$/, '') : bare;
	if (letters.length % 4 === 1 || /[^A-Za-z0-9+/\-_]/.test(letters)) return undefined;
	return Buffer.from(letters, 'base64');
}
