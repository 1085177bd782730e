import { boolean, text } from '../../fields/field';
import { answerParameters, questionInput, topK } from '../../fields/shared';
import { answers } from '../answers/lists';
import { task } from '../task';

export const questionAnswering = task({
	id: 'question-answering',
	name: 'Question Answering',
	action: 'Find the answer to a question in a text',
	description: 'The words of a text that answer a question, and where they stand',
	domain: 'Language',
	inputs: [
		questionInput('e.g. When was the order sent?'),
		text('context', 'Context', 'The text that holds the answer', {
			wire: 'inputs.context',
			required: true,
			rows: 4,
			placeholder: 'e.g. Your order was sent on Monday and will arrive on Thursday.',
		}),
	],
	parameters: [
		boolean('align_to_words', 'Align to Words', 'Whether answers start and end at whole words'),
		...answerParameters,
		topK('Number of answers to return, best first. Default: 1.', 3),
	],
	answer: answers,
});
