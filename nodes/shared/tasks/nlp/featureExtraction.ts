import { boolean, choice, integer, text } from '../../fields/field';
import { textInput, truncationDirection } from '../../fields/shared';
import { vectors } from '../answers/vectors';
import { task } from '../task';

export const featureExtraction = task({
	id: 'feature-extraction',
	name: 'Feature Extraction',
	action: 'Embed text as a vector',
	description: 'A vector of numbers that stands for the meaning of a text, for search and comparison (an embedding)',
	domain: 'Language',
	inputs: [textInput('e.g. How do I reset my password?')],
	// The API reads these at the root of the request.
	parametersAt: '',
	parameters: [
		integer(
			'dimensions',
			'Dimensions',
			"Length of the vector, where the model can shorten it. Default: the model's own.",
			{ default: 256 },
		),
		choice('encoding_format', 'Encoding Format', 'How the numbers travel. The node decodes them. Default: float.', {
			float: 'Float',
			base64: 'Base64',
		}),
		boolean(
			'normalize',
			'Normalize',
			"Whether to scale the vector to length 1, so that vectors can be compared. Default: the server's, often on.",
		),
		text('prompt_name', 'Prompt Name', "Name of one of the model's own prompts that is put before the text", {
			placeholder: 'e.g. query',
		}),
		boolean(
			'truncate',
			'Truncate',
			'Whether to cut a text that is too long for the model instead of refusing it. Default: off.',
		),
		truncationDirection,
	],
	route: 'pipeline',
	// Source: huggingface.js, EQUIVALENT_SENTENCE_TRANSFORMERS_TASKS.
	servedBesides: ['sentence-similarity'],
	list: { input: 'text', shortest: 2 },
	openAi: {
		route: 'embeddings',
		toBody: (json, model) => {
			const { inputs, ...parameters } = json;
			return { input: inputs ?? '', model, ...parameters };
		},
	},
	answer: vectors,
});
