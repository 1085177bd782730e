import { list } from '../../fields/field';
import { textInput, topK } from '../../fields/shared';
import { fillMask as answer } from '../answers/lists';
import { task } from '../task';

export const fillMask = task({
	id: 'fill-mask',
	name: 'Fill Mask',
	action: 'Fill in a missing word',
	description: 'Suggests words for a gap in a sentence',
	domain: 'Language',
	inputs: [
		textInput('e.g. Paris is the [MASK] of France.', {
			hint: "Mark the gap with the model's mask token, often [MASK] or <mask>",
		}),
	],
	parameters: [
		list(['targets', 'Targets'], "Words to choose from. Default: the model's whole vocabulary.", {
			placeholder: 'e.g. capital, heart',
		}),
		topK("Number of words to return, best first. Default: the server's, often 5.", 5),
	],
	answer,
});
