import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';

/** Byte order marks, by which the encoding is known whatever a header says. Source: Encoding Standard, "BOM sniff". */
const MARKS: ReadonlyArray<readonly [charset: string, bytes: readonly number[]]> = [
	['utf-8', [0xef, 0xbb, 0xbf]],
	['utf-16be', [0xfe, 0xff]],
	['utf-16le', [0xff, 0xfe]],
];

/**
 * The text of bytes, without a byte order mark.
 * @param contentType may name the charset; without one that is known, text is UTF-8, or else Windows' Western European
 */
export function decodeText(bytes: Buffer, contentType = ''): string {
	const mark = MARKS.find(([, start]) => start.every((byte, i) => bytes[i] === byte));
	const decoder = decoderOf(mark?.[0] ?? charsetIn(contentType));
	if (decoder !== undefined && decoder.encoding !== 'utf-8') return decoder.decode(bytes);
	const text = bytes.toString('utf8', mark === undefined ? 0 : mark[1].length);
	if (decoder !== undefined || isUtf8(bytes)) return text;
	// A text of UTF-8 in which single characters are broken stays one.
	return /[\u0080-\ufffc\ufffe\uffff]/.test(text) ? text : new TextDecoder('windows-1252').decode(bytes);
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
