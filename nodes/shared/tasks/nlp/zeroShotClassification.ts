import { boolean } from '../../fields/field';
import { candidateLabels, hypothesisTemplate, textInput } from '../../fields/shared';
import { predictions } from '../answers/lists';
import { task } from '../task';

export const zeroShotClassification = task({
	id: 'zero-shot-classification',
	name: 'Zero-Shot Classification',
	action: 'Sort text by your own labels',
	description: 'Classifies a text by your own labels, without training a model',
	domain: 'Language',
	inputs: [textInput('e.g. I was charged twice for my order'), candidateLabels('e.g. billing, shipping, praise')],
	parameters: [
		hypothesisTemplate('This text is about {}'),
		boolean(
			['multi_label', 'Multi Label'],
			'Whether to score each label independently, so that several can fit. Default: off.',
		),
	],
	list: { input: 'text', shortest: 2 },
	answer: predictions,
});
