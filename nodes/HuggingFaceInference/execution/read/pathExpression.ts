/** The keys and indexes that lead from an item's JSON to one of its values. */
export type Path = ReadonlyArray<string | number>;

/** What an expression gives. */
export interface Found {
	readonly value: unknown;
}

/**
 * A piece of code that is nothing but a path: `$json.a.b`, `$json["a b"][0]`. The engine refuses a raw line break in
 * quotes, U+2028 and U+2029 included. Backslashes and braces have a meaning of their own in n8n's templates.
 */
const NEVER_QUOTED = String.raw`\\{}\p{Cc}\p{Cs}\u2028\u2029`;
const STEPS = [
	String.raw`\.[A-Za-z_$][\w$]*`,
	String.raw`\["[^"${NEVER_QUOTED}]+"\]`,
	String.raw`\['[^'${NEVER_QUOTED}]+'\]`,
	String.raw`\[\d{1,9}\]`,
];
const PATH = new RegExp(String.raw`^[ \t\r\n]*\$json((?:${STEPS.join('|')})+)[ \t\r\n]*$`, 'u');
const STEP = /\.([A-Za-z_$][\w$]*)|\["([^"]+)"\]|\['([^']+)'\]|\[(\d+)\]/g;
/** Names that n8n's sandbox refuses or rewrites, or that it may: its engine decides about them. */
const GUARDED_WORDS =
	'constructor|prototype|defineProperty|OwnProperty|Module|binding|prepareStackTrace|' +
	'caller|callee|arguments|globalThis';
const GUARDED = new RegExp(`^[_$]|${GUARDED_WORDS}`, 'i');
/** Half of a surrogate pair, and NUL: one of n8n's engines replaces the first, and ends a text at the second. */
export const CHANGED = /[\p{Cs}\0]/u;

/**
 * The path that a piece of code names.
 * @returns undefined for code that is more than a path, and for names that n8n guards
 */
export function pathOf(code: string): Path | undefined {
	const [, steps] = PATH.exec(code) ?? [];
	if (steps === undefined) return undefined;
	const path = [...steps.matchAll(STEP)].map(([, name, double, single, index]) =>
		index === undefined ? (name ?? double ?? single ?? '') : Number(index),
	);
	return path.some(isGuarded) ? undefined : path;
}

/** One of n8n's engines gives nothing for a key that all objects inherit, also where an item has it. */
function isGuarded(step: string | number): boolean {
	return typeof step === 'string' && (GUARDED.test(step) || step in Object.prototype);
}

/**
 * Follows a path from an item's JSON, as n8n's engines do: what is missing is undefined, however early it is missing.
 * @returns undefined where the engines decide: texts and dates on the way, inherited names, and results such as objects
 */
export function follow(json: unknown, path: Path): Found | undefined {
	let value = json;
	for (const step of path) {
		if (value === undefined || value === null) return { value: undefined };
		const isInside = typeof step === 'number' ? Array.isArray(value) : isPlain(value);
		if (!isInside) return undefined;
		if (Object.hasOwn(value as object, step)) value = (value as Record<string | number, unknown>)[step];
		else if (step in (value as object)) return undefined;
		else value = undefined;
	}
	return isSimple(value) ? { value } : undefined;
}

/** Objects of classes, such as dates, are changed on their way into some of n8n's engines. */
function isPlain(value: unknown): boolean {
	if (typeof value !== 'object' || value === null) return false;
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype === Object.prototype || prototype === null;
}

function isSimple(value: unknown): boolean {
	switch (typeof value) {
		case 'string':
			return !CHANGED.test(value);
		case 'number':
			return !Number.isNaN(value);
		case 'boolean':
		case 'undefined':
			return true;
		default:
			return value === null;
	}
}
