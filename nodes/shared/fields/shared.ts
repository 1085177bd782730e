import {
	boolean,
	choice,
	integer,
	list,
	number,
	object,
	size,
	text,
	under,
	type Field,
	type ListField,
	type TextField,
} from './field';

/** The text that a task works on, as Python's `InferenceClient` names it. */
export function textInput(placeholder: string, more: Partial<TextField> = {}): TextField {
	return text('text', 'Text', 'The text to work on', { wire: 'inputs', required: true, rows: 4, placeholder, ...more });
}

/** A description of what is to be generated; some APIs take it as `inputs`, some among the parameters. */
export function promptInput(description: string, placeholder: string, more: Partial<TextField> = {}): TextField {
	return text('prompt', 'Prompt', description, { wire: 'inputs', required: true, rows: 4, placeholder, ...more });
}

export function questionInput(placeholder: string, more: Partial<TextField> = {}): TextField {
	return text('question', 'Question', 'What to ask', {
		wire: 'inputs.question',
		required: true,
		rows: 2,
		placeholder,
		...more,
	});
}

export function candidateLabels(placeholder: string): ListField {
	return list('candidate_labels', 'Candidate Labels', 'The labels to choose from', {
		wire: 'parameters.candidate_labels',
		required: true,
		placeholder,
	});
}

export function hypothesisTemplate(example: string): TextField {
	return text(
		'hypothesis_template',
		'Hypothesis Template',
		`Sentence that each label is put into, at {}. Default: the server's, e.g. "${example}".`,
		{
			placeholder: `e.g. ${example}`,
		},
	);
}

/** How scores are made, and how many labels come back. */
export const labelParameters: readonly Field[] = [
	choice(
		'function_to_apply',
		'Function to Apply',
		'How the scores are made of what the model gives. Default: the one that fits the model.',
		{
			softmax: 'Softmax (One of the Labels)',
			sigmoid: 'Sigmoid (Each Label for Itself)',
			none: 'None (Raw Values)',
		},
	),
	topK("Number of labels to return, best first. Default: the server's, often 5.", 5),
];

export function topK(description: string, shown = 1, more: Partial<{ min: number }> = {}): Field {
	return integer('top_k', 'Top K', description, { default: shown, ...more });
}

export function threshold(description: string, shown: number): Field {
	return number('threshold', 'Threshold', description, { default: shown });
}

/** What Hugging Face's schemas call GenerationParameters: how a model picks its tokens. */
export const generationParameters: readonly Field[] = [
	boolean('do_sample', 'Do Sample', 'Whether to pick among likely tokens instead of always taking the likeliest'),
	choice(
		'early_stopping',
		'Early Stopping',
		'When beam search ends',
		{},
		{
			choices: [
				{ value: true, name: 'As Soon as Enough Are Complete' },
				{ value: false, name: 'When Better Ones Are Unlikely' },
				{ value: 'never', name: 'When There Can Be No Better Ones' },
			],
		},
	),
	number(
		'epsilon_cutoff',
		'Epsilon Cutoff',
		'Only tokens more probable than this are picked, between 0 and 1. Typical: 0.0003.',
		{ default: 0.0003 },
	),
	number('eta_cutoff', 'Eta Cutoff', 'Cutoff of eta sampling, between 0 and 1. Typical: 0.0003.', { default: 0.0003 }),
	integer('max_length', 'Max Length', 'Longest result in tokens, the input included', { default: 100 }),
	integer('max_new_tokens', 'Max New Tokens', 'Longest result in tokens, without the input. Wins over Max Length.', {
		default: 256,
	}),
	integer('min_length', 'Min Length', 'Shortest result in tokens, the input included', { default: 0 }),
	integer('min_new_tokens', 'Min New Tokens', 'Shortest result in tokens, without the input. Wins over Min Length.', {
		default: 0,
	}),
	integer('num_beam_groups', 'Number of Beam Groups', 'Groups that the beams are divided into, for more variety', {
		default: 1,
	}),
	integer('num_beams', 'Number of Beams', 'Beams of the search. 1 is no beam search.', { default: 1 }),
	number('penalty_alpha', 'Penalty Alpha', 'Weight of the penalty for repetition in contrastive search, from 0 to 1', {
		default: 0.6,
	}),
	number('temperature', 'Temperature', 'Higher values give more varied results, lower ones more predictable ones', {
		default: 1,
	}),
	topK('Number of most probable tokens to pick from', 50),
	number('top_p', 'Top P', 'Picks from the most probable tokens that together reach this probability, from 0 to 1', {
		default: 0.95,
	}),
	number(
		'typical_p',
		'Typical P',
		'Picks from the most typical tokens that together reach this probability, from 0 to 1',
		{ default: 0.95 },
	),
	boolean('use_cache', 'Use Cache', 'Whether the model keeps what it has computed for earlier tokens, which is faster'),
];

