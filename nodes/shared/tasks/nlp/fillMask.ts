import { list } from '../../fields/field';
import { textInput, topK } from '../../fields/shared';
import { fillMask as answer } from '../answers/lists';
import { task } from '../task';

export const fillMask = task({
	id: 'fill-mask',
	name: 'Fill Mask',
	action: 'Fill in a missing word',
	description: 'Which words fit into the gap of a sentence best',
	domain: 'Language',
	inputs: [
		textInput('e.g. Paris is the [MASK] of France.', {
			hint: "Write the gap as the model's mask, often [MASK] or <mask>",
		}),
	],
	parameters: [
		list('targets', 'Targets', 'Words to choose from. Default: all that the model knows.', {
			placeholder: 'e.g. capital, heart',
		}),
		topK("Number of words to return, best first. Default: the server's, often 5.", 5),
	],
	answer,
});
