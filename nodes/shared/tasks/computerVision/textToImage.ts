import { integer, text } from '../../fields/field';
import { guidanceScale, inferenceSteps, negativePrompt, promptInput, seed } from '../../fields/shared';
import { media } from '../answers/files';
import { task } from '../task';
import { newPicture } from './pictureForms';

export const textToImage = task({
	id: 'text-to-image',
	name: 'Text to Image',
	action: 'Generate an image from text',
	description: 'Generates an image from a description',
	domain: 'Computer Vision',
	inputs: [promptInput('Description of the image to generate', 'e.g. A lighthouse in a storm, oil painting')],
	parameters: [
		guidanceScale,
		integer(['height', 'Height'], 'Of the image, in pixels', { default: 1024 }),
		negativePrompt,
		inferenceSteps,
		text(['scheduler', 'Scheduler'], "Name of a scheduler to replace the model's own", {
			placeholder: 'e.g. EulerDiscreteScheduler',
		}),
		seed,
		integer(['width', 'Width'], 'Of the image, in pixels', { default: 1024 }),
	],
	openAi: newPicture,
	answer: media('image'),
});
