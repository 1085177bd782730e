import { boolean } from '../../fields/field';
import { candidateLabels, hypothesisTemplate, textInput } from '../../fields/shared';
import { predictions } from '../answers/lists';
import { task } from '../task';

export const zeroShotClassification = task({
	id: 'zero-shot-classification',
	name: 'Zero-Shot Classification',
	action: 'Sort text by your own labels',
	description: 'Which of your labels fits a text best, without training a model',
	domain: 'Language',
	inputs: [textInput('e.g. I was charged twice for my order'), candidateLabels('e.g. billing, shipping, praise')],
	parameters: [
		hypothesisTemplate('This text is about {}'),
		boolean(
			'multi_label',
			'Multi Label',
			'Whether several labels may fit, so that each is scored for itself. Default: off.',
		),
	],
	list: { input: 'text', shortest: 2 },
	answer: predictions,
});
