import type { Detection } from '../engines/detection';
import { numberOf } from '../values';
import { pictureIn } from './read';
import type { Answer } from './task';

/** The model's scores are low: a thing that it is sure of has 0.4 to 0.7. */
const THRESHOLD = 0.3;

/** Things and their boxes, best first. */
export const objectDetection: Answer = async (question) => {
	const found = (await question.run(pictureIn(question))) as Detection[];
	return found.filter(({ score }) => score >= numberOf(question.parameters.threshold, THRESHOLD));
};
