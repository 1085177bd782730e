import { file } from '../../fields/field';
import { promptInput, videoParameters } from '../../fields/shared';
import { media } from '../answers/files';
import { task } from '../task';

export const imageToVideo = task({
	id: 'image-to-video',
	name: 'Image to Video',
	action: 'Bring an image to life as a video',
	description: 'Generates a video from a starting image',
	domain: 'Computer Vision',
	inputs: [
		file('image'),
		promptInput('Action in the video', 'e.g. The camera moves slowly around the bottle', {
			wire: 'parameters.prompt',
			required: false,
		}),
	],
	parameters: videoParameters,
	answer: media('video'),
});
