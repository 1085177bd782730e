import { boolean, choice, integer, number, object, under, type Field } from './field';
import { topK } from './shared';

/** The `GenerationParameters` of Hugging Face's schemas: rules for picking tokens. */
export const generationParameters: readonly Field[] = [
	boolean(
		['do_sample', 'Do Sample'],
		'Whether to sample among probable tokens instead of always taking the most probable one',
	),
	choice(['early_stopping', 'Early Stopping'], 'When to end beam search', {
		choices: [
			{ value: true, name: 'Once Enough Results Are Complete' },
			{ value: false, name: 'When Better Results Are Unlikely' },
			{ value: 'never', name: 'When Better Results Are Impossible' },
		],
	}),
	number(['epsilon_cutoff', 'Epsilon Cutoff'], 'Minimum probability of a token, between 0 and 1. Typical: 0.0003.', {
		default: 0.0003,
	}),
	number(['eta_cutoff', 'Eta Cutoff'], 'Probability cutoff for eta sampling, between 0 and 1. Typical: 0.0003.', {
		default: 0.0003,
	}),
	integer(['max_length', 'Max Length'], 'Maximum length of input and result together, in tokens', { default: 100 }),
	integer(
		['max_new_tokens', 'Max New Tokens'],
		'Maximum length of the result in tokens, without the input. Overrides Max Length.',
		{
			default: 256,
		},
	),
	integer(['min_length', 'Min Length'], 'Minimum length of input and result together, in tokens', { default: 0 }),
	integer(
		['min_new_tokens', 'Min New Tokens'],
		'Minimum length of the result in tokens, without the input. Overrides Min Length.',
		{
			default: 0,
		},
	),
	integer(['num_beam_groups', 'Number of Beam Groups'], 'Splits the beams into groups, for more variety', {
		default: 1,
	}),
	integer(['num_beams', 'Number of Beams'], 'Search paths to follow at once. 1 turns beam search off.', { default: 1 }),
	number(['penalty_alpha', 'Penalty Alpha'], 'Strength of the repetition penalty in contrastive search, from 0 to 1', {
		default: 0.6,
	}),
	number(['temperature', 'Temperature'], 'Higher values give more varied results, lower values more predictable ones', {
		default: 1,
	}),
	topK('Picks only from this many of the most probable tokens', 50),
	number(['top_p', 'Top P'], 'Picks only from the most probable tokens up to this total probability, from 0 to 1', {
		default: 0.95,
	}),
	number(
		['typical_p', 'Typical P'],
		'Picks only from the most typical tokens up to this total probability, from 0 to 1',
		{ default: 0.95 },
	),
	boolean(['use_cache', 'Use Cache'], 'Whether to reuse the computations for earlier tokens, for speed'),
];

/** The same, one level deeper, for tasks whose servers expect that. */
export const nestedGenerationParameters: readonly Field[] = under(
	'parameters.generation_parameters',
	generationParameters,
);

/** Parameters of summarization and translation. */
export const text2textParameters: readonly Field[] = [
	boolean(
		['clean_up_tokenization_spaces', 'Clean Up Tokenization Spaces'],
		'Whether to remove extra spaces before punctuation',
	),
	object(
		['generate_parameters', 'Generate Parameters'],
		'Further generation parameters as JSON, e.g. max_length or num_beams',
		{
			placeholder: 'e.g. { "max_length": 100 }',
		},
	),
	choice(['truncation', 'Truncation'], 'How to cut a text longer than the model allows. Default: no cut.', {
		choices: {
			do_not_truncate: 'Do Not Truncate',
			longest_first: 'Longest First',
			only_first: 'Only First',
			only_second: 'Only Second',
		},
	}),
];
