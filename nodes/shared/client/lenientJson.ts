import { endOfString, jsonIn, parseJson, type JsonValue } from './json';

/**
 * Parses JSON as servers write it: as the standard says, as Python's `json.dumps` writes it (`NaN` and `Infinity`
 * become null), or one value a line.
 * @throws {SyntaxError} when the text is none of these, or nests too deep
 */
export function parseServerJson(text: string): JsonValue {
	// The last one tells what is wrong.
	return jsonIn(text) ?? pythonJson(text) ?? jsonLines(text) ?? parseJson(text);
}

/** The JSON of a server's text, as {@link parseServerJson} reads it; undefined where it is none. */
export function serverJsonIn(text: string): JsonValue | undefined {
	try {
		return parseServerJson(text);
	} catch {
		return undefined;
	}
}

/**
 * The values of a text that holds one JSON value a line (NDJSON, JSON Lines).
 * @returns undefined for fewer than two lines, and where a line is no object or list
 */
function jsonLines(text: string): JsonValue[] | undefined {
	const lines = text.split('\n').filter((line) => line.trim() !== '');
	if (lines.length < 2 || !lines.every((line) => /^\s*[[{]/.test(line))) return undefined;
	const values: JsonValue[] = [];
	for (const line of lines) {
		const value = jsonIn(line) ?? pythonJson(line);
		if (value === undefined) return undefined;
		values.push(value);
	}
	return values;
}

/** Python writes numbers that are none as bare words. Source: CPython, json.encoder, `allow_nan`. */
function pythonJson(text: string): JsonValue | undefined {
	const mended = withoutNaN(text);
	return mended === undefined ? undefined : jsonIn(mended);
}

/** The text with null in the place of `NaN`, `Infinity` and `-Infinity` outside of strings; undefined without any. */
function withoutNaN(text: string): string | undefined {
	const special = /"|-?\b(?:NaN|Infinity)\b/g;
	const pieces: string[] = [];
	let copied = 0;
	for (let match = special.exec(text); match !== null; match = special.exec(text)) {
		if (match[0] === '"') {
			special.lastIndex = endOfString(text, match.index) + 1;
			continue;
		}
		pieces.push(text.slice(copied, match.index), 'null');
		copied = special.lastIndex;
	}
	return pieces.length === 0 ? undefined : pieces.join('') + text.slice(copied);
}
