import type { LocalModel } from '../models';
import { invalid, Refusal } from '../refusal';
import type { Answer } from '../tasks/task';
import { sendBytes, sendJson, type Exchange } from './http';
import { hubApi } from './hubApi';
import { chatAnswer, chatEvent, embeddingAnswer, embeddingTexts } from './openAi';
import { readJson, readQuestion } from './question';

/** The task id of models that chat. */
export const CHAT = 'chat-completion';

/** What the routes need of the server. */
export interface Serving {
	readonly models: readonly LocalModel[];
	/** The model behind `/`. */
	readonly rootModel: string;
	info(): object;
	/** Has a model's engine work; `onPart` gets the pieces of what is streamed. */
	run(model: LocalModel, input: unknown, gone: AbortSignal, onPart?: (part: unknown) => void): Promise<unknown>;
}

/** A file that is the whole answer. */
export interface Media {
	readonly media: Uint8Array;
	readonly type: string;
}

interface Asking {
	readonly model: LocalModel;
	readonly task: string;
}

/** Answers one request by its path. */
export async function route(exchange: Exchange, serving: Serving): Promise<void> {
	const { method, url, response } = exchange;
	const path = decodeURIComponent(url.pathname).replace(/^\/hf-inference(?=\/)/, '');
	if (path === '/health') return sendJson(response, { status: 'ok' });
	if (path === '/info') return sendJson(response, serving.info());
	if (method === 'GET' && path === '/v1/models')
		return sendJson(response, { object: 'list', data: serving.models.map(({ id }) => ({ id, object: 'model' })) });
	if (hubApi(exchange, serving.models)) return;
	if (method !== 'POST') throw new Refusal(method === 'GET' ? 404 : 405, `There is nothing at ${method} ${path}`);
	if (path.endsWith('/v1/embeddings')) return await embed(exchange, serving);
	if (path.endsWith('/v1/chat/completions')) return await chat(exchange, serving, path);
	await pipeline(exchange, serving, askedFor(path, serving));
}

/** The model and the task that a path of the pipeline protocol names. */
function askedFor(path: string, serving: Serving): Asking {
	const ofTask = /^\/pipeline\/([\w-]+)(?:\/(.+))?$/.exec(path);
	const ofModel = /^\/models\/(.+?)(?:\/pipeline\/([\w-]+))?\/?$/.exec(path);
	const task = ofTask?.[1] ?? ofModel?.[2];
	const id = ofTask?.[2] ?? ofModel?.[1] ?? (path === '/' ? serving.rootModel : undefined);
	if (id === undefined && task === undefined) throw new Refusal(404, `There is nothing at POST ${path}`);
	const model =
		id === undefined
			? serving.models.find((candidate) => task !== undefined && task in candidate.tasks)
			: serving.models.find((candidate) => candidate.id === id);
	if (model === undefined) throw new Refusal(404, `This server has no model ${id ?? `for ${task}`}`);
	return { model, task: task ?? Object.keys(model.tasks)[0] ?? '' };
}

async function pipeline(exchange: Exchange, serving: Serving, { model, task }: Asking): Promise<void> {
	const answer: Answer | undefined = model.tasks[task];
	if (answer === undefined) throw invalid(`The model ${model.id} does not do ${task}`);
	const since = performance.now();
	const result = await answer({
		...readQuestion(exchange),
		run: async (input) => await serving.run(model, input, exchange.gone),
	});
	const { response } = exchange;
	response.setHeader('x-compute-time', ((performance.now() - since) / 1000).toFixed(3));
	response.setHeader('x-model', model.id);
	if (isMedia(result)) sendBytes(response, result.media, result.type);
	else sendJson(response, result);
}

function isMedia(result: unknown): result is Media {
	return typeof result === 'object' && result !== null && 'media' in result && result.media instanceof Uint8Array;
}

async function embed({ body, response, gone }: Exchange, serving: Serving): Promise<void> {
	const root = readJson(body);
	const asked = serving.models.find(({ id }) => id === root.model);
	const model = asked ?? serving.models.find(({ tasks }) => 'feature-extraction' in tasks);
	if (model === undefined || !('feature-extraction' in model.tasks))
		throw new Refusal(404, `The model ${String(root.model)} makes no embeddings`);
	const vectors = await serving.run(model, embeddingTexts(root), gone);
	sendJson(response, embeddingAnswer(root, model.id, vectors as number[][]));
}

async function chat({ body, response, gone }: Exchange, serving: Serving, path: string): Promise<void> {
	const root = readJson(body);
	const asked = /^\/models\/(.+)\/v1\/chat\/completions$/.exec(path)?.[1] ?? root.model;
	const chatting = serving.models.filter(({ tasks }) => CHAT in tasks);
	const model = chatting.find(({ id }) => id === asked) ?? chatting[0];
	if (model === undefined)
		throw new Refusal(404, 'This server has no language model. It gets one where the Hugging Face Hub can be reached.');
	const input = { task: CHAT, root };
	if (root.stream !== true) {
		return sendJson(response, chatAnswer(model.id, String(await serving.run(model, input, gone))));
	}
	await serving.run(model, input, gone, (part) => {
		if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/event-stream' });
		response.write(chatEvent(model.id, String(part)));
	});
	if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/event-stream' });
	response.end(`${chatEvent(model.id)}data: [DONE]\n\n`);
}
