import type { FormPart } from '../client/form';
import { InputFile } from '../client/inputFile';
import { boolean, choice, file, object, text, type FormField } from '../fields/field';
import { asItCame } from './answers/files';
import { task } from './task';

const formFields: FormField = {
	kind: 'form',
	name: 'formFields',
	label: 'Form Fields',
	description: 'Fields of the form, in their order. A field is a text or a file.',
	required: true,
	shownWhen: { bodyType: ['form'] },
};

/** Sends the user's own body, like Python's `InferenceClient.post(json=, data=, model=, task=, stream=)`. */
export const customRequest = task({
	id: 'custom-request',
	name: 'Custom Request',
	action: 'Make a custom request',
	description: 'Sends your own JSON, file or form and returns the raw response',
	domain: 'Custom',
	inputs: [
		choice(['body_type', 'Body'], 'Kind of data to send', {
			choices: { json: 'JSON', file: 'File', form: 'Form (Multipart)' },
			default: 'json',
		}),
		object(['json', 'JSON'], 'Request body', {
			required: true,
			default: '{ "inputs": "" }',
			shownWhen: { bodyType: ['json'] },
		}),
		file('any', { wire: undefined, shownWhen: { bodyType: ['file'] } }),
		formFields,
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
	request: ({ bodyType, file: body, formFields: parts, json }) => {
		if (bodyType === 'file' && body instanceof InputFile) return { file: body };
		if (bodyType === 'form') return { form: parts as FormPart[] };
		return { json: json ?? {} };
	},
	answer: asItCame,
});
