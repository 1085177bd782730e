import type { Served } from '../dialects/reads';

/** The programs of {@link SERVED_AT_HOME}, by their names in the docs. */
export type HomeProgram =
	| 'vLLM'
	| 'llama.cpp'
	| 'LocalAI'
	| 'infinity'
	| 'whisper.cpp'
	| 'speaches'
	| 'Kokoro-FastAPI'
	| 'stable-diffusion.cpp';

const RERANK = ['return_documents', 'top_n'];

/** Fields that all forms for speech have. */
const SPEECH = ['response_format', 'temperature', 'translate'];
const PICTURE = ['guidance_scale', 'negative_prompt', 'num_inference_steps', 'seed', 'size'];

/** Speech, voices and pictures. vLLM-Omni is vLLM with further models. */
const MEDIA: readonly Served[] = [
	{
		program: 'vLLM',
		task: 'automatic-speech-recognition',
		path: '/vllm-speech',
		reads: { root: [...SPEECH, 'max_completion_tokens', 'n', 'top_k', 'top_p'] },
	},
	{
		program: 'speaches',
		task: 'automatic-speech-recognition',
		path: '/speaches',
		model: 'Systran/faster-whisper-small',
		reads: { root: SPEECH },
	},
	{
		program: 'LocalAI',
		task: 'automatic-speech-recognition',
		path: '/local-ai',
		model: 'whisper-1',
		reads: { root: SPEECH },
	},
	{
		program: 'whisper.cpp',
		task: 'automatic-speech-recognition',
		path: '/whisper-cpp',
		reads: { root: [...SPEECH, 'beam_size'] },
	},
	{
		program: 'speaches',
		task: 'text-to-speech',
		path: '/speaches',
		model: 'speaches-ai/Kokoro-82M-v1.0-ONNX',
		required: { voice: 'af_heart' },
		reads: { root: ['speed', 'voice'] },
	},
	{
		program: 'LocalAI',
		task: 'text-to-speech',
		path: '/local-ai',
		model: 'tts-1',
		reads: { root: ['speed', 'voice'] },
	},
	{
		program: 'Kokoro-FastAPI',
		task: 'text-to-speech',
		path: '/kokoro',
		model: 'kokoro',
		reads: { root: ['speed', 'voice'] },
	},
	...['text-to-image', 'image-to-image'].flatMap((task): Served[] => [
		{ program: 'vLLM', task, path: '/vllm-omni', reads: { root: PICTURE } },
		{
			program: 'LocalAI',
			task,
			path: '/local-ai',
			model: 'stablediffusion',
			reads: { root: ['prompt', 'seed', 'size', 'step'] },
		},
		{ program: 'stable-diffusion.cpp', task, path: '/sd-cpp', reads: { root: ['size'] } },
	]),
];

/** Tasks beyond chat at the programs for the home, at their bare addresses. Sources: the files of each program. */
export const SERVED_AT_HOME: readonly Served[] = [
	{
		program: 'vLLM',
		task: 'text-ranking',
		path: '/vllm-rerank',
		reads: { root: [...RERANK, 'truncate_prompt_tokens', 'truncation_side', 'use_activation'] },
	},
	{ program: 'llama.cpp', task: 'text-ranking', path: '/llama-cpp-rerank', reads: { root: ['top_n'] } },
	{ program: 'llama.cpp', task: 'text-ranking', path: '/llama-cpp-rerank/rerank', reads: { root: ['return_text'] } },
	{
		program: 'LocalAI',
		task: 'text-ranking',
		path: '/local-ai',
		model: 'jina-reranker-v1-base-en',
		reads: { root: RERANK },
	},
	{ program: 'infinity', task: 'text-ranking', path: '/infinity', reads: { root: [...RERANK, 'raw_scores'] } },
	{
		program: 'infinity',
		task: 'feature-extraction',
		path: '/infinity',
		model: 'BAAI/bge-small-en-v1.5',
		reads: { root: ['dimensions', 'encoding_format'] },
	},
	...MEDIA,
];
