import { rank, type Rank } from '../answers/ranking';
import { tokensOf } from '../words';

/** Documents by relevance, the best first, cut to `topN`. */
export function ranked(query: string, documents: readonly string[], topN = documents.length, raw = false): Rank[] {
	return rank(query, documents, { raw, withText: true }).slice(0, topN);
}

/** The tokens that a reranker counts: the query once for each document. */
export function rankTokens(query: string, documents: readonly string[]): number {
	return documents.reduce((sum, text) => sum + tokensOf(text).length + tokensOf(query).length, 0);
}
