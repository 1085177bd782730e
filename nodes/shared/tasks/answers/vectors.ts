import { isObject, unbatched, type JsonObject, type JsonValue } from '../../client/json';
import type { TaskArguments } from '../task';
import { item, jsonAnswer, type Answer } from './answer';
import { notANumber } from './notANumber';
import { best, unwrap } from './shapes';

type Vector = number[];

/**
 * A vector for the text, or one for each token: flat, in a list of one, nested to four levels, under `embeddings`,
 * or as OpenAI's `data`. Numbers may come as base64 of little-endian float32.
 */
export const vectors: Answer = jsonAnswer({
	kind: 'vectors',
	parse: (json) => {
		const found = vectorsIn(json);
		if (found?.some((vector) => !vector.every(Number.isFinite))) throw notANumber('vector', json);
		const first = found?.[0];
		if (found === undefined || first === undefined) return undefined;
		return found.length === 1
			? item({ dimensions: first.length, embedding: first })
			: item({ dimensions: first.length, embeddings: found });
	},
});

function vectorsIn(json: JsonValue): Vector[] | undefined {
	const inner = unwrap(openAi(json), 'embeddings', 'embedding');
	if (typeof inner === 'string') {
		const vector = decoded(inner);
		return vector && [vector];
	}
	if (isVector(inner)) return [inner];
	if (!Array.isArray(inner) || inner.length === 0) return undefined;
	// A batch of one wraps its only element once more.
	if (inner.length === 1) return vectorsIn(inner[0] ?? []);
	const list = inner.map((entry) => (typeof entry === 'string' ? decoded(entry) : entry));
	return list.every((entry) => entry !== undefined && isVector(entry)) ? (list as Vector[]) : undefined;
}

function openAi(json: JsonValue): JsonValue {
	if (!isObject(json) || !Array.isArray(json.data)) return json;
	return json.data.filter(isObject).map(({ embedding }) => embedding ?? []);
}

/** A list of numbers; servers write null for NaN. */
function isVector(json: JsonValue): json is Vector {
	return Array.isArray(json) && json.length > 0 && json.every((entry) => typeof entry === 'number' || entry === null);
}

/** Little-endian float32 in base64; undefined for other text. */
function decoded(base64: string): Vector | undefined {
	if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
	const bytes = Buffer.from(base64, 'base64');
	if (bytes.length % 4 !== 0) return undefined;
	return Array.from({ length: Math.floor(bytes.length / 4) }, (_, i) => bytes.readFloatLE(i * 4));
}

function isNumberOrNull(value: JsonValue | undefined): boolean {
	return typeof value === 'number' || value === null;
}

/** A score for each sentence, in the order they were given. */
export const similarities: Answer = jsonAnswer({
	kind: 'similarities',
	elements: 'similarities',
	parse: (json, { values }) => {
		const inner = unwrap(json, 'similarities', 'scores');
		const scores = unbatched(inner);
		if (!Array.isArray(scores) || !scores.every(isNumberOrNull)) return undefined;
		if (scores.includes(null)) throw notANumber('score', json);
		return scored(scores, textsIn(values, 'sentences'));
	},
});

/**
 * Scores with indexes, best first: as `score` (TEI, toolkit, hf-serve), or as `relevance_score` under `results` (Jina,
 * Cohere, vLLM, infinity, llama.cpp, LocalAI); or bare scores in input order. 'Top N' cuts the list for servers that
 * do not.
 */
export const ranking: Answer = jsonAnswer({
	kind: 'ranking',
	elements: 'similarities',
	parse: (json, { values }) => {
		const list = unwrap(json, 'scores', 'results');
		if (!Array.isArray(list)) return undefined;
		const texts = textsIn(values, 'texts');
		const most = typeof values.topN === 'number' ? values.topN : undefined;
		const scores = list.map((entry) => (isObject(entry) ? rankScore(entry) : entry));
		if (scores.length > 0 && scores.includes(null) && scores.every(isNumberOrNull)) throw notANumber('score', json);
		if (list.every((entry) => typeof entry === 'number')) return scored(list, texts, most);
		const byIndex = new Map(list.filter(isObject).map((entry) => [Number(entry.index), rankScore(entry)] as const));
		if (byIndex.size !== list.length || [...byIndex.values()].some((score) => typeof score !== 'number'))
			return undefined;
		const inOrder = texts.map((_, i) => byIndex.get(i));
		return scored(inOrder, texts, most);
	},
});

function rankScore({ score, relevance_score: relevance }: JsonObject): JsonValue | undefined {
	return score === undefined ? relevance : score;
}

/**
 * Pairs scores with texts; undefined where their numbers differ, since it cannot be told which belong together.
 * @param most how many of the best to keep, in their order; absent: all, also those without a score
 */
function scored(scores: ReadonlyArray<JsonValue | undefined>, texts: readonly string[], most?: number) {
	if (texts.length > 0 && scores.length !== texts.length) return undefined;
	const kept = most === undefined ? scores.keys() : indexesOfBest(scores, most);
	const list = [...kept].map((i): JsonObject => {
		const score = scores[i];
		return { ...(texts[i] !== undefined && { sentence: texts[i] }), ...(score !== undefined && { score }) };
	});
	const { sentence, score } = best(list) ?? {};
	return item({
		...(sentence !== undefined && { sentence }),
		...(score !== undefined && { score }),
		similarities: list,
	});
}

function indexesOfBest(scores: ReadonlyArray<JsonValue | undefined>, most: number): number[] {
	const valued = scores.flatMap((score, i) => (typeof score === 'number' ? [{ score, i }] : []));
	const best = valued.sort((a, b) => b.score - a.score).slice(0, most);
	return best.map(({ i }) => i).sort((a, b) => a - b);
}

function textsIn(values: TaskArguments, name: string): string[] {
	const texts = values[name];
	return Array.isArray(texts) ? texts.map(String) : [];
}
