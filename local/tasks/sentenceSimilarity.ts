import { invalid } from '../refusal';
import { fieldsOf, stringsOf } from '../values';
import type { Answer } from './task';
import { cosine } from './vectors';

/** How close each sentence is to the source sentence, in their order. */
export const sentenceSimilarity: Answer = async ({ inputs, run }) => {
	const { source_sentence: source, sentences } = fieldsOf(inputs);
	const others = stringsOf(sentences);
	if (typeof source !== 'string' || others === undefined || others.length === 0)
		throw invalid('`inputs` must have `source_sentence`, a text, and `sentences`, a list of texts');
	const [first = [], ...rest] = (await run([source, ...others])) as number[][];
	return rest.map((vector) => cosine(first, vector));
};
