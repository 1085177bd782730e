import { answer } from '../answers';
import { Refusal } from '../answers/answer';
import { rootOf, sendAnswer, sendBytes, sendJson, type Exchange } from '../exchange';
import { answerChat, answerCompletion } from '../inference';
import { embeddingsAnswer } from '../dialects/openai';
import { fieldsOf, textOf } from '../values';
import { answerFor, formFile, modelAt, questionFor } from './body';
import { addJob, addressOf } from './jobs';

/** Where each provider has OpenAI's routes; `/v1` where nothing is said. */
const PREFIXES: Readonly<Record<string, string>> = {
	cohere: '/compatibility/v1',
	deepinfra: '/v1/openai',
	'fireworks-ai': '/inference/v1',
	groq: '/openai/v1',
	novita: '/v3/openai',
	'zai-org': '/api/paas/v4',
};

const PROVIDERS = [
	'baseten',
	'cerebras',
	'cohere',
	'deepinfra',
	'fal-ai',
	'featherless-ai',
	'fireworks-ai',
	'groq',
	'novita',
	'nscale',
	'openai',
	'ovhcloud',
	'publicai',
	'replicate',
	'scaleway',
	'together',
	'wavespeed',
	'zai-org',
];

export function isProvider(name: string): boolean {
	return PROVIDERS.includes(name);
}

function pictures(exchange: Exchange, provider: string): void {
	const root = rootOf(exchange);
	const made = answerFor(exchange, provider, textOf(root.model)).answer;
	if (!('media' in made))
		throw new Refusal(400, { error: { message: 'This model makes no pictures', type: 'invalid_request_error' } });
	const job = addJob(exchange, provider, made);
	const one =
		root.response_format === 'url' ? { url: addressOf(exchange, job) } : { b64_json: made.media.toString('base64') };
	sendJson(exchange, 200, { id: job.id, model: root.model, object: 'list', data: [{ index: 0, ...one }] });
}

function transcription(exchange: Exchange): void {
	const file = formFile(exchange);
	if (file === undefined)
		throw new Refusal(415, {
			error: { message: 'A multipart form with an audio file is needed', type: 'invalid_request_error' },
		});
	const found = answer({
		...questionFor(exchange, 'automatic-speech-recognition', {}),
		file,
		parameters: { return_timestamps: true },
	});
	const { text, chunks } = fieldsOf('json' in found ? found.json : {});
	const segments = (Array.isArray(chunks) ? chunks : []).map((chunk: unknown, id) => {
		const { text: words, timestamp } = fieldsOf(chunk);
		const [start, end] = Array.isArray(timestamp) ? timestamp : [];
		return { id, start, end, text: words };
	});
	sendJson(exchange, 200, { text, segments });
}

function speech(exchange: Exchange, provider: string): void {
	const made = answerFor(exchange, provider, textOf(rootOf(exchange).model)).answer;
	if ('media' in made) sendBytes(exchange, 200, made.type, made.media);
	else sendAnswer(exchange, made);
}

function checkModel(exchange: Exchange, provider: string): void {
	const model = textOf(rootOf(exchange).model);
	if (modelAt(provider, model) !== undefined) return;
	throw new Refusal(404, {
		error: {
			message: `The model \`${model}\` does not exist`,
			type: 'invalid_request_error',
			param: 'model',
			code: 'model_not_found',
		},
	});
}

/** Providers that answer at once, in OpenAI's form; false where the path is none of it. */
export async function syncProvider(exchange: Exchange, provider: string, path: string): Promise<boolean> {
	const prefix = PREFIXES[provider] ?? '/v1';
	if (!path.startsWith(`${prefix}/`)) return false;
	const route = path.slice(prefix.length);
	if (['/chat/completions', '/completions', '/embeddings'].includes(route)) checkModel(exchange, provider);
	if (route === '/chat/completions') await answerChat(exchange);
	else if (route === '/completions') await answerCompletion(exchange);
	else if (route === '/embeddings') sendJson(exchange, 200, embeddingsAnswer(rootOf(exchange)));
	else if (route === '/images/generations') pictures(exchange, provider);
	else if (route === '/audio/speech') speech(exchange, provider);
	else if (route === '/audio/transcriptions') transcription(exchange);
	else return false;
	return true;
}
