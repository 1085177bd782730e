import { Refusal } from '../answers/answer';
import { rootOf, sendJson, type Exchange } from '../exchange';
import { answerChat } from '../inference';
import { embeddingsAnswer } from '../dialects/openai';
import { listOf, numberOf, textOf } from '../values';
import type { Handler, Program } from './program';
import { rankTokens, ranked } from './ranks';

/** llama.cpp's error body. Source: llama.cpp, tools/server. */
function refuse(code: number, type: string, message: string): never {
	throw new Refusal(code, { error: { code, message, type } });
}

function invalid(message: string): never {
	return refuse(400, 'invalid_request_error', message);
}

const notReranking: Handler = () =>
	refuse(501, 'not_supported_error', 'This server does not support reranking. Start it with `--reranking`');

/** A body with `texts` is answered in TEI's form, any other one in Jina's. Scores are not between 0 and 1. */
const rerank: Handler = (exchange) => {
	const root = rootOf(exchange);
	const query = root.query ?? invalid('"query" must be provided');
	if (typeof query !== 'string') return invalid('"query" must be a string');
	const texts = listOf(root.documents ?? root.texts);
	if (texts.length === 0) invalid('"documents" must be a non-empty string array');
	if (!texts.every((text) => typeof text === 'string'))
		refuse(500, 'server_error', '[json.exception.type_error.302] type must be string, but is object');
	const found = ranked(query, texts.map(String), numberOf(root.top_n, texts.length), true);
	if (root.texts !== undefined) {
		const withText = root.return_text === true;
		return sendJson(
			exchange,
			200,
			found.map(({ index, score, text }) => ({ index, score, ...(withText ? { text } : {}) })),
		);
	}
	const used = rankTokens(query, texts.map(String));
	const results = found.map(({ index, score }) => ({ index, relevance_score: score }));
	const usage = { prompt_tokens: used, total_tokens: used };
	sendJson(exchange, 200, { model: textOf(root.model, 'model.gguf'), object: 'list', usage, results });
};

function list(exchange: Exchange): void {
	const meta = { n_vocab: 32_000, n_ctx_train: 8192 };
	const data = [{ id: 'model.gguf', object: 'model', created: 1_760_000_000, owned_by: 'llamacpp', meta }];
	sendJson(exchange, 200, { models: [{ name: 'model.gguf', model: 'model.gguf' }], object: 'list', data });
}

/** Every answer names the program. Source: llama.cpp, tools/server/server-http.cpp. */
function named(handler: Handler): Handler {
	return async (exchange) => {
		exchange.response.setHeader('server', 'llama.cpp');
		await handler(exchange);
	};
}

function program(ranks: Handler, more: Program['routes']): Program {
	const paths = ['/rerank', '/reranking', '/v1/rerank', '/v1/reranking'];
	const routes: Program['routes'] = {
		'GET /health': (exchange) => sendJson(exchange, 200, { status: 'ok' }),
		'GET /v1/models': list,
		'GET /models': list,
		...Object.fromEntries(paths.map((path) => [`POST ${path}`, ranks])),
		...more,
	};
	return {
		routes: Object.fromEntries(Object.entries(routes).map(([route, handler]) => [route, named(handler)])),
		missing: named(() => refuse(404, 'not_found_error', 'File Not Found')),
	};
}

/** llama.cpp's server with a chat model, and with a reranker (`--reranking`). */
export const llamaCpp: Readonly<Record<string, Program>> = {
	'llama-cpp': program(notReranking, {
		'POST /v1/chat/completions': async (exchange) => await answerChat(exchange),
		'POST /v1/embeddings': (exchange) => sendJson(exchange, 200, embeddingsAnswer(rootOf(exchange))),
	}),
	'llama-cpp-rerank': program(rerank, {}),
};
