import { CHANGED, follow, pathOf, type Found, type Path } from './pathExpression';

/** A parameter without need of n8n's engine: gives its value for an item, or undefined where the engine decides. */
export type Template = (json: unknown) => Found | undefined;

/** n8n refuses an expression with this anywhere, outside of its code too. */
const REFUSED = /\.\s*constructor/;

/**
 * Reads what is written in a parameter as literals and paths into the item: `={{ $json.a }}`,
 * `=Summarize: {{ $json.a }}`, and lists and objects of such texts. n8n's engine takes most of a millisecond for each
 * of them.
 * @returns undefined where anything else is written: n8n's engine says what that gives
 */
export function templateOf(written: unknown): Template | undefined {
	if (typeof written === 'string') return written.startsWith('=') ? textTemplate(written.slice(1)) : fixed(written);
	if (typeof written !== 'object' || written === null) return fixed(written);
	return Array.isArray(written) ? listTemplate(written) : objectTemplate(written);
}

function fixed(value: unknown): Template {
	return () => ({ value });
}

function listTemplate(written: readonly unknown[]): Template | undefined {
	const entries = allOf(written.map(templateOf));
	return entries && ((json) => valuesOf(entries, json));
}

function objectTemplate(written: object): Template | undefined {
	const keys = Object.keys(written);
	const entries = allOf(Object.values(written).map(templateOf));
	if (entries === undefined || keys.includes('__proto__')) return undefined;
	return (json) => {
		const values = valuesOf(entries, json);
		return values && { value: Object.fromEntries(keys.map((key, i) => [key, values.value[i]])) };
	};
}

function valuesOf(entries: readonly Template[], json: unknown): { readonly value: unknown[] } | undefined {
	const found = allOf(entries.map((entry) => entry(json)));
	return found && { value: found.map(({ value }) => value) };
}

function allOf<T>(list: ReadonlyArray<T | undefined>): T[] | undefined {
	return list.some((entry) => entry === undefined) ? undefined : (list as T[]);
}

function textTemplate(text: string): Template | undefined {
	const parts = partsOf(text);
	if (parts === undefined) return undefined;
	const [only] = parts;
	if (parts.length === 1 && typeof only === 'object') return (json) => follow(json, only);
	return (json) => rendered(parts, json);
}

/** The literals and paths of a text, in order; undefined where it holds anything else. */
function partsOf(text: string): ReadonlyArray<string | Path> | undefined {
	if (text.includes('\\') || CHANGED.test(text) || REFUSED.test(text)) return undefined;
	// The engine looks a whole text up among the functions it has made, where it finds inherited ones.
	if (text in Object.prototype) return undefined;
	const parts: Array<string | Path> = [];
	let from = 0;
	for (let open = text.indexOf('{{'); open !== -1; open = text.indexOf('{{', from)) {
		const close = text.indexOf('}}', open);
		const path = close === -1 ? undefined : pathOf(text.slice(open + 2, close));
		if (path === undefined) return undefined;
		if (open > from) parts.push(text.slice(from, open));
		parts.push(path);
		from = close + 2;
	}
	if (from < text.length) parts.push(text.slice(from));
	return parts;
}

/** What is missing or null leaves no trace in a text. */
function rendered(parts: ReadonlyArray<string | Path>, json: unknown): Found | undefined {
	let text = '';
	for (const part of parts) {
		const found = typeof part === 'string' ? { value: part } : follow(json, part);
		if (found === undefined) return undefined;
		text += found.value === undefined || found.value === null ? '' : String(found.value);
	}
	return { value: text };
}
