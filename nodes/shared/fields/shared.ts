import {
	boolean,
	choice,
	integer,
	list,
	number,
	size,
	text,
	type Field,
	type ListField,
	type TextField,
} from './field';

/** A task's input text. Named `text` like the argument of Python's `InferenceClient`. */
export function textInput(placeholder: string, more: Partial<TextField> = {}): TextField {
	return text(['text', 'Text'], 'Text to process', { wire: 'inputs', required: true, rows: 4, placeholder, ...more });
}

/** A prompt for generation. Some APIs take it as `inputs`, others among the parameters. */
export function promptInput(description: string, placeholder: string, more: Partial<TextField> = {}): TextField {
	return text(['prompt', 'Prompt'], description, { wire: 'inputs', required: true, rows: 4, placeholder, ...more });
}

export function questionInput(placeholder: string, more: Partial<TextField> = {}): TextField {
	return text(['question', 'Question'], 'Question in plain words', {
		wire: 'inputs.question',
		required: true,
		rows: 2,
		placeholder,
		...more,
	});
}

export function candidateLabels(placeholder: string): ListField {
	return list(['candidate_labels', 'Candidate Labels'], 'Labels to choose from', {
		wire: 'parameters.candidate_labels',
		required: true,
		placeholder,
	});
}

export function hypothesisTemplate(example: string): TextField {
	return text(
		['hypothesis_template', 'Hypothesis Template'],
		`Sentence to complete with each label, inserted at {}. Default: the server's, e.g. "${example}".`,
		{
			placeholder: `e.g. ${example}`,
		},
	);
}

/** Parameters for scores and for the number of labels. */
export const labelParameters: readonly Field[] = [
	choice(
		['function_to_apply', 'Function to Apply'],
		"How to turn the model's raw values into scores. Default: depends on the model.",
		{
			choices: {
				softmax: 'Softmax (One Label Fits)',
				sigmoid: 'Sigmoid (Each Label Independently)',
				none: 'None (Raw Values)',
			},
		},
	),
	topK("Number of labels to return, best first. Default: the server's, often 5.", 5),
];

export function topK(description: string, shown = 1, more: Partial<{ min: number }> = {}): Field {
	return integer(['top_k', 'Top K'], description, { default: shown, ...more });
}

export function threshold(description: string, shown: number): Field {
	return number(['threshold', 'Threshold'], description, { default: shown });
}

export const guidanceScale = number(
	['guidance_scale', 'Guidance Scale'],
	'How closely to follow the prompt. Higher values follow it more closely and vary less. Typical: 3 to 8.',
	{ default: 7.5 },
);
export const negativePrompt = text(['negative_prompt', 'Negative Prompt'], 'Things to keep out of the result', {
	rows: 2,
	placeholder: 'e.g. blurry, text, watermark',
});
export const inferenceSteps = integer(
	['num_inference_steps', 'Number of Inference Steps'],
	'More steps give finer detail and take longer. Typical: 20 to 50.',
	{ default: 30 },
);
export const seed = integer(
	['seed', 'Seed'],
	'Makes results repeatable: the same seed and prompt give the same result',
	{
		default: 42,
	},
);
export const targetSize = size(['target_size', 'Target Size'], 'Width and height of the result in pixels');
export const numFrames = number(['num_frames', 'Number of Frames'], 'Length of the video in frames', { default: 81 });

/** Parameters for generating an image or video from a prompt and an image. */
export const guidedParameters: readonly Field[] = [guidanceScale, negativePrompt, inferenceSteps, targetSize];
export const videoParameters: readonly Field[] = [...guidedParameters, numFrames, seed];

/** Length limits for questions, answers and passages, shared by the question answering tasks. */
export const answerParameters: readonly Field[] = [
	integer(['doc_stride', 'Document Stride'], 'Overlap in tokens between the parts of a long text', {
		default: 128,
	}),
	boolean(['handle_impossible_answer', 'Handle Impossible Answer'], 'Whether to allow "no answer" as an answer'),
	integer(
		['max_answer_len', 'Max Answer Length'],
		"Maximum length of the answer in tokens. Default: the server's, often 15.",
		{
			default: 15,
		},
	),
	integer(
		['max_question_len', 'Max Question Length'],
		"Maximum length of the question in tokens. Longer questions are cut. Default: the server's, often 64.",
		{ default: 64 },
	),
	integer(
		['max_seq_len', 'Max Sequence Length'],
		"Maximum length of a part in tokens, including the question. Default: the server's, often 384.",
		{ default: 384 },
	),
];

export const truncationDirection = choice(
	['truncation_direction', 'Truncation Direction'],
	'Which end of a long text to cut. Default: right.',
	{
		choices: {
			right: 'Right',
			left: 'Left',
		},
	},
);
