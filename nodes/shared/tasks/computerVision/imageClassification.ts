import { file } from '../../fields/field';
import { labelParameters } from '../../fields/shared';
import { predictions } from '../answers/lists';
import { task } from '../task';

export const imageClassification = task({
	id: 'image-classification',
	name: 'Image Classification',
	action: 'Classify an image by what it shows',
	description: 'Which of the labels that the model was trained on fits an image',
	domain: 'Computer Vision',
	inputs: [file('image')],
	parameters: labelParameters,
	answer: predictions,
});
