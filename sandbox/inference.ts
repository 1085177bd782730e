import { answer, streamOf } from './answers';
import { fileOf, Refusal, type Question } from './answers/answer';
import { chatCompletion, chatEvents } from './answers/chat';
import { completionEvents, completionOf } from './answers/generation';
import { taskOf, type SandboxTask } from './catalogue';
import { asFormat } from './media/format';
import { headerOf, rootOf, sendAnswer, sendEvents, sendJson, sendText, tokenOf, type Exchange } from './exchange';
import { isKnown } from './hub';
import { findModel } from './models';
import { fieldsOf, type Fields } from './values';
import { wordsOf } from './words';

const SAME_MODELS = ['feature-extraction', 'sentence-similarity'];

/** Reads a request as a question to a task: JSON with `inputs`, or a raw file. */
export function questionOf(exchange: Exchange, task: SandboxTask): Question {
	const { body, json, method } = exchange.request;
	const contentType = headerOf(exchange, 'content-type');
	const isJson = json !== undefined && !/^(image|audio|video)\//.test(contentType);
	if (!isJson && contentType.startsWith('application/json'))
		throw new Refusal(400, { error: 'The body is not valid JSON' });
	const root = isJson ? fieldsOf(json) : {};
	return {
		task,
		inputs: root.inputs,
		parameters: fieldsOf(root.parameters),
		root,
		file: isJson ? fileOf(root) : body.length > 0 ? body : undefined,
		method,
		contentType,
		size: body.length,
	};
}

/** Sends a refusal with its own status and words; anything else goes on. */
export function sendRefusal(exchange: Exchange, error: unknown): void {
	if (!(error instanceof Refusal)) throw error;
	if (typeof error.body === 'string') sendText(exchange, error.status, error.body);
	else sendJson(exchange, error.status, error.body);
}

function computeHeaders(question: Question): Record<string, string> {
	const characters = wordsOf(JSON.stringify(question.inputs ?? '')).length;
	return { 'x-compute-type': 'sandbox', 'x-compute-time': '0.001', 'x-compute-characters': String(characters) };
}

async function answerTask(exchange: Exchange, task: SandboxTask): Promise<void> {
	const question = questionOf(exchange, task);
	const events = streamOf(question);
	if (events !== undefined) return await sendEvents(exchange, events);
	// Without a word on the format the service answers in JPEG.
	const format = headerOf(exchange, 'accept').includes('image/png') ? 'png' : 'jpeg';
	const found = answer(question);
	const isImage = 'media' in found && found.type.startsWith('image/');
	sendAnswer(exchange, isImage ? asFormat(found, format) : found, computeHeaders(question));
}

/** Chat in OpenAI's form, whole or as events; `own` is what a program puts in the place of what was sent. */
export async function answerChat(exchange: Exchange, own: Fields = {}, fingerprint?: string): Promise<void> {
	const root: Fields = { ...rootOf(exchange), ...own };
	const style = { fingerprint, toolForm: exchange.toolForm };
	if (root.stream === true) return await sendEvents(exchange, chatEvents(root, style));
	sendJson(exchange, 200, chatCompletion(root, style));
}

/** OpenAI's older completions. */
export async function answerCompletion(exchange: Exchange): Promise<void> {
	const root = rootOf(exchange);
	if (root.stream === true) return await sendEvents(exchange, completionEvents(root));
	sendJson(exchange, 200, completionOf(root));
}

/** What lies under a model or an endpoint: the task itself, or one of OpenAI's routes. */
async function serve(exchange: Exchange, task: SandboxTask, rest: string): Promise<void> {
	const { method } = exchange.request;
	if (method === 'GET' && rest === '/health') return sendText(exchange, 200, 'Ok');
	if (method === 'GET' && rest === '') return sendJson(exchange, 200, { ok: 'ok' });
	if (method !== 'POST') return sendJson(exchange, 405, { error: 'Method Not Allowed' });
	if (rest === '/v1/chat/completions') return await answerChat(exchange);
	if (rest === '/v1/completions') return await answerCompletion(exchange);
	if (rest !== '') return sendText(exchange, 404, 'Not Found');
	await answerTask(exchange, task);
}

function taskFor(model: string, wanted: string | undefined): SandboxTask {
	const own = findModel(model)?.task ?? '';
	const isSame = wanted === undefined || wanted === own || [wanted, own].every((id) => SAME_MODELS.includes(id));
	const task = isSame ? taskOf(wanted ?? own) : undefined;
	if (task === undefined)
		throw new Refusal(400, { error: `Model ${model} does not support the task ${wanted ?? own}` });
	return task;
}

const MODEL_PATH = /^\/hf-inference\/models\/(.+?)(?:\/pipeline\/([\w-]+)|(\/v1\/.+))?$/;

async function hfInference(exchange: Exchange): Promise<void> {
	const [, id = '', wanted, rest = ''] = MODEL_PATH.exec(decodeURIComponent(exchange.url.pathname)) ?? [];
	const model = findModel(id);
	const token = tokenOf(exchange);
	if (token !== '' && !isKnown(token)) return sendJson(exchange, 401, { error: 'Invalid username or password.' });
	if (model === undefined) return sendText(exchange, 404, 'Not Found', 'text/plain');
	if (!('hf-inference' in model.providers))
		return sendJson(exchange, 400, { error: 'Model not supported by provider hf-inference' });
	await serve(exchange, taskFor(id, wanted), rest);
}

async function endpoint(exchange: Exchange): Promise<void> {
	const [, id = '', rest = ''] = /^\/endpoint\/([\w-]+)(\/.*)?$/.exec(exchange.url.pathname) ?? [];
	const task = taskOf(id);
	if (tokenOf(exchange) === 'hf_invalid')
		return sendJson(exchange, 401, { error: 'Invalid credentials in Authorization header' });
	if (task === undefined) return sendText(exchange, 404, 'Not Found', 'text/plain');
	await serve(exchange, task, rest.replace(/\/$/, ''));
}

/** hf-inference and endpoint URLs; false where the path is none of them. */
export async function inference(exchange: Exchange): Promise<boolean> {
	const path = exchange.url.pathname;
	try {
		if (path.startsWith('/hf-inference/models/')) await hfInference(exchange);
		else if (path.startsWith('/endpoint/')) await endpoint(exchange);
		else return false;
	} catch (error) {
		sendRefusal(exchange, error);
	}
	return true;
}
