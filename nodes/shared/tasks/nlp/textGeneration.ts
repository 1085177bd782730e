import { boolean, integer, list, number, object, text } from '../../fields/field';
import { promptInput, topK } from '../../fields/shared';
import { generatedText } from '../answers/text';
import { task } from '../task';

export const textGeneration = task({
	id: 'text-generation',
	name: 'Text Generation',
	action: 'Continue text',
	description: 'How a text goes on. For questions and instructions, Chat Completion is the better choice.',
	domain: 'Language',
	inputs: [promptInput('The text to continue', 'e.g. Once upon a time')],
	parameters: [
		text('adapter_id', 'Adapter ID', 'Name of a LoRA adapter that the server has loaded', {
			placeholder: 'e.g. org/adapter',
		}),
		integer('best_of', 'Best Of', 'Number of results to make, of which the likeliest comes back. Not with a seed.', {
			default: 1,
			min: 1,
		}),
		boolean(
			'decoder_input_details',
			'Decoder Input Details',
			'Whether to return the tokens of the prompt as well. Needs Details. Default: off.',
		),
		boolean(
			'details',
			'Details',
			'Whether to return why generation ended, and the tokens with their probabilities. Default: off.',
		),
		boolean(
			'do_sample',
			'Do Sample',
			'Whether to pick among likely tokens instead of always taking the likeliest. Default: off.',
		),
		number('frequency_penalty', 'Frequency Penalty', 'Makes tokens that came before less likely. More than -2.', {
			default: 0.1,
			min: -2,
		}),
		object('grammar', 'Grammar', 'What the result must look like, as JSON of type "json", "regex" or "json_schema"', {
			placeholder: 'e.g. { "type": "regex", "value": "[0-9]+" }',
		}),
		integer('max_new_tokens', 'Max New Tokens', "Longest result in tokens. Default: the server's, often 100 or 1024.", {
			default: 256,
			min: 0,
		}),
		number('repetition_penalty', 'Repetition Penalty', 'Values over 1 make repetition less likely. More than 0.', {
			default: 1.1,
			min: 0,
		}),
		boolean(
			'return_full_text',
			'Return Full Text',
			"Whether the prompt stands before the result. Default: the server's.",
		),
		integer('seed', 'Seed', 'The same seed and prompt give the same result again', { default: 42, min: 1 }),
		list('stop', 'Stop', 'Texts at which generation ends, 4 at most', { placeholder: 'e.g. END', isExact: true }),
		number(
			'temperature',
			'Temperature',
			'Higher values give more varied results, lower ones more predictable ones. More than 0.',
			{ default: 0.7, min: 0 },
		),
		topK('Number of most probable tokens to pick from', 50, { min: 1 }),
		integer('top_n_tokens', 'Top N Tokens', 'Number of alternatives to return for each token, with Details', {
			default: 5,
			min: 1,
		}),
		number(
			'top_p',
			'Top P',
			'Picks from the most probable tokens that together reach this probability. More than 0, less than 1.',
			{ default: 0.95, min: 0, max: 1 },
		),
		integer('truncate', 'Truncate', 'Cuts the prompt to this many tokens', { default: 1000, min: 0 }),
		number(
			'typical_p',
			'Typical P',
			'Picks from the most typical tokens that together reach this probability. More than 0, less than 1.',
			{ default: 0.95, min: 0, max: 1 },
		),
		boolean(
			'watermark',
			'Watermark',
			'Whether to mark the result as generated in a way that a machine can find. Default: off.',
		),
	],
	streaming: { stream: true },
	answer: generatedText,
});
