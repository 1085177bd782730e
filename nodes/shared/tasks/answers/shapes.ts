import { isObject, type JsonObject, type JsonValue } from '../../client/json';

/** hf-serve and the toolkit put lists under a key of their own. */
export function unwrap(json: JsonValue, ...keys: string[]): JsonValue {
	if (!isObject(json)) return json;
	const key = keys.find((candidate) => json[candidate] !== undefined && json[candidate] !== null);
	return key === undefined ? json : (json[key] ?? json);
}

/** A list of objects, or undefined for anything else; null keys are left out of them. */
export function objects(json: JsonValue): JsonObject[] | undefined {
	return Array.isArray(json) && json.every(isObject) ? json.map(withoutNulls) : undefined;
}

/** The same object without keys that hold null, or nothing at all. */
export function withoutNulls(object: { readonly [key: string]: JsonValue | undefined }): JsonObject {
	const values = Object.values(object);
	return values.includes(null) || values.includes(undefined)
		? Object.fromEntries(Object.entries(object).filter((entry): entry is [string, JsonValue] => entry[1] != null))
		: (object as JsonObject);
}

/** The element with the highest score; the first where there are no scores. */
export function best(list: readonly JsonObject[]): JsonObject | undefined {
	return list.reduce<JsonObject | undefined>(
		(top, entry) => (top === undefined || scoreOf(entry) > scoreOf(top) ? entry : top),
		undefined,
	);
}

function scoreOf({ score }: JsonObject): number {
	return typeof score === 'number' ? score : -Infinity;
}
