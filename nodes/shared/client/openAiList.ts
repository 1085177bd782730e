import { isObject, type JsonObject, type JsonValue } from './json';

/** The entries of a list in OpenAI's form, in the order of their `index`. */
export function inOrderOfIndex(data: readonly JsonValue[]): JsonObject[] {
	return data.filter(isObject).sort((a, b) => Number(a.index ?? 0) - Number(b.index ?? 0));
}
