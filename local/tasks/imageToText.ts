import { pictureIn } from './read';
import type { Answer } from './task';

/** The text in a picture (OCR), a line for each line of print. */
export const imageToText: Answer = async (question) => {
	return [{ generated_text: (await question.run(pictureIn(question))) as string }];
};
