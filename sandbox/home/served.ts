import type { Served } from '../dialects/reads';

/** The programs of {@link SERVED_AT_HOME}, by their names in the docs. */
export type HomeProgram = 'vLLM' | 'llama.cpp' | 'LocalAI' | 'infinity';

const RERANK = ['return_documents', 'top_n'];

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
];
