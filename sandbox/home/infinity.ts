import { Refusal } from '../answers/answer';
import { sendJson, type Exchange } from '../exchange';
import { embeddingsAnswer } from '../dialects/openai';
import { listOf, numberOf, textOf, type Fields } from '../values';
import { fastApiBody, fastApiMissing, missingField, requiredString, unprocessable } from './program';
import type { Handler, Program } from './program';
import { rankTokens, ranked } from './ranks';

const MODELS = ['mixedbread-ai/mxbai-rerank-xsmall-v1', 'BAAI/bge-small-en-v1.5'];
const UNNAMED = 'default/not-specified';

function engineFor(root: Fields, held: string | undefined): string {
	const model = textOf(root.model, UNNAMED);
	if (model !== UNNAMED && !MODELS.includes(model)) {
		const names = MODELS.map((name) => `'${name}'`).join(', ');
		const message = `Invalid model: Engine for model name \`${model}\` not found. Available model names are [${names}]`;
		throw new Refusal(400, { error: { message, type: null, param: null, code: 400 } });
	}
	return model === UNNAMED ? (held ?? '') : model;
}

/** A list of texts: not empty, strings alone. */
function textsIn(root: Fields, name: string): string[] {
	const value = root[name];
	if (value === undefined) return missingField(name, root);
	if (!Array.isArray(value)) return unprocessable('list_type', [name], 'Input should be a valid list', value);
	if (value.length === 0)
		unprocessable('too_short', [name], 'List should have at least 1 item after validation, not 0', value);
	const wrong = value.findIndex((text) => typeof text !== 'string');
	if (wrong >= 0) unprocessable('string_type', [name, String(wrong)], 'Input should be a valid string', value[wrong]);
	return value.map(String);
}

/** Source: infinity, infinity_emb/fastapi_schemas/pymodels.py. `document` is a text, and null unless it is asked for. */
const rerank: Handler = (exchange) => {
	const root = fastApiBody(exchange);
	const query = requiredString(root, 'query');
	const texts = textsIn(root, 'documents');
	const { top_n: topN } = root;
	if (typeof topN === 'number' && topN <= 0)
		unprocessable('greater_than', ['top_n'], 'Input should be greater than 0', topN);
	const model = engineFor(root, MODELS[0]);
	const found = ranked(query, texts, numberOf(topN, texts.length), root.raw_scores === true);
	const results = found.map(({ index, score, text }) => ({
		...{ relevance_score: score, index, document: root.return_documents === true ? text : null },
	}));
	const used = rankTokens(query, texts);
	const usage = { prompt_tokens: used, total_tokens: used };
	sendJson(exchange, 200, { object: 'rerank', results, model, usage, id: 'infinity-sandbox', created: 1_760_000_000 });
};

function embeddings(exchange: Exchange): void {
	const root = fastApiBody(exchange);
	const texts = typeof root.input === 'string' ? [root.input] : textsIn(root, 'input');
	sendJson(exchange, 200, embeddingsAnswer({ ...root, input: listOf(texts), model: engineFor(root, MODELS[1]) }));
}

/** infinity: embeddings and reranking without `/v1`. */
export const infinity: Program = {
	routes: {
		'GET /health': (exchange) => sendJson(exchange, 200, { unix: 1_760_000_000 }),
		'GET /models': (exchange) => {
			const data = MODELS.map((id) => ({ id, object: 'model', owned_by: 'infinity', backend: 'torch', created: 0 }));
			sendJson(exchange, 200, { data, object: 'list' });
		},
		'POST /rerank': rerank,
		'POST /embeddings': embeddings,
	},
	missing: fastApiMissing,
};
