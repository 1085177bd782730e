import { assertNoFailureInside } from '../../client/failureInside';
import { isObject, unbatched, type JsonObject, type JsonValue } from '../../client/json';
import { item, jsonAnswer, type Answer } from './answer';
import { notANumber } from './notANumber';
import { best, objects, unwrap, withoutNulls } from './shapes';

/**
 * Labels with scores, as `[{label, score}]`, `[[...]]`, `{results: [...]}` or the older `{labels, scores}`.
 * Servers that pass over `top_k` send all of them: they are cut here as well.
 */
export const predictions: Answer = jsonAnswer({
	kind: 'predictions',
	elements: 'predictions',
	parse: (json, { values }) => {
		const labels = labelled(unwrap(json, 'results', 'predictions'));
		if (labels === undefined) return undefined;
		assertScored(labels, json);
		const all = labels.map(withoutNulls);
		const { topK } = values;
		const list = typeof topK === 'number' && topK > 0 ? highest(all, topK) : all;
		const { label, score } = best(list) ?? {};
		return item({ ...withoutNulls({ label, score }), predictions: list });
	},
});

/** @throws {InferenceError} `unexpectedResponse` where every score was null: servers write it for NaN */
function assertScored(entries: readonly JsonObject[], json: JsonValue): void {
	const isNaN = entries.length > 0 && entries.every(({ score }) => score === null);
	if (isNaN) throw notANumber('score', json);
}

function labelled(json: JsonValue): JsonObject[] | undefined {
	const inner = unbatched(json);
	const only = Array.isArray(inner) && inner.length === 1 ? inner[0] : inner;
	if (isScored(only)) return paired(only);
	const list = Array.isArray(inner) ? inner : [inner];
	return list.every(isObject) && list.every(({ label = null }) => label !== null) ? list : undefined;
}

function isScored(json: JsonValue | undefined): json is JsonObject & { labels: JsonValue[]; scores: JsonValue[] } {
	return isObject(json) && Array.isArray(json.labels) && Array.isArray(json.scores);
}

function paired({ labels, scores }: { labels: JsonValue[]; scores: JsonValue[] }): JsonObject[] {
	return labels.map((label, i) => ({ label, ...(scores[i] !== undefined && { score: scores[i] }) }));
}

/** The `count` best entries, in the order the API gave them. */
function highest(list: JsonObject[], count: number): JsonObject[] {
	if (list.length <= count) return list;
	const kept = new Set([...list].sort((a, b) => Number(b.score) - Number(a.score)).slice(0, count));
	return list.filter((entry) => kept.has(entry));
}

/** Words for one mask as a list, for several masks as a list of lists. */
export const fillMask: Answer = jsonAnswer({
	kind: 'fillMask',
	elements: 'predictions',
	parse: (json) => {
		const masks = Array.isArray(json) && json.length > 0 && json.every(Array.isArray) ? json : [json];
		const lists = masks.map(objects);
		const [first] = lists;
		for (const mask of masks) if (Array.isArray(mask)) assertScored(mask.filter(isObject), json);
		if (
			first === undefined ||
			lists.includes(undefined) ||
			!first.every((entry) => 'sequence' in entry || 'token_str' in entry)
		)
			return undefined;
		const { sequence, token_str, token, score } = best(first) ?? {};
		return item({
			...withoutNulls({ sequence, token_str, token, score }),
			predictions: masks.length === 1 ? first : lists.map((list) => list ?? []),
		});
	},
});

export const entities: Answer = jsonAnswer({
	kind: 'entities',
	elements: 'entities',
	parse: (json) => {
		const inner = unwrap(json, 'results', 'entities');
		const list = objects(unbatched(inner));
		return list?.every((entry) => 'word' in entry || 'entity' in entry || 'entity_group' in entry)
			? item({ entities: list })
			: undefined;
	},
});

/** Answers to a question, best first or alone; generative models give no score. */
export const answers: Answer = jsonAnswer({
	kind: 'answers',
	elements: 'answers',
	parse: (json) => {
		const inner = unwrap(json, 'results', 'answers');
		const list = objects(isObject(inner) ? [inner] : unbatched(inner));
		if (list === undefined || !list.every((entry) => 'answer' in entry)) return undefined;
		const { answer, score, start, end, ...more } = best(list) ?? {};
		return item({ ...withoutNulls({ answer, score, start, end }), ...more, answers: list });
	},
});

/** One answer of a table; hf-serve puts it into a list, and models without aggregation leave keys out. */
export const tableAnswer: Answer = jsonAnswer({
	kind: 'table',
	parse: (json) => {
		const inner = Array.isArray(json) ? json[0] : json;
		return isObject(inner) && 'answer' in inner ? item(withoutNulls(inner)) : undefined;
	},
});

export const detections: Answer = jsonAnswer({
	kind: 'detections',
	annotates: true,
	elements: 'detections',
	parse: (json) => {
		const list = objects(unwrap(json, 'results', 'detections'));
		return list?.every((entry) => isObject(entry.box)) ? item({ count: list.length, detections: list }) : undefined;
	},
});

/** One value for each row. */
export const tabular: Answer = jsonAnswer({
	kind: 'tabular',
	elements: 'predictions',
	parse: (json) => {
		// Rows may be of any form, errors included.
		assertNoFailureInside(json);
		const list = unwrap(json, 'predictions', 'results');
		return Array.isArray(list) ? item({ predictions: list }) : undefined;
	},
});
