import { integer, text } from '../../fields/field';
import { guidanceScale, inferenceSteps, negativePrompt, promptInput, seed } from '../../fields/shared';
import { media } from '../answers/files';
import { task } from '../task';

export const textToImage = task({
	id: 'text-to-image',
	name: 'Text to Image',
	action: 'Generate an image from text',
	description: 'A picture that fits a description',
	domain: 'Computer Vision',
	inputs: [promptInput('What the picture should show', 'e.g. A lighthouse in a storm, oil painting')],
	parameters: [
		guidanceScale,
		integer('height', 'Height', 'Height of the picture in pixels', { default: 1024 }),
		negativePrompt,
		inferenceSteps,
		text('scheduler', 'Scheduler', "Name of the scheduler to use instead of the model's own", {
			placeholder: 'e.g. EulerDiscreteScheduler',
		}),
		seed,
		integer('width', 'Width', 'Width of the picture in pixels', { default: 1024 }),
	],
	answer: media('image'),
});
