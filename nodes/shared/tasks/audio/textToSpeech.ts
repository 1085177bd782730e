import { nestedGenerationParameters } from '../../fields/generation';
import { textInput } from '../../fields/shared';
import { media } from '../answers/files';
import { task } from '../task';

export const textToSpeech = task({
	id: 'text-to-speech',
	name: 'Text to Speech',
	action: 'Read text aloud',
	description: 'Reads a text aloud and returns the recording',
	domain: 'Audio',
	inputs: [textInput('e.g. Your parcel will arrive tomorrow.')],
	parameters: nestedGenerationParameters,
	answer: media('audio'),
});
