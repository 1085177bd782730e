import { boolean, file, number, object } from '../../fields/field';
import { vectors } from '../answers/vectors';
import { task } from '../task';

export const imageFeatureExtraction = task({
	id: 'image-feature-extraction',
	name: 'Image Feature Extraction',
	action: 'Embed an image as a vector',
	description: 'A vector of numbers that stands for what an image shows, for search and comparison (an embedding)',
	domain: 'Computer Vision',
	inputs: [file('image')],
	parameters: [
		object(
			'image_processor_kwargs',
			'Image Processor Arguments',
			"Arguments for the model's image processor, as JSON",
			{ placeholder: 'e.g. { "do_resize": true }' },
		),
		boolean(
			'pool',
			'Pool',
			'Whether to return one vector for the image instead of one for each part, where the model can. Default: off.',
		),
		number('timeout', 'Image Download Timeout', 'Seconds that the server waits for an image it downloads itself', {
			default: 30,
			min: 0,
		}),
	],
	answer: vectors,
});
