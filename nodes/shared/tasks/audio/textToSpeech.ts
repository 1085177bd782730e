import { number, text } from '../../fields/field';
import { nestedGenerationParameters } from '../../fields/generation';
import { textInput } from '../../fields/shared';
import { media } from '../answers/files';
import { task } from '../task';
import { speechForm } from './speechForm';

export const textToSpeech = task({
	id: 'text-to-speech',
	name: 'Text to Speech',
	action: 'Read text aloud',
	description: 'Reads a text aloud and returns the recording',
	domain: 'Audio',
	inputs: [textInput('e.g. Your parcel will arrive tomorrow.')],
	parameters: [
		...nestedGenerationParameters,
		number(['speed', 'Speed'], 'Speed of the speech. 1 is normal, 2 is twice as fast. Default: 1.', { default: 1 }),
		text(['voice', 'Voice'], "Name of a voice of the model or the server. Default: the server's.", {
			placeholder: 'e.g. af_heart',
		}),
	],
	openAi: speechForm,
	answer: media('audio'),
});
