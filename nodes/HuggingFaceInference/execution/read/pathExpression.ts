import { isObject } from '../../../shared/client/json';
import { isScalar } from '../../../shared/fields/value';

/** The keys and indexes that lead from an item's JSON to one of its values. */
export type Path = ReadonlyArray<string | number>;

/** An expression that is nothing but a path: `={{ $json.a.b }}`, `={{ $json["a b"][0] }}`. */
const PATH_EXPRESSION =
	/^=\{\{\s*\$json((?:\.[A-Za-z_$][\w$]*|\["[^"\\\]{}]+"\]|\['[^'\\\]{}]+'\]|\[\d{1,9}\])+)\s*\}\}$/;
const STEP = /\.([A-Za-z_$][\w$]*)|\["([^"]+)"\]|\['([^']+)'\]|\[(\d+)\]/g;
/** Names that n8n's sandbox refuses, or that it may: its engine decides about them. */
const GUARDED =
	/^[_$]|constructor|prototype|defineProperty|OwnProperty|Module|binding|prepareStackTrace|caller|callee|arguments/i;

/**
 * The path that an expression names.
 * @returns undefined for every expression that is more than a path, and for names that n8n guards
 */
export function pathOf(expression: string): Path | undefined {
	const [, steps] = PATH_EXPRESSION.exec(expression) ?? [];
	if (steps === undefined) return undefined;
	const path = [...steps.matchAll(STEP)].map(([, name, double, single, index]) =>
		index === undefined ? (name ?? double ?? single ?? '') : Number(index),
	);
	return path.some((step) => typeof step === 'string' && GUARDED.test(step)) ? undefined : path;
}

/**
 * The text, number or boolean at a path.
 * @returns undefined for everything else, also for what is missing: n8n's engine says what that gives
 */
export function scalarAt(json: unknown, path: Path): string | number | boolean | undefined {
	let value = json;
	for (const step of path) {
		const isInside = typeof step === 'number' ? Array.isArray(value) : isObject(value);
		if (!isInside || !Object.hasOwn(value as object, step)) return undefined;
		value = (value as Record<string | number, unknown>)[step];
	}
	return isScalar(value) && !Object.is(value, NaN) ? value : undefined;
}
