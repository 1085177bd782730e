import { boolean, integer, list, number, object, text, type Field } from '../../fields/field';

/** All parameters of the `chat-completion` schema except `stream` and `stream_options`, which the node sets itself. */
export const chatParameters: readonly Field[] = [
	number(
		['frequency_penalty', 'Frequency Penalty'],
		'Makes words less probable the more often they occurred, from -2 to 2. Default: 0.',
		{ default: 0 },
	),
	object(['logit_bias', 'Logit Bias'], 'Raises or lowers the probability of single tokens, as JSON', {
		placeholder: 'e.g. { "50256": -100 }',
	}),
	boolean(['logprobs', 'Log Probabilities'], 'Whether to return the probability of each token. Default: off.'),
	integer(['max_tokens', 'Max Tokens'], "Maximum length of the answer in tokens. Default: the server's, often 1024.", {
		default: 1024,
		min: 0,
	}),
	integer(['n', 'Number of Answers'], 'Number of answers to generate. All of them are in "choices". Default: 1.', {
		default: 1,
		min: 0,
	}),
	number(['presence_penalty', 'Presence Penalty'], 'Makes repeated words less probable, from -2 to 2. Default: 0.', {
		default: 0,
	}),
	text(['reasoning_effort', 'Reasoning Effort'], 'Amount of thinking before the answer, for reasoning models', {
		placeholder: 'e.g. low, medium or high',
	}),
	object(['response_format', 'Response Format'], "OpenAI's response_format as JSON", {
		placeholder: 'e.g. { "type": "json_object" }',
	}),
	integer(['seed', 'Seed'], 'Makes answers repeatable, as far as the model supports it', {
		default: 42,
		min: 0,
	}),
	list(['stop', 'Stop'], 'Texts that end the answer, at most 4', { placeholder: 'e.g. END', isExact: true }),
	number(
		['temperature', 'Temperature'],
		'Higher values give more varied answers, lower values more predictable ones, from 0 to 2',
		{ default: 0.7 },
	),
	object(['tool_choice', 'Tool Choice'], 'Whether the model calls tools: auto, none, required, or one tool as JSON', {
		words: true,
		placeholder: 'e.g. auto',
	}),
	text(['tool_prompt', 'Tool Prompt'], 'Text to insert before the tools. Only for TGI servers.', {
		rows: 2,
		placeholder: 'e.g. You may use these functions:',
	}),
	object(['tools', 'Tools'], "Functions the model may call, as a JSON list in OpenAI's format", {
		placeholder: 'e.g. [{ "type": "function", "function": { "name": "get_weather", "parameters": {} } }]',
	}),
	integer(
		['top_logprobs', 'Top Log Probabilities'],
		'Alternatives to return for each token, from 0 to 5. Needs Log Probabilities.',
		{ default: 5, min: 0 },
	),
	number(['top_p', 'Top P'], 'Picks only from the most probable tokens up to this total probability, from 0 to 1', {
		default: 0.95,
	}),
];
