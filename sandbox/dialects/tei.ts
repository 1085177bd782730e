import { Refusal } from '../answers/answer';
import { predict } from '../answers/predictions';
import { rank } from '../answers/ranking';
import { compare } from '../answers/similarities';
import { DIMENSIONS, truncated } from '../answers/vectors';
import { taskOf } from '../catalogue';
import { rootOf, sendAnswer, sendJson, sendText, type Exchange } from '../exchange';
import { sendRefusal } from '../inference';
import { clamp, listOf, numberOf, textOf, type Fields } from '../values';
import { tokensOf, vectorOf } from '../words';
import { serdeType } from './common';
import { embeddingsAnswer } from './openai';
import { checkBody, deserializeError } from './tgiRules';

const MOST_AT_ONCE = 32;
const LONGEST = 512;

type ModelType = 'embeddings' | 'reranker' | 'classifier' | 'similarity';

function checkBatch(count: number): void {
	if (count === 0) throw new Refusal(400, { error: '`inputs` cannot be empty', error_type: 'empty' });
	if (count <= MOST_AT_ONCE) return;
	throw new Refusal(413, {
		error: `batch size ${count} > maximum allowed batch size ${MOST_AT_ONCE}`,
		error_type: 'validation',
	});
}

function checkLength(text: string, truncate: boolean): void {
	const count = tokensOf(text).length;
	if (text === '') throw new Refusal(400, { error: '`inputs` cannot be empty', error_type: 'empty' });
	if (truncate || count <= LONGEST) return;
	throw new Refusal(413, {
		error: `Input validation error: \`inputs\` must have less than ${LONGEST} tokens. Given: ${count}`,
		error_type: 'validation',
	});
}

function cut(root: Fields, text: string): string {
	checkLength(text, root.truncate === true);
	return root.truncate === true ? truncated(text, textOf(root.truncation_direction, 'right')) : text;
}

function embed(exchange: Exchange, root: Fields): unknown {
	const { inputs } = root;
	if (inputs === undefined) deserializeError(exchange, 'missing field `inputs`');
	const texts: unknown[] = Array.isArray(inputs) ? inputs : [inputs];
	if (texts.some((text) => typeof text !== 'string'))
		deserializeError(exchange, 'inputs: data did not match any variant of untagged enum Input');
	checkBatch(texts.length);
	const dimensions = clamp(numberOf(root.dimensions, DIMENSIONS), 1, DIMENSIONS);
	const prompt = typeof root.prompt_name === 'string' ? `${root.prompt_name}: ` : '';
	return texts.map((text) => vectorOf(prompt + cut(root, String(text)), dimensions, root.normalize !== false));
}

const EXPECTED =
	'a string, a pair of strings [string, string] or a batch of mixed strings and pairs [[string], [string, string], ...]';

/** One text or one pair, as a list of one or two. */
function sequenceOf(exchange: Exchange, value: unknown): string {
	const parts = listOf(value);
	if (!parts.every((part) => typeof part === 'string'))
		deserializeError(exchange, `inputs: invalid type: ${serdeType(value)}, expected a sequence`);
	if (parts.length < 1 || parts.length > 2)
		deserializeError(exchange, `inputs: invalid length ${parts.length}, expected ${EXPECTED}`);
	return parts.map(String).join(' ');
}

function label(root: Fields, text: string): unknown {
	const task = taskOf('text-classification') ?? { id: 'text-classification', answer: { kind: 'predictions' } };
	const parameters = root.raw_scores === true ? { function_to_apply: 'none' } : {};
	return predict({
		task,
		inputs: cut(root, text),
		parameters,
		root,
		method: 'POST',
		contentType: 'application/json',
		size: 0,
	});
}

/** Two texts in a list are one pair, and get the labels of one. */
function classify(exchange: Exchange, root: Fields): unknown {
	const { inputs } = root;
	if (inputs === undefined) deserializeError(exchange, 'missing field `inputs`');
	if (typeof inputs === 'string') return label(root, inputs);
	if (!Array.isArray(inputs))
		return deserializeError(exchange, `inputs: invalid type: ${serdeType(inputs)}, expected ${EXPECTED}`);
	const isSequence = inputs.length === 0 || typeof inputs[0] === 'string';
	if (isSequence) return label(root, sequenceOf(exchange, inputs.length > 3 ? inputs.slice(0, 3) : inputs));
	checkBatch(inputs.length);
	return inputs.map((one: unknown) => label(root, sequenceOf(exchange, one)));
}

