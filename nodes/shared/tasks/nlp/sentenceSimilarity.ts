import { boolean, list, text } from '../../fields/field';
import { truncationDirection } from '../../fields/shared';
import { similarities } from '../answers/vectors';
import { task } from '../task';

export const sentenceSimilarity = task({
	id: 'sentence-similarity',
	name: 'Sentence Similarity',
	action: 'Compare the meaning of sentences',
	description: 'How close each of several sentences is in meaning to one sentence',
	domain: 'Language',
	inputs: [
		text('source_sentence', 'Source Sentence', 'The sentence that the others are compared with', {
			wire: 'inputs.source_sentence',
			required: true,
			rows: 2,
			placeholder: 'e.g. Where is my parcel?',
		}),
		list('sentences', 'Sentences', 'The sentences to compare', {
			wire: 'inputs.sentences',
			required: true,
			split: 'lines',
			placeholder: 'e.g. When will my package arrive?\nHow do I pay?',
		}),
	],
	parameters: [
		text('prompt_name', 'Prompt Name', "Name of one of the model's own prompts that is put before each sentence", {
			placeholder: 'e.g. query',
		}),
		boolean(
			'truncate',
			'Truncate',
			'Whether to cut sentences that are too long for the model instead of refusing them. Default: off.',
		),
		truncationDirection,
	],
	route: 'pipeline',
	// Source: huggingface.js, EQUIVALENT_SENTENCE_TRANSFORMERS_TASKS.
	servedBesides: ['feature-extraction'],
	answer: similarities,
});
