import { file } from '../../fields/field';
import { labelParameters } from '../../fields/shared';
import { predictions } from '../answers/lists';
import { task } from '../task';

export const imageClassification = task({
	id: 'image-classification',
	name: 'Image Classification',
	action: 'Classify an image',
	description: "Classifies an image by the model's own labels",
	domain: 'Computer Vision',
	inputs: [file('image')],
	parameters: labelParameters,
	answer: predictions,
});
