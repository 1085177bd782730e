import { answer } from '../answers';
import { Refusal, type Answer, type Question } from '../answers/answer';
import { nameEntities } from '../answers/entities';
import { predict } from '../answers/predictions';
import { requiredText } from '../answers/answer';
import { headerOf, rootOf, sendAnswer, sendJson, type Exchange } from '../exchange';
import { answerChat, sendRefusal } from '../inference';
import { sniff } from '../media/sniff';
import { fieldsOf, isFields, listOf, textOf, textsOf } from '../values';
import { asFormat } from '../media/format';
import { callOf, fileQuestion, jsonQuestion, plainAnswer, type Call } from './common';
import { checkJson, checkChat } from './hfServeRules';
import { embeddingsAnswer } from './openai';

const MEDIA = [
	'audio-classification',
	'automatic-speech-recognition',
	'zero-shot-audio-classification',
	'image-classification',
	'image-segmentation',
	'object-detection',
	'mask-generation',
];

/** Tasks that hf-serve serves. */
export const HF_SERVE_TASKS = [
	...MEDIA,
	'zero-shot-image-classification',
	'text-to-image',
	'text-classification',
	'token-classification',
	'fill-mask',
	'zero-shot-classification',
	'text-generation',
	'feature-extraction',
	'sentence-similarity',
	'text-ranking',
	'table-question-answering',
	'chat-completion',
	'image-text-to-text',
];

const GENERATE =
	"The following `model_kwargs` are not used by the model: ['generate_kwargs'] (note: typos in the generate arguments will also show up in this list)";

function labels(question: Question): unknown {
	const { task, parameters } = question;
	const found = predict(question);
	if (task.id === 'zero-shot-image-classification') return found;
	if (task.file !== undefined) return { results: found };
	if (!task.id.startsWith('zero-shot')) return typeof parameters.top_k === 'number' ? found : found.slice(0, 1);
	return {
		sequence: requiredText(question),
		labels: found.map(({ label }) => label),
		scores: found.map(({ score }) => score),
	};
}

/** Grouped or not, both keys are there and one is null. */
function entities(question: Question): unknown {
	const { parameters } = question;
	const found = nameEntities(
		requiredText(question),
		textOf(parameters.aggregation_strategy, 'none'),
		textsOf(parameters.ignore_labels),
	);
	return found.map((one) => {
		const { entity = null, entity_group = null, score, word, start, end } = fieldsOf(one);
		return { entity, entity_group, score, word, start, end };
	});
}

function ranking(question: Question): unknown {
	const { root } = question;
	const nested = fieldsOf(question.inputs);
	const flat = { ...root, query: root.query ?? nested.query, texts: root.texts ?? root.documents ?? nested.texts };
	const found = plainAnswer({ ...question, root: { ...flat, return_text: root.return_text ?? root.return_documents } });
	return { scores: listOf(found).map((one) => ({ text: null, ...fieldsOf(one) })) };
}

function wrapped(question: Question): unknown {
	const found = plainAnswer(question);
	return isFields(found) && 'results' in found ? found : { results: found };
}

const SHAPES: Readonly<Record<string, (question: Question) => unknown>> = {
	predictions: labels,
	entities,
	ranking,
	segments: wrapped,
	detections: wrapped,
	masks: wrapped,
	transcription: (question) => ({ chunks: null, ...fieldsOf(plainAnswer(question)) }),
	table: (question) => [plainAnswer(question)],
	similarities: (question) => ({ similarities: [plainAnswer(question)] }),
	fillMask: (question) =>
		listOf(plainAnswer(question)).map((one) => ({ ...fieldsOf(one), fill_mask_output_token_str: null })),
	vectors: (question) => {
		const found = listOf(plainAnswer(question));
		return { embeddings: typeof found[0] === 'number' ? [found] : found };
	},
};

function picture(question: Question, accept: string): Answer {
	const format = /^image\/(png|jpeg|webp)$/.exec(accept)?.[1];
	if (format === undefined)
		throw new Refusal(406, { detail: 'Accept header must specify image/png, image/jpeg, or image/webp' });
	return asFormat(answer(question), format);
}

function answerOf(question: Question, accept: string): Answer {
	const { kind } = question.task.answer;
	if (kind === 'media') return picture(question, accept);
	if (kind === 'text') throw new Refusal(400, { detail: GENERATE });
	return { json: (SHAPES[kind] ?? plainAnswer)(question) };
}