/** The same for the tasks whose servers read them one level further down. */
export const nestedGenerationParameters: readonly Field[] = under(
	'parameters.generation_parameters',
	generationParameters,
);

export const guidanceScale = number(
	'guidance_scale',
	'Guidance Scale',
	'How closely to follow the prompt. Higher values are closer, and less varied. Typical: 3 to 8.',
	{ default: 7.5 },
);
export const negativePrompt = text('negative_prompt', 'Negative Prompt', 'What to keep out of the result', {
	rows: 2,
	placeholder: 'e.g. blurry, text, watermark',
});
export const inferenceSteps = integer(
	'num_inference_steps',
	'Number of Inference Steps',
	'More steps give finer detail and take longer. Typical: 20 to 50.',
	{ default: 30 },
);
export const seed = integer('seed', 'Seed', 'The same seed and prompt give the same result again', { default: 42 });
export const targetSize = size('target_size', 'Target Size', 'Width and height of the result in pixels');
export const numFrames = number('num_frames', 'Number of Frames', 'Length of the video in frames', { default: 81 });

/** How a generated picture or video follows a prompt and a picture. */
export const guidedParameters: readonly Field[] = [guidanceScale, negativePrompt, inferenceSteps, targetSize];
export const videoParameters: readonly Field[] = [...guidedParameters, numFrames, seed];

/** How summaries and translations are cut, cleaned and generated. */
export const text2textParameters: readonly Field[] = [
	boolean(
		'clean_up_tokenization_spaces',
		'Clean Up Tokenization Spaces',
		'Whether to remove the spaces that tokenization leaves before punctuation',
	),
	object(
		'generate_parameters',
		'Generate Parameters',
		'Further generation parameters as JSON, e.g. max_length or num_beams',
		{
			placeholder: 'e.g. { "max_length": 100 }',
		},
	),
	choice('truncation', 'Truncation', 'How a text that is too long for the model is cut. Default: not at all.', {
		do_not_truncate: 'Do Not Truncate',
		longest_first: 'Longest First',
		only_first: 'Only First',
		only_second: 'Only Second',
	}),
];

/** How long questions, answers and passages may be; shared by the tasks that find answers in a text. */
export const answerParameters: readonly Field[] = [
	integer('doc_stride', 'Document Stride', 'Overlap in tokens of the parts that a long text is cut into', {
		default: 128,
	}),
	boolean('handle_impossible_answer', 'Handle Impossible Answer', 'Whether "no answer" is one of the answers'),
	integer('max_answer_len', 'Max Answer Length', "Longest answer in tokens. Default: the server's, often 15.", {
		default: 15,
	}),
	integer(
		'max_question_len',
		'Max Question Length',
		"Longest question in tokens. Longer ones are cut. Default: the server's, often 64.",
		{ default: 64 },
	),
	integer(
		'max_seq_len',
		'Max Sequence Length',
		"Longest part in tokens, with the question. Default: the server's, often 384.",
		{ default: 384 },
	),
];

export const truncationDirection = choice(
	'truncation_direction',
	'Truncation Direction',
	'At which end a long text is cut. Default: the right.',
	{
		right: 'Right',
		left: 'Left',
	},
);
