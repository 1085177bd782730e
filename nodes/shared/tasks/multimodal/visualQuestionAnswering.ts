import { file } from '../../fields/field';
import { questionInput, topK } from '../../fields/shared';
import { answers } from '../answers/lists';
import { task } from '../task';

export const visualQuestionAnswering = task({
	id: 'visual-question-answering',
	name: 'Visual Question Answering',
	action: 'Answer a question about an image',
	description: 'Answers a question about an image in a few words',
	domain: 'Multimodal',
	inputs: [file('image', { wire: 'inputs.image' }), questionInput('e.g. How many cats are there?')],
	parameters: [topK("Number of answers to return, best first. Default: the server's, often 5.", 5)],
	answer: answers,
});
