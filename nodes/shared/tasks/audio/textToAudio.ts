import { nestedGenerationParameters, promptInput } from '../../fields/shared';
import { media } from '../answers/files';
import { task } from '../task';

export const textToAudio = task({
	id: 'text-to-audio',
	name: 'Text to Audio',
	action: 'Generate music or sound from text',
	description: 'Music or a sound that fits a description',
	domain: 'Audio',
	inputs: [promptInput('What should be heard', 'e.g. Calm piano music with rain in the background')],
	parameters: nestedGenerationParameters,
	answer: media('audio'),
});
