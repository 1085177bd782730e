import { boolean, choice, integer, text } from '../../fields/field';
import { UNNAMED_MODEL } from '../../client/route';
import { textInput, truncationDirection } from '../../fields/shared';
import { vectors } from '../answers/vectors';
import { task } from '../task';

export const featureExtraction = task({
	id: 'feature-extraction',
	name: 'Feature Extraction',
	action: 'Embed text as a vector',
	description: 'Turns a text into a vector of numbers (an embedding), for search and comparison',
	domain: 'Language',
	inputs: [textInput('e.g. How do I reset my password?')],
	// The API reads the parameters at the root of the request.
	parametersAt: '',
	parameters: [
		integer(
			['dimensions', 'Dimensions'],
			"Length of the vector, for models with adjustable length. Default: the model's own.",
			{ default: 256 },
		),
		choice(
			['encoding_format', 'Encoding Format'],
			'Format of the numbers in the response. The node decodes them. Default: float.',
			{
				choices: {
					float: 'Float',
					base64: 'Base64',
				},
			},
		),
		boolean(
			['normalize', 'Normalize'],
			"Whether to scale the vector to length 1, for easy comparison. Default: the server's, often on.",
		),
		text(['prompt_name', 'Prompt Name'], 'Name of a prompt stored in the model, put before the text', {
			placeholder: 'e.g. query',
		}),
		boolean(
			['truncate', 'Truncate'],
			'Whether to cut a text longer than the model allows. If off, the server refuses it. Default: off.',
		),
		truncationDirection,
	],
	route: 'pipeline',
	// Source: huggingface.js, EQUIVALENT_SENTENCE_TRANSFORMERS_TASKS.
	servedBesides: ['sentence-similarity'],
	list: { input: 'text', shortest: 2 },
	openAi: {
		// infinity has no `/v1`.
		routes: () => ['/v1/embeddings', '/embeddings'],
		models: /embed|bge|e5|gte|minilm/i,
		input: 'input',
		toPayload: ({ inputs, ...parameters }, { model = UNNAMED_MODEL }) => ({
			json: { input: inputs ?? '', model, ...parameters },
		}),
	},
	answer: vectors,
});
