import { nestedGenerationParameters } from '../../fields/generation';
import { promptInput } from '../../fields/shared';
import { media } from '../answers/files';
import { task } from '../task';

export const textToAudio = task({
	id: 'text-to-audio',
	name: 'Text to Audio',
	action: 'Generate music or sound from text',
	description: 'Generates music or a sound from a description',
	domain: 'Audio',
	inputs: [promptInput('Description of the music or sound', 'e.g. Calm piano music with rain in the background')],
	parameters: nestedGenerationParameters,
	answer: media('audio'),
});
