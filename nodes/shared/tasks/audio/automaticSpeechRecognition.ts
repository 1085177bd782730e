import { choice, file } from '../../fields/field';
import { nestedGenerationParameters } from '../../fields/shared';
import { transcription } from '../answers/text';
import { task } from '../task';

export const automaticSpeechRecognition = task({
	id: 'automatic-speech-recognition',
	name: 'Automatic Speech Recognition',
	action: 'Transcribe speech to text',
	description: 'What is said in a recording, as text',
	domain: 'Audio',
	inputs: [file('audio')],
	parameters: [
		...nestedGenerationParameters,
		choice(
			'return_timestamps',
			'Return Timestamps',
			'When each part was said. By word only where the server can do it. Default: off.',
			{},
			{
				choices: [
					{ value: true, name: 'By Part' },
					{ value: 'word', name: 'By Word' },
					{ value: false, name: 'Off' },
				],
			},
		),
	],
	answer: transcription,
});
