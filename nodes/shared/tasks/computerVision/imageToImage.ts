import { file } from '../../fields/field';
import { guidedParameters, promptInput } from '../../fields/shared';
import { media } from '../answers/files';
import { task } from '../task';

export const imageToImage = task({
	id: 'image-to-image',
	name: 'Image to Image',
	action: 'Edit an image by a prompt',
	description: 'A picture that is edited, restyled, completed or enlarged',
	domain: 'Computer Vision',
	inputs: [
		file('image'),
		promptInput('What the image should become', 'e.g. Turn it into a watercolor painting', {
			wire: 'parameters.prompt',
			required: false,
		}),
	],
	parameters: guidedParameters,
	answer: media('image'),
});
