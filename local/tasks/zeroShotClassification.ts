import { invalid } from '../refusal';
import { stringsOf } from '../values';
import { textsIn } from './read';
import type { Answer } from './task';
import { cosine, sigmoid, softmax } from './vectors';

const TEMPLATE = 'This text is about {}';
/** Cosines of one text lie close together: this makes clear winners of clear differences. */
const SHARPNESS = 15;
/** The cosine at which a label fits as well as not, where several labels may fit. */
const BORDER = 0.3;

/** Labels by the closeness of text and label, best first. This is not a model of entailment. */
export const zeroShotClassification: Answer = async (question) => {
	const { texts, isList } = textsIn(question);
	const { candidate_labels: candidates, multi_label: isMulti, hypothesis_template: template } = question.parameters;
	const labels = stringsOf(candidates);
	if (labels === undefined || labels.length === 0)
		throw invalid('`parameters.candidate_labels` must be a list of labels');
	const words = labels.map((label) => (typeof template === 'string' ? template : TEMPLATE).replace('{}', label));
	const vectors = (await question.run([...words, ...texts])) as number[][];
	const answers = vectors.slice(labels.length).map((text) => {
		const closeness = vectors.slice(0, labels.length).map((label) => cosine(text, label));
		const scores =
			isMulti === true
				? closeness.map((value) => sigmoid(SHARPNESS * (value - BORDER)))
				: softmax(closeness.map((value) => SHARPNESS * value));
		return labels.map((label, i) => ({ label, score: scores[i] ?? 0 })).sort((one, other) => other.score - one.score);
	});
	return isList ? answers : answers[0];
};
