import { invalid } from '../refusal';
import { fieldsOf, stringsOf } from '../values';
import type { Answer } from './task';
import { cosine } from './vectors';

/** Texts by their closeness to the query, best first, in TEI's form. `raw_scores` gives cosines, else they go from 0 to 1. */
export const textRanking: Answer = async ({ inputs, root, run }) => {
	const asked = { ...fieldsOf(inputs), ...root };
	const texts = stringsOf(asked.texts);
	if (typeof asked.query !== 'string' || texts === undefined || texts.length === 0)
		throw invalid('The request must have `query`, a text, and `texts`, a list of texts');
	const [query = [], ...vectors] = (await run([asked.query, ...texts])) as number[][];
	return vectors
		.map((vector, index) => {
			const score = cosine(query, vector);
			return {
				index,
				score: asked.raw_scores === true ? score : Math.max(0, score),
				...(asked.return_text === true && { text: texts[index] }),
			};
		})
		.sort((one, other) => other.score - one.score);
};
