import { file, object, text } from '../../fields/field';
import { answerParameters, questionInput, topK } from '../../fields/shared';
import { answers } from '../answers/lists';
import { task } from '../task';

export const documentQuestionAnswering = task({
	id: 'document-question-answering',
	name: 'Document Question Answering',
	action: 'Answer a question about a scanned document',
	description: 'Finds the answer to a question in a scanned document',
	domain: 'Multimodal',
	inputs: [file('image', { wire: 'inputs.image' }), questionInput('e.g. What is the invoice number?')],
	parameters: [
		...answerParameters,
		text(['lang', 'Language'], 'Language of the document, for reading its text. Default: English.', {
			placeholder: 'e.g. eng',
		}),
		topK('Number of answers to return, best first. Default: 1.', 3, { min: 1 }),
		object(
			['word_boxes', 'Word Boxes'],
			"Words and their boxes from an earlier OCR, as JSON. Replaces the server's own OCR.",
			{
				placeholder: 'e.g. ["Invoice", [10, 10, 80, 30]]',
			},
		),
	],
	answer: answers,
});
