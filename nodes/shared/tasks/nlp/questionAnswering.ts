import { boolean, text } from '../../fields/field';
import { answerParameters, questionInput, topK } from '../../fields/shared';
import { answers } from '../answers/lists';
import { task } from '../task';

export const questionAnswering = task({
	id: 'question-answering',
	name: 'Question Answering',
	action: 'Find the answer to a question in a text',
	description: 'Finds the answer to a question in a text, with its position',
	domain: 'Language',
	inputs: [
		questionInput('e.g. When was the order sent?'),
		text(['context', 'Context'], 'Text to search for the answer', {
			wire: 'inputs.context',
			required: true,
			rows: 4,
			placeholder: 'e.g. Your order was sent on Monday and will arrive on Thursday.',
		}),
	],
	parameters: [
		boolean(['align_to_words', 'Align to Words'], 'Whether to start and end answers at whole words'),
		...answerParameters,
		topK('Number of answers to return, best first. Default: 1.', 3),
	],
	answer: answers,
});
