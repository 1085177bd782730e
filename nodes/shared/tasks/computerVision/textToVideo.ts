import { list } from '../../fields/field';
import { guidanceScale, inferenceSteps, numFrames, promptInput, seed } from '../../fields/shared';
import { media } from '../answers/files';
import { task } from '../task';

export const textToVideo = task({
	id: 'text-to-video',
	name: 'Text to Video',
	action: 'Generate a video from text',
	description: 'Generates a video from a description',
	domain: 'Computer Vision',
	inputs: [promptInput('Description of the video to generate', 'e.g. A paper boat floats down a rainy street')],
	parameters: [
		guidanceScale,
		list(['negative_prompt', 'Negative Prompt'], 'Things to keep out of the video', {
			placeholder: 'e.g. text, watermark',
		}),
		numFrames,
		inferenceSteps,
		seed,
	],
	answer: media('video'),
});
