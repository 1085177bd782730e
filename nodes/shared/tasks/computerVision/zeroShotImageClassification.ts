import { file } from '../../fields/field';
import { candidateLabels, hypothesisTemplate } from '../../fields/shared';
import { predictions } from '../answers/lists';
import { task } from '../task';

export const zeroShotImageClassification = task({
	id: 'zero-shot-image-classification',
	name: 'Zero-Shot Image Classification',
	action: 'Sort an image by your own labels',
	description: 'Classifies an image by your own labels, without training a model',
	domain: 'Computer Vision',
	inputs: [file('image'), candidateLabels('e.g. shoe, bag, jacket')],
	parameters: [hypothesisTemplate('This is a photo of {}')],
	answer: predictions,
});
