import { boolean, integer, list, number, object, text, type Field } from '../../fields/field';

/** Every parameter of the `chat-completion` schema that is not a matter of transport. */
export const chatParameters: readonly Field[] = [
	number(
		'frequency_penalty',
		'Frequency Penalty',
		'Makes words less likely the more often they came before, from -2 to 2. Default: 0.',
		{ default: 0 },
	),
	object('logit_bias', 'Logit Bias', 'Makes tokens more or less likely, as JSON', {
		placeholder: 'e.g. { "50256": -100 }',
	}),
	boolean(
		'logprobs',
		'Log Probabilities',
		'Whether to return how probable each token was, with Simplify off. Default: off.',
	),
	integer('max_tokens', 'Max Tokens', "Longest answer in tokens. Default: the server's, often 1024.", {
		default: 1024,
		min: 0,
	}),
	integer('n', 'Number of Answers', 'How many answers to make. The others are there with Simplify off. Default: 1.', {
		default: 1,
		min: 0,
	}),
	number(
		'presence_penalty',
		'Presence Penalty',
		'Makes words that came before less likely, from -2 to 2. Default: 0.',
		{ default: 0 },
	),
	text('reasoning_effort', 'Reasoning Effort', 'How much a reasoning model thinks before it answers', {
		placeholder: 'e.g. low, medium or high',
	}),
	object('response_format', 'Response Format', "OpenAI's response_format as JSON", {
		placeholder: 'e.g. { "type": "json_object" }',
	}),
	integer('seed', 'Seed', 'The same seed and messages give the same answer again, as far as the model can', {
		default: 42,
		min: 0,
	}),
	list('stop', 'Stop', 'Texts at which the answer ends, 4 at most', { placeholder: 'e.g. END', isExact: true }),
	number(
		'temperature',
		'Temperature',
		'Higher values give more varied answers, lower ones more predictable ones, from 0 to 2',
		{ default: 0.7 },
	),
	object('tool_choice', 'Tool Choice', 'Whether tools are called: auto, none, required, or a tool as JSON', {
		words: true,
		placeholder: 'e.g. auto',
	}),
	text(
		'tool_prompt',
		'Tool Prompt',
		'Text that is put before the tools, on servers of the text-generation-inference kind',
		{ rows: 2, placeholder: 'e.g. You may use these functions:' },
	),
	object('tools', 'Tools', "Functions that the model may ask for, as a JSON list in OpenAI's form", {
		placeholder: 'e.g. [{ "type": "function", "function": { "name": "get_weather", "parameters": {} } }]',
	}),
	integer(
		'top_logprobs',
		'Top Log Probabilities',
		'Alternatives to return for each token, from 0 to 5. Needs Log Probabilities.',
		{ default: 5, min: 0 },
	),
	number('top_p', 'Top P', 'Picks from the most probable tokens that together reach this probability, from 0 to 1', {
		default: 0.95,
	}),
];
