import { file } from '../../fields/field';
import { promptInput, videoParameters } from '../../fields/shared';
import { media } from '../answers/files';
import { task } from '../task';

export const imageTextToVideo = task({
	id: 'image-text-to-video',
	name: 'Image-Text to Video',
	action: 'Generate a video from an image and text',
	description: 'Generates a video from an image, a prompt or both',
	domain: 'Computer Vision',
	inputs: [
		file('image', { required: false }),
		promptInput('Action in the video', 'e.g. The waves roll in', {
			wire: 'parameters.prompt',
			required: false,
		}),
	],
	parameters: videoParameters,
	answer: media('video'),
});
