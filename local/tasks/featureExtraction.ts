import { textsIn } from './read';
import type { Answer } from './task';

/** A vector for each text; one text gives one flat vector. */
export const featureExtraction: Answer = async (question) => {
	const { texts, isList } = textsIn(question);
	const vectors = (await question.run(texts)) as number[][];
	return isList ? vectors : vectors[0];
};
