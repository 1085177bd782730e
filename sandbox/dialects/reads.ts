import { sandboxTasks } from '../catalogue';
import { SERVED_AT_HOME, type HomeProgram } from '../home/served';
import { COMMUNITY_TASKS, COMMUNITY_TAKES } from './community';
import { HF_SERVE_TASKS } from './hfServe';
import { toolkitServes } from './toolkit';
import { GENERATION, PIPELINES } from './toolkitRules';

/** By place in the request, the names of the parameters that a server reads there. */
export interface Reads {
	root?: readonly string[];
	parameters?: readonly string[];
	/** Below `parameters.generation_parameters`. */
	generation?: readonly string[];
	/** Beside the inputs, with the server's own names. */
	inputs?: readonly string[];
}

/** A task at one of the server programs that the sandbox plays. */
export interface Served {
	/** The program's short name. */
	program: 'toolkit' | 'hf-serve' | 'community' | 'TGI' | 'TEI' | 'OpenAI' | HomeProgram;
	task: string;
	path: string;
	/** What goes as `model`, at the server that holds several. */
	model?: string;
	/** Parameters that the program requires, by the names of the node's fields. */
	required?: Readonly<Record<string, string>>;
	reads: Reads;
}

const EMBEDDING = ['dimensions', 'normalize', 'prompt_name', 'truncate', 'truncation_direction'];
const GENERATE = [
	'do_sample',
	'early_stopping',
	'epsilon_cutoff',
	'eta_cutoff',
	'max_length',
	'max_new_tokens',
	'min_length',
	'min_new_tokens',
];
const GENERATING = [
	...GENERATE,
	'num_beam_groups',
	'num_beams',
	'penalty_alpha',
	'temperature',
	'top_k',
	'top_p',
	'typical_p',
	'use_cache',
];
const OPENAI_CHAT = [
	...[
		'frequency_penalty',
		'logit_bias',
		'logprobs',
		'max_tokens',
		'n',
		'presence_penalty',
		'reasoning_effort',
		'response_format',
	],
	...['seed', 'stop', 'temperature', 'tool_choice', 'tools', 'top_logprobs', 'top_p'],
];
const CHAT_TASKS = ['chat-completion', 'image-text-to-text'];

/** Transformers' pipelines that are not among {@link PIPELINES}: what they read of the parameters. */
const TRANSFORMERS: Readonly<Record<string, readonly string[]>> = {
	'document-question-answering': [
		'doc_stride',
		'handle_impossible_answer',
		'lang',
		'max_answer_len',
		'max_seq_len',
		'top_k',
		'word_boxes',
	],
	'fill-mask': ['targets', 'top_k'],
	'image-feature-extraction': ['image_processor_kwargs', 'pool', 'timeout'],
	'question-answering': [
		...[
			'align_to_words',
			'doc_stride',
			'handle_impossible_answer',
			'max_answer_len',
			'max_question_len',
			'max_seq_len',
			'top_k',
		],
	],
	'table-question-answering': ['padding', 'sequential', 'truncation'],
	'text-classification': ['function_to_apply', 'top_k'],
	'token-classification': ['aggregation_strategy', 'ignore_labels', 'stride'],
	'visual-question-answering': ['top_k'],
	'zero-shot-audio-classification': ['hypothesis_template'],
	'zero-shot-classification': ['hypothesis_template', 'multi_label'],
};
const GENERATES_FLAT = ['text-generation', 'summarization', 'translation'];
const NESTS = ['automatic-speech-recognition', 'image-to-text', 'text-to-speech', 'text-to-audio'];

/** Whisper's `task` is a generation parameter. */
function generationOf(task: string): readonly string[] {
	return task === 'automatic-speech-recognition' ? [...GENERATING, 'task'] : GENERATING;
}

function toolkitReads(task: string): Reads {
	if (GENERATES_FLAT.includes(task)) return { parameters: GENERATION };
	if (task === 'text-ranking') return { inputs: ['return_documents'] };
	const parameters = PIPELINES[task]?.[1] ?? TRANSFORMERS[task] ?? [];
	return NESTS.includes(task) ? { parameters, generation: generationOf(task) } : { parameters };
}

