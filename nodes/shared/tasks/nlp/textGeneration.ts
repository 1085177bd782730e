import { boolean, integer, list, number, object, text } from '../../fields/field';
import { promptInput, topK } from '../../fields/shared';
import { generatedText } from '../answers/text';
import { task } from '../task';

export const textGeneration = task({
	id: 'text-generation',
	name: 'Text Generation',
	action: 'Continue text',
	description: 'Continues a text. For questions and instructions, use Chat Completion.',
	domain: 'Language',
	inputs: [promptInput('Text to continue', 'e.g. Once upon a time')],
	parameters: [
		text(['adapter_id', 'Adapter ID'], 'Name of a LoRA adapter loaded on the server', {
			placeholder: 'e.g. org/adapter',
		}),
		integer(
			['best_of', 'Best Of'],
			'Generates this many results and returns the most probable one. Cannot be combined with Seed.',
			{
				default: 1,
				min: 1,
			},
		),
		boolean(
			['decoder_input_details', 'Decoder Input Details'],
			'Whether to also return the tokens of the prompt. Needs Details. Default: off.',
		),
		boolean(
			['details', 'Details'],
			'Whether to return the finish reason, and the tokens with their probabilities. Default: off.',
		),
		boolean(
			['do_sample', 'Do Sample'],
			'Whether to sample among probable tokens instead of always taking the most probable one. Default: off.',
		),
		number(
			['frequency_penalty', 'Frequency Penalty'],
			'Higher values make repeated tokens less probable. More than -2.',
			{
				default: 0.1,
				min: -2,
			},
		),
		object(['grammar', 'Grammar'], 'Required format of the result, as JSON of type "json", "regex" or "json_schema"', {
			placeholder: 'e.g. { "type": "regex", "value": "[0-9]+" }',
		}),
		integer(
			['max_new_tokens', 'Max New Tokens'],
			"Maximum length of the result in tokens. Default: the server's, often 100 or 1024.",
			{
				default: 256,
				min: 0,
			},
		),
		number(['repetition_penalty', 'Repetition Penalty'], 'Values above 1 reduce repetition. More than 0.', {
			default: 1.1,
			min: 0,
		}),
		boolean(
			['return_full_text', 'Return Full Text'],
			"Whether to put the prompt before the result. Default: the server's.",
		),
		integer(['seed', 'Seed'], 'Makes results repeatable: the same seed and prompt give the same result', {
			default: 42,
			min: 1,
		}),
		list(['stop', 'Stop'], 'Texts that end the generation, at most 4', { placeholder: 'e.g. END', isExact: true }),
		number(
			['temperature', 'Temperature'],
			'Higher values give more varied results, lower values more predictable ones. More than 0.',
			{ default: 0.7, min: 0 },
		),
		topK('Picks only from this many of the most probable tokens', 50, { min: 1 }),
		integer(['top_n_tokens', 'Top N Tokens'], 'Alternatives to return for each token. Needs Details.', {
			default: 5,
			min: 1,
		}),
		number(
			['top_p', 'Top P'],
			'Picks only from the most probable tokens up to this total probability. More than 0, less than 1.',
			{ default: 0.95, min: 0, max: 1 },
		),
		integer(['truncate', 'Truncate'], 'Maximum length of the prompt in tokens. Longer prompts are cut.', {
			default: 1000,
			min: 0,
		}),
		number(
			['typical_p', 'Typical P'],
			'Picks only from the most typical tokens up to this total probability. More than 0, less than 1.',
			{ default: 0.95, min: 0, max: 1 },
		),
		boolean(
			['watermark', 'Watermark'],
			'Whether to mark the result with a machine-detectable watermark. Default: off.',
		),
	],
	streaming: { stream: true },
	answer: generatedText,
});
