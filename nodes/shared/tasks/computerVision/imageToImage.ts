import { file } from '../../fields/field';
import { guidedParameters, promptInput } from '../../fields/shared';
import { media } from '../answers/files';
import { task } from '../task';
import { editedPicture } from './pictureForms';

export const imageToImage = task({
	id: 'image-to-image',
	name: 'Image to Image',
	action: 'Edit an image with a prompt',
	description: 'Edits, restyles, completes or enlarges an image',
	domain: 'Computer Vision',
	inputs: [
		file('image'),
		promptInput('Description of the edit or of the new image', 'e.g. Turn it into a watercolor painting', {
			wire: 'parameters.prompt',
			required: false,
		}),
	],
	parameters: guidedParameters,
	openAi: editedPicture,
	answer: media('image'),
});
