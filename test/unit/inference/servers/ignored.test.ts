import type { IncomingHttpHeaders } from 'node:http';
import type { JsonValue } from '../../../../nodes/shared/client/json';
import { ignoredHints } from '../../../../nodes/shared/inference/servers/ignored';
import type { TaskArguments } from '../../../../nodes/shared/tasks/task';
import { taskOf } from '../../../integration/tasks/samples';

function hintsFor(task: string, values: TaskArguments, value: JsonValue, headers: IncomingHttpHeaders = {}): string {
	return ignoredHints(taskOf(task), values, { answer: { kind: 'json', value }, headers }).join(' ');
}

const chatOf = (system_fingerprint: JsonValue, count = 1): JsonValue => ({
	system_fingerprint,
	choices: Array.from({ length: count }, () => ({ message: { content: 'x' } })),
});
const tei = { 'x-compute-type': 'gpu+optimized', 'x-compute-tokens': '3', 'x-total-time': '1' };
const community = { 'x-compute-type': 'cpu', 'x-compute-time': '0.1', 'x-compute-characters': '3' };

describe('parameters without effect are named', () => {
	it('I4: all of a task, where a community image reads none', () => {
		const { parameters } = taskOf('text-generation');
		const values = Object.fromEntries(parameters.map(({ name }) => [name, 1]));
		const hint = hintsFor('text-generation', values, [{ generated_text: 'x' }], community);
		for (const { label } of parameters) expect(hint).toContain(`'${label}'`);
	});

	it.each<[string, string, TaskArguments, JsonValue, IncomingHttpHeaders, RegExp]>([
		[
			'by TEI',
			'text-classification',
			{ functionToApply: 'softmax' },
			[{ label: 'x', score: 1 }],
			tei,
			/'Function to Apply' had no effect.*Text Embeddings Inference/,
		],
		[
			'by a community image',
			'feature-extraction',
			{ normalize: true },
			[1, 2],
			community,
			/'Normalize' had no effect.*community image/,
		],
		[
			'by the toolkit, for tokens',
			'feature-extraction',
			{ truncate: true },
			[[[1, 2]]],
			{},
			/'Truncate' had no effect.*default container/,
		],
		[
			'by the toolkit, for a sentence',
			'feature-extraction',
			{ promptName: 'query' },
			{ embeddings: [1, 2] },
			{},
			/'Prompt Name' had no effect.*default container/,
		],
		[
			'by hf-serve',
			'feature-extraction',
			{ truncate: true, normalize: true },
			{ embeddings: [[1, 2]] },
			{},
			/'Normalize', 'Truncate' had no effect: this server is hf-serve, which ignores it$/,
		],
		[
			'by one of two, for a list',
			'feature-extraction',
			{ text: ['a', 'b'], normalize: true },
			{ embeddings: [[1], [2]] },
			{},
			/'Normalize' may have been ignored: this server looks like the default container/,
		],
		[
			'by a server whose vectors are longer',
			'feature-extraction',
			{ dimensions: 1 },
			[[1, 2]],
			tei,
			/'Dimensions' had no effect: the server returned vectors of 2 numbers instead of 1/,
		],
		[
			'by the toolkit',
			'sentence-similarity',
			{ truncate: true },
			{ similarities: [1] },
			{},
			/'Truncate' had no effect.*default container/,
		],
		[
			'by hf-serve',
			'text-ranking',
			{ rawScores: true },
			{ scores: [{ index: 0, score: 1 }] },
			{},
			/'Raw Scores' had no effect.*hf-serve/,
		],
		[
			'by llama.cpp, for a ranking',
			'text-ranking',
			{ returnText: true },
			{ object: 'list', results: [{ index: 0, relevance_score: 1 }] },
			{},
			/'Return Text' had no effect.*llama\.cpp/,
		],
		[
			"by llama.cpp, for a ranking in TEI's form",
			'text-ranking',
			{ rawScores: false, returnText: true },
			[{ index: 0, score: 1 }],
			{ server: 'llama.cpp' },
			/^'Raw Scores' had no effect.*llama\.cpp/,
		],
		[
			'by infinity',
			'text-ranking',
			{ truncate: true },
			{ object: 'rerank', results: [{ index: 0, relevance_score: 1 }] },
			{},
			/'Truncate' had no effect.*infinity/,
		],
		[
			'perhaps by a gateway',
			'text-ranking',
			{ rawScores: true, returnText: true },
			{ results: [{ index: 0, relevance_score: 1 }] },
			{},
			/^'Raw Scores' may have been ignored.*OpenAI's protocol/,
		],
		[
			'by TGI',
			'chat-completion',
			{ reasoningEffort: 'low' },
			chatOf('3.3.4-native'),
			{},
			/'Reasoning Effort' had no effect.*TGI/,
		],
		[
			'by hf-serve',
			'chat-completion',
			{ stop: ['x'] },
			chatOf('0f8fad5b-d9cb-469f-a165-70867728950e'),
			{},
			/'Stop' had no effect.*hf-serve/,
		],
		[
			'by hf-serve',
			'chat-completion',
			{ structuredOutput: 'jsonObject' },
			chatOf('0f8fad5b-d9cb-469f-a165-70867728950e'),
			{},
			/'Structured Output' had no effect.*hf-serve/,
		],
		[
			'by Ollama',
			'chat-completion',
			{ toolChoice: 'auto' },
			chatOf('fp_ollama'),
			{},
			/'Tool Choice' had no effect.*Ollama/,
		],
		[
			'by other servers than TGI',
			'chat-completion',
			{ toolPrompt: 'x' },
			chatOf(null),
			{},
			/'Tool Prompt' may have been ignored/,
		],
		[
			'I4: by TEI, where the choice is None',
			'text-classification',
			{ functionToApply: 'none' },
			[{ label: 'x', score: 1 }],
			tei,
			/'Function to Apply' had no effect/,
		],
		[
			'I4: by a community image',
			'image-to-image',
			{ guidanceScale: 7, negativePrompt: 'x', numInferenceSteps: 9, targetSize: { width: 8, height: 8 } },
			[],
			community,
			/'Guidance Scale', 'Negative Prompt', 'Number of Inference Steps', 'Target Size' had no effect/,
		],
		[
			'I4: by a community image',
			'text-generation',
			{ maxNewTokens: 20, temperature: 0.5 },
			[{ generated_text: 'x' }],
			community,
			/'Max New Tokens', 'Temperature' had no effect.*community image/,
		],
		[
			'by a server that makes fewer answers',
			'chat-completion',
			{ n: 3 },
			chatOf(null, 2),
			{},
			/'Number of Answers' had no effect: the server returned 2 instead of 3/,
		],
	])('%s: %s %j', (_server, task, values, json, headers, words) => {
		expect(hintsFor(task, values, json, headers)).toMatch(words);
	});
});