/** hf-serve's request types. */
const HF_SERVE_PARAMETERS: Readonly<Record<string, readonly string[]>> = {
	'audio-classification': ['function_to_apply', 'top_k'],
	'automatic-speech-recognition': ['return_timestamps'],
	'fill-mask': ['targets', 'top_k'],
	'image-classification': ['function_to_apply', 'top_k'],
	'image-segmentation': ['mask_threshold', 'overlap_mask_area_threshold', 'subtask', 'threshold'],
	'mask-generation': [
		...[
			'crop_n_points_downscale_factor',
			'crop_overlap_ratio',
			'crops_n_layers',
			'crops_nms_thresh',
			'mask_threshold',
			'pred_iou_thresh',
		],
		...['stability_score_offset', 'stability_score_thresh', 'timeout'],
	],
	'object-detection': ['threshold'],
	'sentence-similarity': ['prompt_name'],
	'table-question-answering': ['padding', 'sequential', 'truncation'],
	'text-classification': ['function_to_apply', 'top_k'],
	'text-to-image': ['guidance_scale', 'height', 'negative_prompt', 'num_inference_steps', 'seed', 'width'],
	'token-classification': ['aggregation_strategy', 'ignore_labels', 'stride'],
	'zero-shot-audio-classification': ['hypothesis_template'],
	'zero-shot-classification': ['hypothesis_template', 'multi_label'],
	'zero-shot-image-classification': ['hypothesis_template'],
};

function hfServeReads(task: string): Reads {
	if (CHAT_TASKS.includes(task)) return { root: ['max_tokens', 'seed', 'temperature', 'tools', 'top_p'] };
	if (task === 'feature-extraction') return { root: ['dimensions', 'prompt_name'] };
	if (task === 'text-ranking') return { root: ['return_text'] };
	return {
		parameters: HF_SERVE_PARAMETERS[task] ?? [],
		...(task === 'automatic-speech-recognition' && { generation: generationOf(task) }),
	};
}

function communityReads(task: string): Reads {
	const takes = COMMUNITY_TAKES[task] ?? [];
	// What is taken without a name is dropped.
	return { parameters: takes === 'any' ? [] : takes };
}

const TGI_CHAT = OPENAI_CHAT.filter((name) => !['logit_bias', 'n', 'reasoning_effort'].includes(name));
const TGI_GENERATE = [
	...[
		'adapter_id',
		'best_of',
		'decoder_input_details',
		'details',
		'do_sample',
		'frequency_penalty',
		'grammar',
		'max_new_tokens',
	],
	...[
		'repetition_penalty',
		'return_full_text',
		'seed',
		'stop',
		'temperature',
		'top_k',
		'top_n_tokens',
		'top_p',
		'truncate',
		'typical_p',
		'watermark',
	],
];

/** Every task at every program that has it. Sources: the programs' own request types and pipelines. */
export const SERVED: readonly Served[] = [
	...sandboxTasks
		.filter(({ id }) => toolkitServes(id))
		.map(({ id }): Served => ({ program: 'toolkit', task: id, path: `/toolkit/${id}`, reads: toolkitReads(id) })),
	{ program: 'toolkit', task: 'feature-extraction', path: '/toolkit/sentence-embeddings', reads: {} },
	...HF_SERVE_TASKS.map((task): Served => ({
		program: 'hf-serve',
		task,
		path: `/hf-serve/${task}`,
		reads: hfServeReads(task),
	})),
	...COMMUNITY_TASKS.map((task): Served => ({
		program: 'community',
		task,
		path: `/community/${task}`,
		reads: communityReads(task),
	})),
	{ program: 'TGI', task: 'text-generation', path: '/tgi', reads: { parameters: TGI_GENERATE } },
	...CHAT_TASKS.map((task): Served => ({
		program: 'TGI',
		task,
		path: '/tgi',
		reads: { root: [...TGI_CHAT, 'tool_prompt'] },
	})),
	{ program: 'TEI', task: 'feature-extraction', path: '/tei/embeddings', reads: { root: EMBEDDING } },
	{
		program: 'TEI',
		task: 'sentence-similarity',
		path: '/tei/similarity',
		reads: { parameters: ['prompt_name', 'truncate', 'truncation_direction'] },
	},
	{
		program: 'TEI',
		task: 'text-ranking',
		path: '/tei/reranker',
		reads: { root: ['raw_scores', 'return_text', 'truncate', 'truncation_direction'] },
	},
	{ program: 'TEI', task: 'text-classification', path: '/tei/classifier', reads: {} },
	...(['/openai', '/openai-one'] as const).flatMap((path): Served[] => {
		const chats = CHAT_TASKS.map((task): Served => ({
			program: 'OpenAI',
			task,
			path,
			reads: { root: OPENAI_CHAT },
			...(path === '/openai' && { model: 'sandbox/chat' }),
		}));
		return [
			...chats,
			{
				program: 'OpenAI',
				task: 'feature-extraction',
				path,
				reads: { root: ['dimensions', 'encoding_format'] },
				...(path === '/openai' && { model: 'sandbox/embed' }),
			},
		];
	}),
	...SERVED_AT_HOME,
];
