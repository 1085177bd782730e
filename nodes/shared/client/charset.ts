import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';

/** Byte order marks, by which the encoding is known whatever a header says. Source: Encoding Standard, "BOM sniff". */
const MARKS: ReadonlyArray<readonly [charset: string, bytes: readonly number[]]> = [
	['utf-8', [0xef, 0xbb, 0xbf]],
	['utf-16be', [0xfe, 0xff]],
	['utf-16le', [0xff, 0xfe]],
];
const LOWEST_MARK = 0xef;
/** The usual names of UTF-8: no decoder is made for them. */
const UTF_8 = /^utf-?8$/i;

/**
 * The text of bytes, without a byte order mark.
 * @param contentType may name the charset; without one that is known, text is UTF-8, or else Windows' Western European
 */
export function decodeText(bytes: Buffer, contentType = ''): string {
	const mark = markOf(bytes);
	const charset = mark?.[0] ?? charsetIn(contentType);
	const isNamedUtf8 = charset !== undefined && UTF_8.test(charset);
	const decoder = isNamedUtf8 ? undefined : decoderOf(charset);
	if (decoder !== undefined && decoder.encoding !== 'utf-8') return decoder.decode(bytes);
	const text = bytes.toString('utf8', mark === undefined ? 0 : mark[1].length);
	if (isNamedUtf8 || decoder !== undefined || isUtf8(bytes)) return text;
	// A text of UTF-8 in which single characters are broken stays one.
	return /[\u0080-\ufffc\ufffe\uffff]/.test(text) ? text : new TextDecoder('windows-1252').decode(bytes);
}

function markOf(bytes: Buffer): (typeof MARKS)[number] | undefined {
	if ((bytes[0] ?? 0) < LOWEST_MARK) return undefined;
	return MARKS.find(([, start]) => start.every((byte, i) => bytes[i] === byte));
}

function charsetIn(contentType: string): string | undefined {
	return /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType)?.[1];
}

/** The decoder for a charset's name; undefined without a name that is known. */
function decoderOf(charset: string | undefined): TextDecoder | undefined {
	if (charset === undefined) return undefined;
	try {
		return new TextDecoder(charset);
	} catch {
		return undefined;
	}
}
