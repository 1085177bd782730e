import { list, number, integer } from '../../fields/field';
import { textInput } from '../../fields/shared';
import { conversation } from '../answers/text';
import { placeFields } from '../request';
import { task } from '../task';

export const conversational = task({
	id: 'conversational',
	name: 'Conversational (Older Servers)',
	action: 'Continue conversation on an older server',
	description:
		'The next reply of a conversation, for servers of the older protocol. For all others, use Chat Completion.',
	domain: 'Language',
	inputs: [
		textInput('e.g. Can you explain why?', { wire: 'inputs.text' }),
		list('past_user_inputs', 'Past User Inputs', 'What the user said before, oldest first', {
			wire: 'inputs.past_user_inputs',
			split: 'lines',
			placeholder: 'e.g. Which movie is the best?',
		}),
		list('generated_responses', 'Generated Responses', 'What the model answered to that, oldest first', {
			wire: 'inputs.generated_responses',
			split: 'lines',
			placeholder: 'e.g. It is Die Hard for sure.',
		}),
	],
	parameters: [
		integer('max_length', 'Max Length', 'Longest reply in tokens, from 1 to 500', { default: 100, min: 1, max: 500 }),
		number('max_time', 'Max Time', 'Seconds the model may take, from 0 to 120', { default: 30, min: 0, max: 120 }),
		integer('min_length', 'Min Length', 'Shortest reply in tokens, from 1 to 500', { default: 1, min: 1, max: 500 }),
		number('repetition_penalty', 'Repetition Penalty', 'Values over 1 make repetition less likely, from 0 to 100', {
			default: 1.1,
			min: 0,
			max: 100,
		}),
		number('temperature', 'Temperature', 'Higher values give more varied replies, from 0 to 100', {
			default: 1,
			min: 0,
			max: 100,
		}),
		integer('top_k', 'Top K', 'Number of most probable tokens to pick from', { default: 50, min: 1 }),
		number('top_p', 'Top P', 'Picks from the most probable tokens that together reach this probability, from 0 to 1', {
			default: 0.95,
			min: 0,
			max: 1,
		}),
	],
	// In the Hub's mapping this task's id names the chat protocol: no provider but Hugging Face's own service speaks the older one.
	mappedAs: 'older-conversational',
	servedBesides: ['conversational'],
	// The community images want all three keys.
	request: (values, fields) => ({
		json: placeFields({ pastUserInputs: [], generatedResponses: [], ...values }, fields),
	}),
	answer: conversation,
});
