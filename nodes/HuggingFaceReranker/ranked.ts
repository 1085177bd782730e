import { unexpectedResponse } from '../shared/client/errors';
import { isObject, type JsonValue } from '../shared/client/json';
import type { ServerAnswer } from '../shared/client/response';
import { jsonOf } from '../shared/tasks/answers/wrongKind';
import { ranking } from '../shared/tasks/answers/vectors';

/** A document of LangChain's, as far as a reranker looks at it. */
export interface Document {
	readonly pageContent: string;
	readonly metadata?: Readonly<Record<string, unknown>>;
}

/** A text's score; undefined where the server gave none. */
export type Score = number | undefined;

/**
 * The scores of an answer, one for each text, in the order of the texts.
 * @throws {InferenceError} `unexpectedResponse` for what is no ranking of these texts
 */
export async function scoresIn(answer: ServerAnswer, texts: readonly string[]): Promise<Score[]> {
	const json = jsonOf(answer);
	const read = await ranking.read(answer, { values: { texts: [...texts] }, fieldName: () => 'data' });
	const { similarities = [] } = read.json;
	const scores = Array.isArray(similarities) ? similarities.map(scoreOf) : [];
	if (scores.length !== texts.length || scores.every((score) => score === undefined)) {
		throw unexpectedResponse(`The server did not answer with scores for the ${texts.length} documents`, {
			advice: "Choose a model for text ranking in 'Model', e.g. BAAI/bge-reranker-v2-m3.",
			response: json,
		});
	}
	return scores;
}

function scoreOf(entry: JsonValue): Score {
	return isObject(entry) && typeof entry.score === 'number' ? entry.score : undefined;
}

/**
 * The best documents, with their score as `metadata.relevanceScore`, which n8n shows as `score`. The given documents
 * stay as they are.
 */
export function ranked<D extends Document>(documents: readonly D[], scores: readonly Score[], topN: number): D[] {
	const scored = documents.flatMap((document, i) => {
		const score = scores[i];
		return score === undefined ? [] : [{ document, score }];
	});
	return scored
		.sort((a, b) => b.score - a.score)
		.slice(0, topN)
		.map(({ document, score }) => withScore(document, score));
}

/** A copy of the same class. */
function withScore<D extends Document>(document: D, score: number): D {
	const copy = Object.assign(Object.create(Object.getPrototypeOf(document) as object) as D, document);
	return Object.assign(copy, { metadata: { ...document.metadata, relevanceScore: score } });
}
