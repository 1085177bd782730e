import { file } from '../../fields/field';
import { guidedParameters, promptInput, seed } from '../../fields/shared';
import { media } from '../answers/files';
import { task } from '../task';

export const imageTextToImage = task({
	id: 'image-text-to-image',
	name: 'Image-Text to Image',
	action: 'Generate an image from an image and text',
	description: 'Generates an image from an image, a prompt or both',
	domain: 'Computer Vision',
	inputs: [
		file('image', { required: false }),
		promptInput('Description of the image to generate', 'e.g. The same room at night', {
			wire: 'parameters.prompt',
			required: false,
		}),
	],
	parameters: [...guidedParameters, seed],
	answer: media('image'),
});
