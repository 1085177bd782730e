import type { IDataObject } from 'n8n-workflow';
import type { Reranker } from '../../../nodes/HuggingFaceReranker/reranker';
import { fieldsOf } from '../../../sandbox/values';
import { runNode, type RunOptions } from '../support/engine';
import { useSandbox } from '../support/sandbox';
import { supply } from '../support/subNode';

const sandbox = useSandbox();
const QUERY = 'capital of France';
const TEXTS = ['Berlin is big', 'Paris is the capital of France', 'France is in Europe', 'Bread is good'];

const atUrl = (path: string) => ({ __rl: true, mode: 'url', value: `${sandbox.current().url}${path}` });

async function rank(path: string, more: IDataObject = {}, run: Partial<RunOptions> = {}) {
	const parameters = { operation: 'text-ranking', model: atUrl(path), query: QUERY, texts: TEXTS.join('\n'), ...more };
	return await runNode({ ...run, parameters });
}

const posts = () => sandbox.current().requests.filter(({ method }) => method === 'POST');
const asked = () => sandbox.current().requests.map(({ method, path }) => `${method} ${path}`);

/** Texts of an item, with their scores. */
function ranksIn([item]: readonly IDataObject[]): Array<{ sentence: string; score: number }> {
	return item?.similarities as Array<{ sentence: string; score: number }>;
}

const jina = { options: { servedModel: 'jina-reranker-v1-base-en' } };

describe.each<[program: string, root: string, more: IDataObject, paths: readonly string[]]>([
	['vLLM', '/vllm-rerank', {}, ['', '/v1', '/v1/rerank', '/v2/rerank', '/rerank', '/v1/models']],
	['infinity', '/infinity', {}, ['', '/v1', '/rerank']],
	['llama.cpp', '/llama-cpp-rerank', {}, ['', '/', '/v1', '/rerank', '/reranking', '/v1/rerank', '/v1/reranking']],
	['LocalAI', '/local-ai', jina, ['', '/v1', '/v1/rerank']],
])('%s', (_program, root, more, paths) => {
	it.each(paths)('ranks texts, pasted as its address and "%s"', async (path) => {
		const { json, error } = await rank(root + path, more);
		expect(error).toBeUndefined();
		expect(json).toEqual([{ sentence: TEXTS[1], score: expect.any(Number), similarities: expect.any(Array) }]);
		expect(ranksIn(json).map(({ sentence }) => sentence)).toEqual(TEXTS);
		expect(ranksIn(json).every(({ score }) => typeof score === 'number')).toBe(true);
	});

	it('is asked in its own form at once from the second item on', async () => {
		const items = Array.from({ length: 4 }, () => ({ json: {} }));
		const options = { ...(more.options as IDataObject | undefined), maxConcurrency: 1 };
		const { error } = await rank(root, { ...more, options }, { items });
		expect(error).toBeUndefined();
		const [last = ''] = asked().slice(-1);
		expect(asked().slice(-4)).toEqual([last, last, last, last]);
		expect(asked().length).toBeLessThanOrEqual(7);
	});

	it('cuts the ranking to Top N, in the order of the texts', async () => {
		const { json, error } = await rank(root, { ...more, parameters: { topN: 2 } });
		expect(error).toBeUndefined();
		expect(ranksIn(json).map(({ sentence }) => sentence)).toEqual([TEXTS[1], TEXTS[2]]);
		expect(posts().at(-1)?.json).toMatchObject({ top_n: 2, documents: TEXTS });
	});

	it('makes items of the ranking with Split Results', async () => {
		const options = { ...(more.options as IDataObject | undefined), splitResults: true };
		const { json } = await rank(root, { options, parameters: { topN: 2 } });
		expect(json.map(({ sentence }) => sentence)).toEqual([TEXTS[1], TEXTS[2]]);
	});

	it('ranks the documents of a vector store', async () => {
		const { response } = await supply<Reranker>({
			name: 'huggingFaceReranker',
			parameters: { model: atUrl(root), authentication: 'none', topN: 2, ...more },
		});
		const documents = TEXTS.map((pageContent) => ({ pageContent }));
		const best = await response.compressDocuments(documents, QUERY);
		expect(best.map(({ pageContent }) => pageContent)).toEqual([TEXTS[1], TEXTS[2]]);
		expect(fieldsOf(posts().at(-1)?.json)).not.toHaveProperty('top_n');
	});
});

