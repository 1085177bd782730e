import { isObject, type JsonValue } from '../../client/json';
import { inOrderOfIndex } from '../../client/openAiList';

/** The results of a list, one for each input; undefined where their number is wrong. */
export function elementsOf(json: JsonValue, count: number): JsonValue[] | undefined {
	const list = isObject(json) ? (json.embeddings ?? json.results ?? embeddingsOf(json.data)) : json;
	if (!Array.isArray(list)) return undefined;
	// Hugging Face's own service wraps the results of a list once more for some tasks.
	const inner = list.length === 1 && count > 1 && Array.isArray(list[0]) ? list[0] : list;
	return inner.length === count ? inner : undefined;
}

/** OpenAI's embeddings, put in the order of their `index`. */
function embeddingsOf(data: JsonValue | undefined): JsonValue[] | undefined {
	if (!Array.isArray(data)) return undefined;
	// One in base64 stays under its key, by which it is known: a bare text is no answer.
	return inOrderOfIndex(data).map(({ embedding }) =>
		typeof embedding === 'string' ? { embedding } : (embedding ?? null),
	);
}
