import { list, number, integer } from '../../fields/field';
import { textInput } from '../../fields/shared';
import { conversation } from '../answers/text';
import { placeFields } from '../request';
import { task } from '../task';

export const conversational = task({
	id: 'conversational',
	name: 'Conversational (Older Servers)',
	action: 'Continue a conversation on an older server',
	description: 'Continues a conversation on servers with the older protocol. For all others, use Chat Completion.',
	domain: 'Language',
	inputs: [
		textInput('e.g. Can you explain why?', { wire: 'inputs.text' }),
		list(['past_user_inputs', 'Past User Inputs'], 'Earlier messages of the user, oldest first', {
			wire: 'inputs.past_user_inputs',
			split: 'lines',
			placeholder: 'e.g. Which movie is the best?',
		}),
		list(['generated_responses', 'Generated Responses'], 'Earlier replies of the model, oldest first', {
			wire: 'inputs.generated_responses',
			split: 'lines',
			placeholder: 'e.g. It is Die Hard for sure.',
		}),
	],
	parameters: [
		integer(['max_length', 'Max Length'], 'Maximum length of the reply in tokens, from 1 to 500', {
			default: 100,
			min: 1,
			max: 500,
		}),
		number(['max_time', 'Max Time'], 'Time limit for the model in seconds, from 0 to 120', {
			default: 30,
			min: 0,
			max: 120,
		}),
		integer(['min_length', 'Min Length'], 'Minimum length of the reply in tokens, from 1 to 500', {
			default: 1,
			min: 1,
			max: 500,
		}),
		number(['repetition_penalty', 'Repetition Penalty'], 'Values above 1 reduce repetition, from 0 to 100', {
			default: 1.1,
			min: 0,
			max: 100,
		}),
		number(['temperature', 'Temperature'], 'Higher values give more varied replies, from 0 to 100', {
			default: 1,
			min: 0,
			max: 100,
		}),
		integer(['top_k', 'Top K'], 'Picks only from this many of the most probable tokens', { default: 50, min: 1 }),
		number(['top_p', 'Top P'], 'Picks only from the most probable tokens up to this total probability, from 0 to 1', {
			default: 0.95,
			min: 0,
			max: 1,
		}),
	],
	// In the Hub's mapping, `conversational` means the chat protocol. Only hf-inference speaks the older protocol.
	mappedAs: 'older-conversational',
	servedBesides: ['conversational'],
	// The community images require all three keys.
	request: (values, fields) => ({
		json: placeFields({ pastUserInputs: [], generatedResponses: [], ...values }, fields),
	}),
	answer: conversation,
});
