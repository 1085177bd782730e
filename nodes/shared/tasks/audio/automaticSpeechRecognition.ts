import { choice, file } from '../../fields/field';
import { nestedGenerationParameters } from '../../fields/generation';
import { transcription } from '../answers/transcription';
import { task } from '../task';

export const automaticSpeechRecognition = task({
	id: 'automatic-speech-recognition',
	name: 'Automatic Speech Recognition',
	action: 'Transcribe speech to text',
	description: 'Transcribes the speech in a recording',
	domain: 'Audio',
	inputs: [file('audio')],
	parameters: [
		...nestedGenerationParameters,
		choice(
			['return_timestamps', 'Return Timestamps'],
			'Adds start and end times to the text. Only some servers support By Word. Default: off.',
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
