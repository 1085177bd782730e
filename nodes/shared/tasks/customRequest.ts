import { InputFile } from '../client/inputFile';
import { boolean, choice, file, object, text } from '../fields/field';
import { asItCame } from './answers/files';
import { task } from './task';

/** Sends the user's own body, like Python's `InferenceClient.post(json=, data=, model=, task=, stream=)`. */
export const customRequest = task({
	id: 'custom-request',
	name: 'Custom Request',
	action: 'Make a custom request',
	description: 'Sends your own JSON or file and returns the raw response',
	domain: 'Custom',
	inputs: [
		choice(['body_type', 'Body'], 'Kind of data to send', { choices: { json: 'JSON', file: 'File' }, default: 'json' }),
		object(['json', 'JSON'], 'Request body', {
			required: true,
			default: '{ "inputs": "" }',
			shownWhen: { bodyType: ['json'] },
		}),
		file('any', { wire: undefined, shownWhen: { bodyType: ['file'] } }),
		text(
			['task', 'Task of the Model'],
			"Task ID. Selects the task's own address at Hugging Face, and the recommended model.",
			{ placeholder: 'e.g. feature-extraction' },
		),
		choice(['response_format', 'Response Format'], 'How to read the response', {
			choices: { auto: 'Automatic', json: 'JSON', text: 'Text', file: 'File' },
			default: 'auto',
		}),
		boolean(
			['stream', 'Stream'],
			'Whether to read the response as a stream of events. Also request a stream in the JSON, often ' +
				'with "stream": true.',
			{ default: false },
		),
	],
	route: 'raw',
	request: ({ bodyType, file: body, json }) => {
		if (bodyType === 'file' && body instanceof InputFile) return { file: body };
		return { json: json ?? {} };
	},
	answer: asItCame,
});
