import { InputFile } from '../client/inputFile';
import { boolean, choice, file, object, text } from '../fields/field';
import { asItCame } from './answers/files';
import { task } from './task';

/** Sends what the user wrote, as Python's `InferenceClient.post(json=, data=, model=, task=, stream=)`. */
export const customRequest = task({
	id: 'custom-request',
	name: 'Custom Request',
	action: 'Make a custom request',
	description: "The server's own answer to JSON or a file that you send, for everything that no other task covers",
	domain: 'Custom',
	inputs: [
		choice('body_type', 'Body', 'What to send', { json: 'JSON', file: 'File' }, { default: 'json' }),
		object('json', 'JSON', 'The body of the request', {
			required: true,
			default: '{ "inputs": "" }',
			shownWhen: { bodyType: ['json'] },
		}),
		file('any', { wire: undefined, shownWhen: { bodyType: ['file'] } }),
		text(
			'task',
			'Task of the Model',
			"ID of a task, for models that are served at that task's own address, and to find the recommended model",
			{ placeholder: 'e.g. feature-extraction' },
		),
		choice(
			'response_format',
			'Response Format',
			'What to make of the answer',
			{ auto: 'Automatic', json: 'JSON', text: 'Text', file: 'File' },
			{ default: 'auto' },
		),
		boolean(
			'stream',
			'Stream',
			'Whether to read the answer as a stream of events. Ask the server for it in the JSON, often by "stream": true.',
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
