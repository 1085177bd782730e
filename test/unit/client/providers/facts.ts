/**
 * Where providers read the parameters of Hugging Face's tasks. Unless a table below says otherwise, that is what Python's
 * client does: a parameter goes under its own name at the root of the body (huggingface_hub, `inference/_providers/*.py`:
 * `**filter_none(parameters)`), at replicate under `input`.
 */

type Table = Readonly<Record<string, Readonly<Record<string, string>>>>;

const SIZE = { width: 'size', height: 'size' };

/** Other places, by `provider task`, `* task` for all providers, or `provider *` for all tasks. */
const ELSEWHERE: Table = {
	// fal_ai.py
	'fal-ai text-to-image': { width: 'image_size.width', height: 'image_size.height' },
	'fal-ai image-to-image': { target_size: 'image_size' },
	'fal-ai image-text-to-image': { target_size: 'image_size' },
	// The schema of fal-ai/whisper.
	'fal-ai automatic-speech-recognition': { return_timestamps: 'chunk_level' },
	// nscale.py, zai_org.py, and DeepInfra's page of images.
	'nscale text-to-image': SIZE,
	'zai-org text-to-image': SIZE,
	'deepinfra text-to-image': SIZE,
	// WaveSpeed's pages of its models; wavespeed.py sends the lengths as they are.
	'wavespeed *': { ...SIZE, target_size: 'size' },
	// together.py; its route for editing is that of text to image, which reads width and height.
	'together *': { num_inference_steps: 'steps', target_size: 'width' },
	'together automatic-speech-recognition': { return_timestamps: 'timestamp_granularities' },
	// OpenAI's reference of transcriptions.
	'deepinfra automatic-speech-recognition': { return_timestamps: 'timestamp_granularities[]' },
	// huggingface.js, novita.ts: Python has another route.
	'novita text-to-video': { num_inference_steps: 'steps' },
	'novita image-text-to-video': { num_frames: 'duration', target_size: 'resolution' },
	// featherless_ai.py, deepinfra.py; the others read the same name.
	'* text-generation': { max_new_tokens: 'max_tokens' },
};

/** Parameters that are read nowhere: the user must be told. */
const NOWHERE: Readonly<Record<string, readonly string[]>> = {
	// OpenAI's reference of embeddings, and of completions with vLLM's further parameters.
	'* feature-extraction': ['normalize', 'prompt_name', 'truncate', 'truncation_direction'],
	'* text-generation': [
		'adapter_id',
		'decoder_input_details',
		'details',
		'do_sample',
		'grammar',
		'return_full_text',
		'top_n_tokens',
		'truncate',
		'typical_p',
		'watermark',
	],
	// A parameter of TGI's alone; OpenAI's reference of chat completions has none.
	'* conversational': ['tool_prompt'],
	// nscale.py takes it out.
	'nscale text-to-image': ['num_inference_steps'],
	'zai-org text-to-image': ['guidance_scale', 'negative_prompt', 'num_inference_steps', 'scheduler', 'seed'],
	'deepinfra text-to-image': ['guidance_scale', 'negative_prompt', 'num_inference_steps', 'scheduler', 'seed'],
	'together text-to-image': ['scheduler'],
	'together text-to-video': ['num_frames'],
	'together image-to-video': ['num_frames'],
	'fal-ai image-to-video': ['target_size'],
	'fal-ai image-text-to-video': ['target_size'],
	// huggingface.js, novita.ts takes them out.
	'novita image-text-to-video': ['guidance_scale', 'negative_prompt', 'num_inference_steps', 'seed'],
};

/** Routes that read none of transformers' parameters of generation, with those that they do read. */
const READ_OF_GENERATION: Readonly<Record<string, readonly string[]>> = {
	'deepinfra automatic-speech-recognition': ['temperature', 'return_timestamps'],
	'together automatic-speech-recognition': ['temperature', 'return_timestamps'],
	'fal-ai automatic-speech-recognition': ['return_timestamps', 'task'],
	'deepinfra text-to-speech': ['speed', 'voice'],
	'together text-to-speech': ['voice'],
	'zai-org image-to-text': [],
};

function keysOf(provider: string, task: string): string[] {
	return [`${provider} ${task}`, `${provider} *`, `* ${task}`];
}

/** The path in the body, or the name of the form's field, where a provider reads a parameter; undefined where it reads none. */
export function placeOf(provider: string, task: string, name: string): string | undefined {
	const keys = keysOf(provider, task);
	if (keys.some((key) => NOWHERE[key]?.includes(name))) return undefined;
	if (READ_OF_GENERATION[`${provider} ${task}`]?.includes(name) === false) return undefined;
	const found = keys.map((key) => ELSEWHERE[key]?.[name]).find((place) => place !== undefined);
	return found ?? (provider === 'replicate' ? `input.${name}` : name);
}

/** Cells that no provider's API can serve: refused before anything is sent. */
export const REFUSED = ['groq text-generation'];
