import { invalid } from '../refusal';
import { fieldsOf, numberOf } from '../values';
import type { HubTask } from './task';

interface Found {
	readonly answer: string;
	readonly score: number;
}

/** The library does not say where an answer stands: its first place in the context is given. */
export const questionAnswering: HubTask = {
	pipeline: 'question-answering',
	answer: async (pipe, { inputs, parameters }) => {
		const { question, context } = fieldsOf(inputs);
		if (typeof question !== 'string' || typeof context !== 'string')
			throw invalid('`inputs` must have `question` and `context`, both texts');
		const call = pipe as unknown as (question: string, context: string, options: object) => Promise<Found | Found[]>;
		const found = await call(question, context, { top_k: numberOf(parameters?.top_k, 1) });
		const answers = (Array.isArray(found) ? found : [found]).map((one) => placed(one, context));
		return answers.length === 1 ? answers[0] : answers;
	},
};

function placed({ answer, score }: Found, context: string): object {
	const start = context.indexOf(answer);
	return { answer, score, ...(start >= 0 && { start, end: start + answer.length }) };
}
