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

/** A task's input text. Named `text` like the argument of Python's `InferenceClient`. */
export function textInput(placeholder: string, more: Partial<TextField> = {}): TextField {
	return text('text', 'Text', 'Text to process', { wire: 'inputs', required: true, rows: 4, placeholder, ...more });
}

/** A prompt for generation. Some APIs take it as `inputs`, others among the parameters. */
export function promptInput(description: string, placeholder: string, more: Partial<TextField> = {}): TextField {
	return text('prompt', 'Prompt', description, { wire: 'inputs', required: true, rows: 4, placeholder, ...more });
}

export function questionInput(placeholder: string, more: Partial<TextField> = {}): TextField {
	return text('question', 'Question', 'Question in plain words', {
		wire: 'inputs.question',
		required: true,
		rows: 2,
		placeholder,
		...more,
	});
}

export function candidateLabels(placeholder: string): ListField {
	return list('candidate_labels', 'Candidate Labels', 'Labels to choose from', {
		wire: 'parameters.candidate_labels',
		required: true,
		placeholder,
	});
}

export function hypothesisTemplate(example: string): TextField {
	return text(
		'hypothesis_template',
		'Hypothesis Template',
		`Sentence to complete with each label, inserted at {}. Default: the server's, e.g. "${example}".`,
		{
			placeholder: `e.g. ${example}`,
		},
	);
}

/** Parameters for scores and for the number of labels. */
export const labelParameters: readonly Field[] = [
	choice(
		'function_to_apply',
		'Function to Apply',
		"How to turn the model's raw values into scores. Default: depends on the model.",
		{
			softmax: 'Softmax (One Label Fits)',
			sigmoid: 'Sigmoid (Each Label Independently)',
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

/** The `GenerationParameters` of Hugging Face's schemas: rules for picking tokens. */
export const generationParameters: readonly Field[] = [
	boolean(
		'do_sample',
		'Do Sample',
		'Whether to sample among probable tokens instead of always taking the most probable one',
	),
	choice(
		'early_stopping',
		'Early Stopping',
		'When to end beam search',
		{},
		{
			choices: [
				{ value: true, name: 'Once Enough Results Are Complete' },
				{ value: false, name: 'When Better Results Are Unlikely' },
				{ value: 'never', name: 'When Better Results Are Impossible' },
			],
		},
	),
	number('epsilon_cutoff', 'Epsilon Cutoff', 'Minimum probability of a token, between 0 and 1. Typical: 0.0003.', {
		default: 0.0003,
	}),
	number('eta_cutoff', 'Eta Cutoff', 'Probability cutoff for eta sampling, between 0 and 1. Typical: 0.0003.', {
		default: 0.0003,
	}),
	integer('max_length', 'Max Length', 'Maximum length of input and result together, in tokens', { default: 100 }),
	integer(
		'max_new_tokens',
		'Max New Tokens',
		'Maximum length of the result in tokens, without the input. Overrides Max Length.',
		{
			default: 256,
		},
	),
	integer('min_length', 'Min Length', 'Minimum length of input and result together, in tokens', { default: 0 }),
	integer(
		'min_new_tokens',
		'Min New Tokens',
		'Minimum length of the result in tokens, without the input. Overrides Min Length.',
		{
			default: 0,
		},
	),
	integer('num_beam_groups', 'Number of Beam Groups', 'Splits the beams into groups, for more variety', {
		default: 1,
	}),
	integer('num_beams', 'Number of Beams', 'Search paths to follow at once. 1 turns beam search off.', { default: 1 }),
	number('penalty_alpha', 'Penalty Alpha', 'Strength of the repetition penalty in contrastive search, from 0 to 1', {
		default: 0.6,
	}),
	number('temperature', 'Temperature', 'Higher values give more varied results, lower values more predictable ones', {
		default: 1,
	}),
	topK('Picks only from this many of the most probable tokens', 50),
	number('top_p', 'Top P', 'Picks only from the most probable tokens up to this total probability, from 0 to 1', {
		default: 0.95,
	}),
	number(
		'typical_p',
		'Typical P',
		'Picks only from the most typical tokens up to this total probability, from 0 to 1',
		{ default: 0.95 },
	),
	boolean('use_cache', 'Use Cache', 'Whether to reuse the computations for earlier tokens, for speed'),
];

/** The same, one level deeper, for tasks whose servers expect that. */
export const nestedGenerationParameters: readonly Field[] = under(
	'parameters.generation_parameters',
	generationParameters,
);

export const guidanceScale = number(
	'guidance_scale',
	'Guidance Scale',
	'How closely to follow the prompt. Higher values follow it more closely and vary less. Typical: 3 to 8.',
	{ default: 7.5 },
);
export const negativePrompt = text('negative_prompt', 'Negative Prompt', 'Things to keep out of the result', {
	rows: 2,
	placeholder: 'e.g. blurry, text, watermark',
});
export const inferenceSteps = integer(
	'num_inference_steps',
	'Number of Inference Steps',
	'More steps give finer detail and take longer. Typical: 20 to 50.',
	{ default: 30 },
);
export const seed = integer('seed', 'Seed', 'Makes results repeatable: the same seed and prompt give the same result', {
	default: 42,
});
export const targetSize = size('target_size', 'Target Size', 'Width and height of the result in pixels');
export const numFrames = number('num_frames', 'Number of Frames', 'Length of the video in frames', { default: 81 });

/** Parameters for generating an image or video from a prompt and an image. */
export const guidedParameters: readonly Field[] = [guidanceScale, negativePrompt, inferenceSteps, targetSize];
export const videoParameters: readonly Field[] = [...guidedParameters, numFrames, seed];

/** Parameters of summarization and translation. */
export const text2textParameters: readonly Field[] = [
	boolean(
		'clean_up_tokenization_spaces',
		'Clean Up Tokenization Spaces',
		'Whether to remove extra spaces before punctuation',
	),
	object(
		'generate_parameters',
		'Generate Parameters',
		'Further generation parameters as JSON, e.g. max_length or num_beams',
		{
			placeholder: 'e.g. { "max_length": 100 }',
		},
	),
	choice('truncation', 'Truncation', 'How to cut a text longer than the model allows. Default: no cut.', {
		do_not_truncate: 'Do Not Truncate',
		longest_first: 'Longest First',
		only_first: 'Only First',
		only_second: 'Only Second',
	}),
];

/** Length limits for questions, answers and passages, shared by the question answering tasks. */
export const answerParameters: readonly Field[] = [
	integer('doc_stride', 'Document Stride', 'Overlap in tokens between the parts of a long text', {
		default: 128,
	}),
	boolean('handle_impossible_answer', 'Handle Impossible Answer', 'Whether to allow "no answer" as an answer'),
	integer(
		'max_answer_len',
		'Max Answer Length',
		"Maximum length of the answer in tokens. Default: the server's, often 15.",
		{
			default: 15,
		},
	),
	integer(
		'max_question_len',
		'Max Question Length',
		"Maximum length of the question in tokens. Longer questions are cut. Default: the server's, often 64.",
		{ default: 64 },
	),
	integer(
		'max_seq_len',
		'Max Sequence Length',
		"Maximum length of a part in tokens, including the question. Default: the server's, often 384.",
		{ default: 384 },
	),
];

export const truncationDirection = choice(
	'truncation_direction',
	'Truncation Direction',
	'Which end of a long text to cut. Default: right.',
	{
		right: 'Right',
		left: 'Left',
	},
);