describe('no hint is given', () => {
	it.each<[string, string, TaskArguments, JsonValue, IncomingHttpHeaders]>([
		['where nothing was set', 'feature-extraction', { text: 'x' }, [[[1, 2]]], {}],
		[
			'I4: where a community image reads it',
			'text-to-image',
			{ guidanceScale: 7, negativePrompt: 'x', numInferenceSteps: 9, height: 64, width: 64 },
			[],
			community,
		],
		['where TEI reads it', 'feature-extraction', { normalize: true, dimensions: 2 }, [[1, 2]], tei],
		['where hf-serve reads it', 'feature-extraction', { promptName: 'query' }, { embeddings: [[1, 2]] }, {}],
		[
			'where vLLM reads it',
			'text-ranking',
			{ rawScores: true, truncate: true },
			{ id: 'score-1', results: [{ index: 0, relevance_score: 1 }] },
			{},
		],
		['where TGI reads it', 'chat-completion', { toolPrompt: 'x', stop: ['y'] }, chatOf('3.3.4-sha-abc'), {}],
		[
			'where no JSON was asked for',
			'chat-completion',
			{ structuredOutput: 'none' },
			chatOf('0f8fad5b-d9cb-469f-a165-70867728950e'),
			{},
		],
		[
			'of a server that is not known',
			'text-classification',
			{ functionToApply: 'softmax', topK: 2 },
			[{ label: 'x', score: 1 }],
			{},
		],
		['where as many were made as asked for', 'chat-completion', { n: 2 }, chatOf(null, 2), {}],
	])('%s', (_why, task, values, json, headers) => {
		expect(hintsFor(task, values, json, headers)).toBe('');
	});
});
