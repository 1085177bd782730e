import { numberOf } from '../values';
import type { Question } from './task';

/** A label and how sure the model is of it. */
export interface Label {
	readonly label: string;
	readonly score: number;
}

/** The best labels of each text, as many as `top_k` says; one text gives one flat list. */
export function labelsAnswer(question: Question, isList: boolean, found: readonly Label[][]): Label[] | Label[][] {
	const most = numberOf(question.parameters.top_k, 5);
	const best = found.map((labels) => [...labels].sort((one, other) => other.score - one.score).slice(0, most));
	return isList ? best : (best[0] ?? []);
}
