import { setPath } from '../../client/payload';
import { boolean, choice, file } from '../../fields/field';
import { nestedGenerationParameters } from '../../fields/generation';
import { transcription } from '../answers/transcription';
import { placeFields } from '../request';
import { task } from '../task';
import { transcriptionForm } from './transcriptionForm';

/** The place of a translation at Hugging Face. Source: transformers, `WhisperForConditionalGeneration.generate`. */
const WHISPER_TASK = 'parameters.generation_parameters.task';

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
		boolean(
			['translate', 'Translate to English'],
			'Whether to return an English translation of the speech. Needs a model that translates, e.g. Whisper. ' +
				'Default: off.',
			{ wire: WHISPER_TASK },
		),
	],
	request: (values, fields) => {
		const json = placeFields(values, fields);
		if (values.translate !== undefined)
			setPath(json, WHISPER_TASK, values.translate === true ? 'translate' : 'transcribe');
		return { json };
	},
	openAi: transcriptionForm,
	// Only servers of OpenAI's protocol stream, and their form says so.
	streaming: {},
	answer: transcription,
});
