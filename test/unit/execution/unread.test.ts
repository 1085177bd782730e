import type { IncomingHttpHeaders } from 'node:http';
import type { JsonValue } from '../../../nodes/shared/client/json';
import { unreadHints } from '../../../nodes/shared/inference/servers/unread';
import type { TaskArguments } from '../../../nodes/shared/tasks/task';
import { taskOf } from '../../integration/tasks/samples';

function hintsFor(task: string, values: TaskArguments, value: JsonValue, headers: IncomingHttpHeaders = {}): string {
	return unreadHints(taskOf(task), values, { kind: 'json', value }, headers).join(' ');
}

const chatOf = (system_fingerprint: JsonValue, count = 1): JsonValue => ({
	system_fingerprint,
	choices: Array.from({ length: count }, () => ({ message: { content: 'x' } })),
});
const tei = { 'x-compute-type': 'gpu+optimized', 'x-compute-tokens': '3', 'x-total-time': '1' };
const community = { 'x-compute-type': 'cpu', 'x-compute-time': '0.1', 'x-compute-characters': '3' };

describe('parameters that had no effect are told', () => {
	it.each<[string, string, TaskArguments, JsonValue, IncomingHttpHeaders, RegExp]>([
		[
			'by TEI',
			'text-classification',
			{ functionToApply: 'softmax' },
			[{ label: 'x', score: 1 }],
			tei,
			/Text Embeddings Inference.*'Function to Apply'/,
		],
		[
			'by a community image',
			'feature-extraction',
			{ normalize: true },
			[1, 2],
			community,
			/community image.*'Normalize'/,
		],
		[
			'by the toolkit, for tokens',
			'feature-extraction',
			{ truncate: true },
			[[[1, 2]]],
			{},
			/default container.*'Truncate'/,
		],
		[
			'by the toolkit, for a sentence',
			'feature-extraction',
			{ promptName: 'query' },
			{ embeddings: [1, 2] },
			{},
			/default container.*'Prompt Name'/,
		],
		[
			'by hf-serve',
			'feature-extraction',
			{ truncate: true, normalize: true },
			{ embeddings: [[1, 2]] },
			{},
			/hf-serve does, which does not read 'Truncate'$/,
		],
		[
			'by one of two, for a list',
			'feature-extraction',
			{ text: ['a', 'b'], normalize: true },
			{ embeddings: [[1], [2]] },
			{},
			/not sure that 'Normalize'/,
		],
		[
			'by a server whose vectors are longer',
			'feature-extraction',
			{ dimensions: 1 },
			[[1, 2]],
			tei,
			/'Dimensions' had no effect: .* 2 numbers instead of 1/,
		],
		[
			'by the toolkit',
			'sentence-similarity',
			{ truncate: true },
			{ similarities: [1] },
			{},
			/default container.*'Truncate'/,
		],
		[
			'by hf-serve',
			'text-ranking',
			{ rawScores: true },
			{ scores: [{ index: 0, score: 1 }] },
			{},
			/hf-serve.*'Raw Scores'/,
		],
		['by TGI', 'chat-completion', { reasoningEffort: 'low' }, chatOf('3.3.4-native'), {}, /TGI.*'Reasoning Effort'/],
		[
			'by hf-serve',
			'chat-completion',
			{ stop: ['x'] },
			chatOf('0f8fad5b-d9cb-469f-a165-70867728950e'),
			{},
			/hf-serve.*'Stop'/,
		],
		[
			'by hf-serve',
			'chat-completion',
			{ structuredOutput: 'jsonObject' },
			chatOf('0f8fad5b-d9cb-469f-a165-70867728950e'),
			{},
			/hf-serve.*'Structured Output'/,
		],
		['by Ollama', 'chat-completion', { toolChoice: 'auto' }, chatOf('fp_ollama'), {}, /Ollama.*'Tool Choice'/],
		['by others than TGI', 'chat-completion', { toolPrompt: 'x' }, chatOf(null), {}, /not sure that 'Tool Prompt'/],
		[
			'by a server that makes fewer answers',
			'chat-completion',
			{ n: 3 },
			chatOf(null, 2),
			{},
			/'Number of Answers' had no effect: the server made 2 instead of 3/,
		],
	])('%s: %s %j', (_server, task, values, json, headers, words) => {
		expect(hintsFor(task, values, json, headers)).toMatch(words);
	});
});

describe('nothing is told', () => {
	it.each<[string, string, TaskArguments, JsonValue, IncomingHttpHeaders]>([
		['where nothing was set', 'feature-extraction', { text: 'x' }, [[[1, 2]]], {}],
		['where TEI reads it', 'feature-extraction', { normalize: true, dimensions: 2 }, [[1, 2]], tei],
		['where hf-serve reads it', 'feature-extraction', { normalize: true }, { embeddings: [[1, 2]] }, {}],
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
