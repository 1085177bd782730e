import { refuse, type Question } from '../answers/answer';
import { fromBase64, sniff } from '../media/sniff';
import { fieldsOf, isFields, textOf } from '../values';
import { nullsIn } from './common';

/** The toolkit's table of media types, in its own order and spelling. */
export const MEDIA_TYPES = [
	'application/json',
	'application/json; charset=UTF-8',
	'text/csv',
	'text/plain',
	'image/png',
	'image/jpeg',
	'image/jpg',
	'image/tiff',
	'image/bmp',
	'image/gif',
	'image/webp',
	'image/x-image',
	'audio/x-flac',
	'audio/flac',
	'audio/mpeg',
	'audio/x-mpeg-3',
	'audio/wave',
	'audio/wav',
	'audio/x-wav',
	'audio/ogg',
	'audio/x-audio',
	'audio/webm',
	'audio/webm;codecs=opus',
	'audio/AMR',
	'audio/amr',
	'audio/AMR-WB',
	'audio/AMR-WB+',
	'audio/m4a',
	'audio/x-m4a',
] as const;

/** Looks a type up as it stands: letter case and blanks count. */
export function checkMediaType(type: string, what: 'Content' | 'Accept'): void {
	if (MEDIA_TYPES.some((known) => known === type)) return;
	const indent = '\n                ';
	const list = MEDIA_TYPES.join(', ');
	refuse(
		`${indent}${what} type "${type}" not supported.${indent}Supported ${what.toLowerCase()} types are:${indent}${list}\n            `,
	);
}

function unusedArguments(names: readonly string[]): never {
	const list = names.map((name) => `'${name}'`).join(', ');
	return refuse(
		`The following \`model_kwargs\` are not used by the model: [${list}] (note: typos in the generate arguments will also show up in this list)`,
	);
}

/** What generating pipelines take, by name. */
export const GENERATION = [
	'temperature',
	'top_k',
	'top_p',
	'typical_p',
	'epsilon_cutoff',
	'eta_cutoff',
	'max_length',
	'max_new_tokens',
	'min_length',
	'min_new_tokens',
	'do_sample',
	'early_stopping',
	'num_beams',
	'num_beam_groups',
	'penalty_alpha',
	'use_cache',
	'repetition_penalty',
	'no_repeat_ngram_size',
	'num_return_sequences',
	'length_penalty',
	'max_time',
	'return_full_text',
	'clean_up_tokenization_spaces',
	'truncation',
	'return_tensors',
	'return_text',
	'return_type',
	'prefix',
	'handle_long_generation',
	'stop_sequence',
	'src_lang',
	'tgt_lang',
	'generate_kwargs',
	'add_special_tokens',
	'padding',
];

/** What each pipeline takes beside the generation names; tasks that are not named take what they are given. */
export const PIPELINES: Readonly<Record<string, readonly [pipeline: string, takes: readonly string[]]>> = {
	'audio-classification': ['AudioClassificationPipeline', ['top_k', 'function_to_apply']],
	'automatic-speech-recognition': [
		'AutomaticSpeechRecognitionPipeline',
		[
			'return_timestamps',
			'generation_parameters',
			'generate_kwargs',
			'chunk_length_s',
			'stride_length_s',
			'return_language',
		],
	],
	'text-to-speech': [
		'TextToAudioPipeline',
		['generation_parameters', 'generate_kwargs', 'forward_params', 'preprocess_params'],
	],
	'text-to-audio': [
		'TextToAudioPipeline',
		['generation_parameters', 'generate_kwargs', 'forward_params', 'preprocess_params'],
	],
	'image-to-text': [
		'ImageToTextPipeline',
		['max_new_tokens', 'generation_parameters', 'generate_kwargs', 'prompt', 'timeout'],
	],
	'image-classification': ['ImageClassificationPipeline', ['top_k', 'function_to_apply', 'timeout']],
	'image-segmentation': [
		'ImageSegmentationPipeline',
		['mask_threshold', 'overlap_mask_area_threshold', 'subtask', 'threshold', 'timeout'],
	],
	'object-detection': ['ObjectDetectionPipeline', ['threshold', 'timeout']],
	'zero-shot-image-classification': [
		'ZeroShotImageClassificationPipeline',
		['candidate_labels', 'hypothesis_template', 'timeout', 'tokenizer_kwargs'],
	],
	'text-to-image': [
		'StableDiffusionPipeline',
		[
			'guidance_scale',
			'height',
			'negative_prompt',
			'num_images_per_prompt',
			'num_inference_steps',
			'output_type',
			'prompt',
			'seed',
			'target_size',
			'width',
		],
	],
	'zero-shot-object-detection': [
		'ZeroShotObjectDetectionPipeline',
		['candidate_labels', 'threshold', 'top_k', 'timeout'],
	],
};

