import { boolean, file, number, object } from '../../fields/field';
import { vectors } from '../answers/vectors';
import { task } from '../task';

export const imageFeatureExtraction = task({
	id: 'image-feature-extraction',
	name: 'Image Feature Extraction',
	action: 'Embed an image as a vector',
	description: 'Turns an image into a vector of numbers (an embedding), for search and comparison',
	domain: 'Computer Vision',
	inputs: [file('image')],
	parameters: [
		object(
			['image_processor_kwargs', 'Image Processor Arguments'],
			"Arguments for the model's image processor, as JSON",
			{ placeholder: 'e.g. { "do_resize": true }' },
		),
		boolean(
			['pool', 'Pool'],
			'Whether to return one vector for the whole image instead of one per part. ' +
				'Only some models support it. Default: off.',
		),
		number(['timeout', 'Image Download Timeout'], 'Seconds the server may take to download an image by URL', {
			default: 30,
			min: 0,
		}),
	],
	answer: vectors,
});