function fromFile(call: Call): Answer {
	const { exchange, task } = call;
	const found = sniff(exchange.request.body)?.kind;
	if (found !== task.file)
		throw new Refusal(400, {
			detail: `Unsupported file type: expected ${task.file}/*, got ${found ?? 'application/octet-stream'}`,
		});
	if (task.id.startsWith('zero-shot')) throw new Refusal(400, { detail: 'candidate_labels are required' });
	return answerOf(fileQuestion(call), headerOf(exchange, 'accept'));
}

function fromJson(call: Call): Answer {
	const { exchange, task } = call;
	// A raw file where JSON is wanted: the real server falls over, and says so in plain text.
	if (exchange.request.json === undefined) throw new Refusal(500, 'Internal Server Error');
	const question = jsonQuestion(call);
	checkJson(question);
	if (task.file !== undefined && question.file === undefined)
		throw new Refusal(400, { detail: `Could not decode the ${task.file} in inputs` });
	return answerOf(question, headerOf(exchange, 'accept'));
}

function redirect({ exchange, task }: Call): void {
	const type = headerOf(exchange, 'content-type').split(';')[0];
	const route = type === 'application/json' ? 'json' : type === 'multipart/form-data' ? 'form' : 'file';
	exchange.response.writeHead(307, { location: `/hf-serve/${task.id}/predict-${route}` });
	exchange.response.end();
}

async function post(call: Call): Promise<void> {
	const { exchange, task, rest } = call;
	if (rest === '/v1/chat/completions') return await chat(exchange);
	if (rest === '/v1/embeddings') return sendJson(exchange, 200, embeddingsAnswer(rootOf(exchange)));
	const isRoot = ['', '/predict'].includes(rest);
	if (isRoot && MEDIA.includes(task.id)) return redirect(call);
	if (rest === '/predict-file' && MEDIA.includes(task.id)) return sendAnswer(exchange, fromFile(call));
	if (isRoot || rest === '/predict-json') return sendAnswer(exchange, fromJson(call));
	sendJson(exchange, 404, { detail: 'Not Found' });
}

/** What hf-serve generates with; all else of OpenAI's protocol is taken and left unread. */
const CHAT_READS = [
	'messages',
	'model',
	'max_tokens',
	'temperature',
	'top_p',
	'seed',
	'tools',
	'stream',
	'stream_options',
];
/** Its fingerprint is a new UUID each time; the sandbox answers the same with the same. */
const FINGERPRINT = '0f8fad5b-d9cb-469f-a165-70867728950e';

async function chat(exchange: Exchange): Promise<void> {
	const root = rootOf(exchange);
	checkChat(root);
	const unread = Object.keys(root).filter((name) => !CHAT_READS.includes(name));
	await answerChat(exchange, Object.fromEntries(unread.map((name) => [name, undefined])), FINGERPRINT);
}

/** The tasks that also have OpenAI's routes. */
const LISTED = [
	'chat-completion',
	'image-text-to-text',
	'text-generation',
	'feature-extraction',
	'sentence-similarity',
	'text-to-image',
];

function modelList({ task }: Call): unknown {
	return {
		object: 'list',
		data: [{ id: `sandbox/${task.id}`, object: 'model', created: 1_760_000_000, owned_by: 'sandbox' }],
	};
}

/** hf-serve, the toolkit's successor, at `/hf-serve/{task}`. */
export async function hfServe(exchange: Exchange): Promise<boolean> {
	const call = callOf(exchange, 'hf-serve');
	if (call === undefined) return false;
	const requestId = headerOf(exchange, 'x-request-id');
	if (requestId !== '') exchange.response.setHeader('x-request-id', requestId);
	try {
		if (!HF_SERVE_TASKS.includes(call.task.id)) sendJson(exchange, 404, { detail: 'Not Found' });
		else if (exchange.request.method === 'POST') await post(call);
		else if (call.rest === '/health') sendJson(exchange, 200, { status: 'ok' });
		else if (call.rest === '/v1/models' && LISTED.includes(call.task.id)) sendJson(exchange, 200, modelList(call));
		else if (call.rest === '') sendJson(exchange, 405, { detail: 'Method Not Allowed' });
		else sendJson(exchange, 404, { detail: 'Not Found' });
	} catch (error) {
		sendRefusal(exchange, error);
	}
	return true;
}
