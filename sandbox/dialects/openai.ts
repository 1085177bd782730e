import { rootOf, sendJson, type Exchange } from '../exchange';
import { answerChat, answerCompletion, sendRefusal } from '../inference';
import { clamp, numberOf, textOf, type Fields } from '../values';
import { tokensOf, vectorOf } from '../words';
import { DIMENSIONS } from '../answers/vectors';
import { Refusal } from '../answers/answer';

/** The models of the server that holds several. */
const MODELS = ['sandbox/chat', 'sandbox/embed'] as const;

function refuse(status: number, message: string, type: string): never {
	throw new Refusal(status, { object: 'error', message, type, param: null, code: status });
}

/** Floats as the protocol's base64: little endian, four bytes each. */
function packed(vector: readonly number[]): string {
	const bytes = Buffer.alloc(vector.length * 4);
	vector.forEach((value, index) => bytes.writeFloatLE(value, index * 4));
	return bytes.toString('base64');
}

/** OpenAI's embeddings for a request body. */
export function embeddingsAnswer(root: Fields): Fields {
	const { input } = root;
	const texts = (Array.isArray(input) ? input : [input]).map(String);
	const dimensions = clamp(numberOf(root.dimensions, DIMENSIONS), 1, 4096);
	const data = texts.map((text, index) => {
		const vector = vectorOf(text, dimensions);
		return { object: 'embedding', index, embedding: root.encoding_format === 'base64' ? packed(vector) : vector };
	});
	const used = texts.reduce((sum, text) => sum + tokensOf(text).length, 0);
	return {
		id: 'embd-sandbox',
		object: 'list',
		created: 1_760_000_000,
		model: textOf(root.model, MODELS[1]),
		data,
		usage: { prompt_tokens: used, total_tokens: used },
	};
}

function checkModel(root: Fields): void {
	const model = textOf(root.model);
	if (MODELS.some((known) => known === model)) return;
	if (model === '') refuse(400, 'model is required', 'BadRequestError');
	refuse(404, `The model \`${model}\` does not exist.`, 'NotFoundError');
}

function checkChat(root: Fields): void {
	if (!Array.isArray(root.messages))
		refuse(400, "[{'type': 'missing', 'loc': ('body', 'messages'), 'msg': 'Field required'}]", 'BadRequestError');
	if (root.stream !== true && root.stream_options !== undefined)
		refuse(400, 'Stream options can only be defined when `stream=True`.', 'BadRequestError');
	const most = root.max_tokens;
	if (typeof most === 'number' && most < 1)
		refuse(400, `max_tokens must be at least 1, got ${most}.`, 'BadRequestError');
}

async function post(exchange: Exchange, path: string, holdsSeveral: boolean): Promise<void> {
	const root = rootOf(exchange);
	if (exchange.request.json === undefined) refuse(400, 'There was an error parsing the body', 'BadRequestError');
	if (holdsSeveral && ['/chat/completions', '/completions', '/embeddings'].includes(path)) checkModel(root);
	if (path === '/chat/completions') {
		checkChat(root);
		return await answerChat(exchange);
	}
	if (path === '/completions') return await answerCompletion(exchange);
	if (path !== '/embeddings') return sendJson(exchange, 404, { detail: 'Not Found' });
	if (root.input === undefined)
		refuse(400, "[{'type': 'missing', 'loc': ('body', 'input'), 'msg': 'Field required'}]", 'BadRequestError');
	sendJson(exchange, 200, embeddingsAnswer(root));
}

function modelList(holdsSeveral: boolean): Fields {
	const ids = holdsSeveral ? MODELS : MODELS.slice(0, 1);
	return {
		object: 'list',
		data: ids.map((id) => ({ id, object: 'model', created: 1_760_000_000, owned_by: 'sandbox', max_model_len: 8192 })),
	};
}

/** A server at home that speaks OpenAI's protocol: at `/openai` with two models, at `/openai-one` with one that it does not ask for. */
export async function openai(exchange: Exchange): Promise<boolean> {
	const [, several, rest = ''] = /^\/(openai|openai-one)(\/.*)?$/.exec(exchange.url.pathname) ?? [];
	if (several === undefined) return false;
	const { method } = exchange.request;
	try {
		if (method === 'GET' && rest === '/v1/models') sendJson(exchange, 200, modelList(several === 'openai'));
		else if (method === 'GET' && rest === '/health') sendJson(exchange, 200, {});
		else if (method === 'POST' && rest.startsWith('/v1/')) await post(exchange, rest.slice(3), several === 'openai');
		else sendJson(exchange, 404, { detail: 'Not Found' });
	} catch (error) {
		sendRefusal(exchange, error);
	}
	return true;
}