describe("a gateway of Cohere's", () => {
	const credential = () => ({ accessToken: 'own-key', endpointUrl: `${sandbox.current().url}/cohere-rerank` });
	const named = { options: { servedModel: 'rerank-v3.5' } };

	it.each(['', '/v1', '/v2/rerank'])('ranks texts, pasted as its address and "%s"', async (path) => {
		const { json, error } = await rank(`/cohere-rerank${path}`, named, { credential: credential() });
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ sentence: TEXTS[1] }]);
		expect(posts().at(-1)?.headers.authorization).toBe('Bearer own-key');
	});

	it('without a model says that one is required', async () => {
		const { error } = await rank('/cohere-rerank/v2/rerank', {}, { credential: credential() });
		expect(error?.message).toContain('model is required');
	});
});

describe("Hugging Face's own servers", () => {
	it.each(['/tei/reranker', '/tei/reranker/rerank', '/toolkit/text-ranking', '/hf-serve/text-ranking'])(
		'%s gets its form in one request, and no question',
		async (path) => {
			const { json, error } = await rank(path);
			expect(error).toBeUndefined();
			expect(json).toMatchObject([{ sentence: TEXTS[1] }]);
			expect(asked()).toEqual([`POST ${path}`]);
			expect(posts()[0]?.json).toMatchObject({ query: QUERY, texts: TEXTS, inputs: { query: QUERY, texts: TEXTS } });
		},
	);

	it.each(['/tei/reranker', '/toolkit/text-ranking', '/hf-serve/text-ranking'])(
		'%s has its ranking cut to Top N by the node',
		async (path) => {
			const { json } = await rank(path, { parameters: { topN: 1 } });
			expect(ranksIn(json).map(({ sentence }) => sentence)).toEqual([TEXTS[1]]);
		},
	);
});

it("Text Embeddings Inference's refusal of a value at an address of both protocols stays the error", async () => {
	sandbox.current().respond(({ path }, response) => {
		if (path !== '/tei/reranker/rerank') return false;
		const words = { error: '`query` cannot be empty', error_type: 'validation' };
		response.writeHead(422, { 'content-type': 'application/json' }).end(JSON.stringify(words));
		return true;
	});
	const { error } = await rank('/tei/reranker/rerank');
	expect(error?.message).toContain('`query` cannot be empty');
	expect(posts()).toHaveLength(1);
});

it('vLLM without a model in the request answers with its only one', async () => {
	await rank('/vllm-rerank/v1');
	expect(asked()).toEqual(['POST /vllm-rerank/v1/rerank']);
	expect(posts()[0]?.json).not.toHaveProperty('model');
});

it('LocalAI without a model names those it holds, the rerankers first', async () => {
	const { error } = await rank('/local-ai');
	expect(error?.description).toMatch(/'Served Model' in 'Options' to one of: jina-reranker-v1-base-en, /);
});

it('llama.cpp without --reranking says how to start it', async () => {
	const { error } = await rank('/llama-cpp/v1/rerank');
	expect(error?.message).toContain('Start it with `--reranking`');
});

it('raw scores reach vLLM and infinity', async () => {
	for (const path of ['/vllm-rerank', '/infinity']) {
		const { json, hints } = await rank(path, { parameters: { rawScores: true } });
		expect(ranksIn(json).some(({ score }) => score < 0 || score > 1)).toBe(true);
		expect(hints).toEqual([]);
	}
});

it.each([
	['/llama-cpp-rerank', /'Raw Scores', 'Truncate' had no effect: this server is llama\.cpp/],
	['/llama-cpp-rerank/rerank', /'Raw Scores', 'Truncate' had no effect: this server is llama\.cpp/],
	['/infinity', /'Truncate' had no effect: this server is infinity/],
])('%s: a hint names the parameters without effect', async (path, words) => {
	const { hints } = await rank(path, { parameters: { rawScores: true, truncate: true } });
	expect(hints.map(({ message }) => message).join(' ')).toMatch(words);
});
