import { boolean, list, text } from '../../fields/field';
import { truncationDirection } from '../../fields/shared';
import { similarities } from '../answers/vectors';
import { task } from '../task';

export const sentenceSimilarity = task({
	id: 'sentence-similarity',
	name: 'Sentence Similarity',
	action: 'Compare the meaning of sentences',
	description: 'Compares one sentence with others by meaning',
	domain: 'Language',
	inputs: [
		text(['source_sentence', 'Source Sentence'], 'Sentence to compare the others with', {
			wire: 'inputs.source_sentence',
			required: true,
			rows: 2,
			placeholder: 'e.g. Where is my parcel?',
		}),
		list(['sentences', 'Sentences'], 'Sentences to compare with the source sentence', {
			wire: 'inputs.sentences',
			required: true,
			split: 'lines',
			placeholder: 'e.g. When will my package arrive?\nHow do I pay?',
		}),
	],
	parameters: [
		text(['prompt_name', 'Prompt Name'], 'Name of a prompt stored in the model, put before each sentence', {
			placeholder: 'e.g. query',
		}),
		boolean(
			['truncate', 'Truncate'],
			'Whether to cut sentences longer than the model allows. If off, the server refuses them. Default: off.',
		),
		truncationDirection,
	],
	route: 'pipeline',
	// Source: huggingface.js, EQUIVALENT_SENTENCE_TRANSFORMERS_TASKS.
	servedBesides: ['feature-extraction'],
	answer: similarities,
});
