import { labelsAnswer, type Label } from './labels';
import { textsIn } from './read';
import type { Answer } from './task';

/** The language of each text, as its code of two letters where it has one. */
export const language: Answer = async (question) => {
	const { texts, isList } = textsIn(question);
	// fastText takes a line break for the end of the text.
	const lines = texts.map((text) => text.replace(/\s+/g, ' '));
	return labelsAnswer(question, isList, (await question.run(lines)) as Label[][]);
};