const GENERATES = ['text-generation', 'summarization', 'translation'];

function checkParameters({ task, parameters, root }: Question): void {
	if (root.parameters === null)
		refuse('transformers.pipelines.base.Pipeline.__call__() argument after ** must be a mapping, not NoneType');
	if (nullsIn(parameters).length > 0) refuse("'<=' not supported between instances of 'NoneType' and 'int'");
	const names = Object.keys(parameters);
	if (GENERATES.includes(task.id)) {
		const unused = names.filter((name) => !GENERATION.includes(name));
		if (unused.length > 0) unusedArguments(unused);
	}
	const [pipeline, takes] = PIPELINES[task.id] ?? [];
	const unknown = takes === undefined ? undefined : names.find((name) => !takes.includes(name));
	if (unknown !== undefined)
		refuse(`${pipeline}._sanitize_parameters() got an unexpected keyword argument '${unknown}'`);
	const nested = fieldsOf(parameters.generation_parameters ?? parameters.generate_kwargs);
	if (task.id === 'image-to-text' && 'max_new_tokens' in nested && 'max_new_tokens' in parameters) {
		refuse(
			'`max_new_tokens` is defined both as an argument and inside `generate_kwargs` argument, please use only 1 version',
		);
	}
	if (task.id === 'document-question-answering' && 'max_question_len' in parameters) {
		refuse("cannot access local variable 'max_question_len' where it is not associated with a value");
	}
}

const DECODED_AUDIO = ['automatic-speech-recognition', 'audio-classification'];

function checkAudio({ task, inputs, root }: Question): void {
	const text = textOf(inputs);
	const isDecoded = DECODED_AUDIO.includes(task.id) && 'parameters' in root;
	if (!isDecoded)
		refuse(
			text.length > 255
				? `[Errno 36] File name too long: '${text.slice(0, 300)}'`
				: `[Errno 2] No such file or directory: '${text}'`,
		);
	if (fromBase64(text) === undefined) refuse('Only base64 data is allowed');
}

function checkImage({ task, inputs }: Question): void {
	const nested = fieldsOf(inputs);
	const isQuestion = task.answer.kind === 'answers';
	if (isQuestion && (!isFields(inputs) || typeof nested.question !== 'string')) {
		refuse("Pipeline.__call__() missing 1 required positional argument: 'question'");
	}
	const text = textOf(isFields(inputs) ? (nested.image ?? nested.images) : inputs);
	const bytes = fromBase64(text);
	if (bytes !== undefined && sniff(bytes)?.kind === 'image') return;
	refuse(
		'Incorrect image source. Must be a valid URL starting with `http://` or `https://`, a valid path to an image file, ' +
			`or a base64 encoded string. Got ${text.slice(0, 80)}. Failed with cannot identify image file`,
	);
}

function checkShape({ task, inputs, root }: Question): void {
	const nested = fieldsOf(inputs);
	if (task.id === 'question-answering' && (!isFields(inputs) || !('context' in nested)))
		refuse("Unknown arguments: {'question', 'context'}");
	if (task.id === 'text-ranking' && !('query' in nested || 'sentences' in nested))
		refuse("'inputs' must hold 'query' and 'texts', or 'sentences'");
	if (task.id === 'table-question-answering') {
		const cells = Object.values(fieldsOf(nested.table)).flat();
		if (cells.some((cell) => typeof cell !== 'string')) refuse("argument of type 'int' is not iterable");
	}
	if (!('inputs' in root)) refuse(`Body needs to provide a inputs key, recieved: ${JSON.stringify(root)}`);
}

/** Refuses what the toolkit refuses of a JSON request. */
export function checkJson(question: Question): void {
	if (!('inputs' in question.root)) checkShape(question);
	checkParameters(question);
	if (question.task.file === 'audio') checkAudio(question);
	if (question.task.file === 'image') checkImage(question);
	checkShape(question);
}