function rerank(exchange: Exchange, root: Fields): unknown {
	const { query, texts } = root;
	if (typeof query !== 'string')
		return deserializeError(
			exchange,
			query === undefined ? 'missing field `query`' : `query: invalid type: ${serdeType(query)}, expected a string`,
		);
	if (!Array.isArray(texts))
		return deserializeError(
			exchange,
			texts === undefined ? 'missing field `texts`' : `texts: invalid type: ${serdeType(texts)}, expected a sequence`,
		);
	checkBatch(texts.length);
	const kept = texts.map((text: unknown) => cut(root, String(text)));
	return rank(query, kept, { raw: root.raw_scores === true, withText: root.return_text === true });
}

function similar(exchange: Exchange, root: Fields): unknown {
	if (root.inputs === undefined) deserializeError(exchange, 'missing field `inputs`');
	return compare(root.inputs);
}

type Handler = (exchange: Exchange, root: Fields) => unknown;

const HANDLERS: Readonly<Record<ModelType, Handler>> = {
	embeddings: embed,
	reranker: rerank,
	classifier: classify,
	similarity: similar,
};
const PATHS: Readonly<Record<string, ModelType>> = {
	'/embed': 'embeddings',
	'/predict': 'classifier',
	'/rerank': 'reranker',
	'/similarity': 'similarity',
};

function isKind(type: ModelType, wanted: ModelType): boolean {
	return type === wanted || [type, wanted].every((one) => one === 'embeddings' || one === 'similarity');
}

function post(exchange: Exchange, type: ModelType, path: string): void {
	checkBody(exchange);
	const root = rootOf(exchange);
	const isEmbedding = isKind(type, 'embeddings');
	if (path === '/v1/embeddings' || path === '/embeddings') {
		if (root.input === undefined) deserializeError(exchange, 'missing field `input`');
		checkBatch(Array.isArray(root.input) ? root.input.length : 1);
		if (isEmbedding) return sendJson(exchange, 200, embeddingsAnswer(root));
	}
	const wanted = path === '' ? type : PATHS[path];
	if (wanted === undefined) return sendText(exchange, 404, '');
	if (!isKind(type, wanted))
		throw new Refusal(424, {
			error: `model is not ${wanted === 'embeddings' ? 'an embedding' : `a ${wanted}`} model`,
			error_type: 'backend',
		});
	sendAnswer(
		exchange,
		{ json: HANDLERS[wanted](exchange, root) },
		{ 'x-compute-type': 'sandbox', 'x-compute-tokens': '1' },
	);
}

const MODEL_TYPES: Readonly<Record<ModelType, Fields>> = {
	embeddings: { embedding: { pooling: 'mean' } },
	similarity: { embedding: { pooling: 'mean' } },
	reranker: { reranker: { id2label: { '0': 'LABEL_0' }, label2id: { LABEL_0: 0 } } },
	classifier: {
		classifier: { id2label: { '0': 'NEGATIVE', '1': 'POSITIVE' }, label2id: { NEGATIVE: 0, POSITIVE: 1 } },
	},
};

function infoOf(type: ModelType): Fields {
	return {
		model_id: `sandbox/${type}`,
		model_sha: '0'.repeat(40),
		model_dtype: 'float32',
		served_model_name: `sandbox/${type}`,
		model_type: MODEL_TYPES[type],
		max_concurrent_requests: 512,
		max_input_length: LONGEST,
		max_batch_tokens: 16_384,
		max_batch_requests: null,
		max_client_batch_size: MOST_AT_ONCE,
		auto_truncate: false,
		tokenization_workers: 2,
		version: '1.8.2',
		sha: null,
		docker_label: null,
	};
}

/** text-embeddings-inference, at `/tei/{embeddings|similarity|reranker|classifier}`. */
export function tei(exchange: Exchange): boolean {
	const [, name = '', rest = ''] = /^\/tei\/(\w+)(\/.*)?$/.exec(exchange.url.pathname) ?? [];
	const type = (['embeddings', 'reranker', 'classifier', 'similarity'] as const).find((known) => known === name);
	if (type === undefined) return false;
	const path = rest.replace(/\/$/, '');
	try {
		if (exchange.request.method === 'POST') post(exchange, type, path);
		else if (path === '/info') sendJson(exchange, 200, infoOf(type));
		else sendText(exchange, ['', '/health'].includes(path) ? 200 : 404, '');
	} catch (error) {
		sendRefusal(exchange, error);
	}
	return true;
}
