/** A value as JSON carries it. */
export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;
export type JsonObject = { [key: string]: JsonValue };

/** Deeper values break the copies that n8n makes of every item. */
export const MAX_JSON_DEPTH = 512;

/** JSON that is well formed, and nests too deep. */
export class JsonDepthError extends SyntaxError {
	override readonly name = 'JsonDepthError';

	constructor() {
		super(`it nests deeper than ${MAX_JSON_DEPTH} levels`);
	}
}

export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The same object without some of its keys. */
export function omit<V>(object: { [key: string]: V }, ...keys: readonly string[]): { [key: string]: V } {
	return keys.some((key) => key in object)
		? Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)))
		: object;
}

/** The same record without keys that hold undefined. */
export function withoutUndefined<T extends object>(record: T): { [K in keyof T]: Exclude<T[K], undefined> } {
	const known = Object.entries(record).filter(([, value]) => value !== undefined);
	return Object.fromEntries(known) as { [K in keyof T]: Exclude<T[K], undefined> };
}

/** The list inside a list of one, as batches of one come; anything else stays as it is. */
export function unbatched(json: JsonValue): JsonValue {
	return Array.isArray(json) && json.length === 1 && Array.isArray(json[0]) ? json[0] : json;
}

/**
 * Parses JSON text, with a limit on its depth.
 * @throws {SyntaxError} when the text is not JSON, or nests deeper than {@link MAX_JSON_DEPTH}
 */
export function parseJson(text: string): JsonValue {
	if (hasManyOpeners(text) && nesting(text) > MAX_JSON_DEPTH) throw new JsonDepthError();
	return JSON.parse(text) as JsonValue;
}

/** The JSON of a text that may be something else; undefined where it is none, or nests too deep. */
export function jsonIn(text: string): JsonValue | undefined {
	try {
		return parseJson(text);
	} catch {
		return undefined;
	}
}

/** Text with fewer opening brackets than levels cannot nest too deep: long vectors are not looked through. */
function hasManyOpeners(text: string): boolean {
	if (text.length <= MAX_JSON_DEPTH) return false;
	let openers = 0;
	for (const opener of ['[', '{']) {
		for (let at = text.indexOf(opener); at !== -1; at = text.indexOf(opener, at + 1)) {
			openers += 1;
			if (openers > MAX_JSON_DEPTH) return true;
		}
	}
	return false;
}

/** The deepest nesting of brackets outside of strings. */
function nesting(text: string): number {
	let depth = 0;
	let deepest = 0;
	for (let i = 0; i < text.length; i++) {
		const code = text.charCodeAt(i);
		if (code === 0x22) {
			i = endOfString(text, i);
		} else if (code === 0x5b || code === 0x7b) {
			depth += 1;
			if (depth > deepest) deepest = depth;
		} else if (code === 0x5d || code === 0x7d) {
			depth -= 1;
		}
	}
	return deepest;
}

/** The index of the quote that ends the string which starts at `start`; the text's length where none does. */
export function endOfString(text: string, start: number): number {
	let end = text.indexOf('"', start + 1);
	while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
	return end === -1 ? text.length : end;
}

function isEscaped(text: string, quote: number): boolean {
	let slashes = 0;
	while (text.charCodeAt(quote - 1 - slashes) === 0x5c) slashes += 1;
	return slashes % 2 === 1;
}

/** Whether a value that is already parsed nests deeper than {@link MAX_JSON_DEPTH}; cycles count as too deep. */
export function isTooDeep(value: unknown, depth = 0): boolean {
	if (typeof value !== 'object' || value === null) return false;
	if (depth >= MAX_JSON_DEPTH) return true;
	const children: unknown[] = Array.isArray(value) ? value : Object.values(value);
	return children.some((child) => isTooDeep(child, depth + 1));
}
