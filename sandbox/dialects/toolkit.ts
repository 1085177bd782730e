import { answer } from '../answers';
import { nameEntities } from '../answers/entities';
import { predict } from '../answers/predictions';
import { generationOf } from '../answers/generation';
import { refuse, requiredText, type Answer, type Question } from '../answers/answer';
import type { SandboxTask } from '../catalogue';
import { headerOf, sendAnswer, sendText, type Exchange } from '../exchange';
import { sendRefusal } from '../inference';
import { tuneOf } from '../media/wav';
import { fieldsOf, listOf, textOf, textsOf, type Fields } from '../values';
import { tokensOf, vectorOf } from '../words';
import { asFormat } from '../media/format';
import { callOf, fileQuestion, jsonOf, jsonQuestion, plainAnswer, type Call } from './common';
import { checkJson, checkMediaType } from './toolkitRules';

/** The toolkit's names of its own for sentence models. */
const OWN_TASKS: Readonly<Record<string, SandboxTask>> = {
	'sentence-embeddings': { id: 'sentence-embeddings', answer: { kind: 'vectors' } },
	'sentence-ranking': { id: 'text-ranking', answer: { kind: 'ranking' } },
};

/** What neither Transformers nor Diffusers has a pipeline for, in this container. */
const NOT_SERVED = [
	'conversational',
	'chat-completion',
	'image-text-to-text',
	'image-text-to-image',
	'audio-to-audio',
	'custom-request',
];
const NOT_SERVED_ENDINGS = /^tabular-|-to-video$/;
const TENSORS = ['depth-estimation', 'mask-generation'];

function each(question: Question, make: (single: Question) => unknown): unknown {
	const { inputs } = question;
	return Array.isArray(inputs)
		? inputs.map((single: unknown) => make({ ...question, inputs: single }))
		: make(question);
}

/** The best label alone, unless `top_k` asks for more. */
function labels(question: Question): unknown {
	const found = Array.isArray(question.inputs)
		? question.inputs.map((inputs: unknown) => predict({ ...question, inputs }))
		: [predict(question)];
	const hasTopK = typeof question.parameters.top_k === 'number';
	if (!hasTopK) return found.map((list) => list[0]);
	return Array.isArray(question.inputs) ? found : found[0];
}

function zeroShot(question: Question): unknown {
	return each(question, (single) => {
		const found = predict(single);
		return {
			sequence: requiredText(single),
			labels: found.map(({ label }) => label),
			scores: found.map(({ score }) => score),
		};
	});
}

function predictions(question: Question): unknown {
	const { task, parameters } = question;
	if (task.file === undefined)
		return 'candidate_labels' in parameters || task.id.startsWith('zero-shot') ? zeroShot(question) : labels(question);
	// A text is a list of its signs to Python: labels that come as text fall apart.
	const wanted =
		typeof parameters.candidate_labels === 'string' ? [...parameters.candidate_labels] : parameters.candidate_labels;
	return predict(
		wanted === undefined ? question : { ...question, parameters: { ...parameters, candidate_labels: wanted } },
	);
}

const MOST_TOKENS = 32;

/** One vector for each token, as a model without pooling gives them. */
function tokenVectors(text: string): Array<Array<readonly number[]>> {
	return [
		tokensOf(text)
			.slice(0, MOST_TOKENS)
			.map((token) => vectorOf(token)),
	];
}

function vectors(question: Question): unknown {
	const { task, inputs, file } = question;
	if (file !== undefined) return plainAnswer(question);
	if (task.id !== 'sentence-embeddings') return each(question, (single) => tokenVectors(textOf(single.inputs)));
	return {
		embeddings: Array.isArray(inputs)
			? inputs.map((text: unknown) => vectorOf(String(text)))
			: vectorOf(textOf(inputs)),
	};
}

function speech(question: Question): unknown {
	const { samples, rate } = tuneOf(requiredText(question), 4);
	return { audio: [Array.from(samples, (sample) => Number(sample.toFixed(5)))], sampling_rate: rate };
}

function picture(question: Question): Answer {
	const { parameters } = question;
	const asked = { ...fieldsOf(parameters.target_size), ...parameters };
	const isSquare = question.file !== undefined || asked.height === asked.width;
	if (!isSquare) {
		const [tall, wide] = [asked.height, asked.width].map((side) => (side === undefined ? 'None' : String(side)));
		refuse(
			`Provided \`height=${tall}\` and \`width=${wide}\`, but either both must have a value or both must be None (or not provided).`,
		);
	}
	return answer(question);
}

function entities(question: Question): unknown {
	const { parameters } = question;
	return each(question, (single) =>
		nameEntities(
			requiredText(single),
			textOf(parameters.aggregation_strategy, 'none'),
			textsOf(parameters.ignore_labels),
		),
	);
}

function generated(question: Question): unknown {
	if (question.task.id !== 'text-generation') return plainAnswer(question);
	return each(question, (single) => [generationOf(requiredText(single), question.parameters)]);
}

function ranked(question: Question): unknown {
	const nested = fieldsOf(question.inputs);
	const pairs = listOf(nested.sentences);
	if (pairs.length > 0) return { scores: pairs.map(() => 0.5) };
	const root: Fields = { query: nested.query, texts: nested.texts, return_text: nested.return_documents };
	return plainAnswer({ ...question, root });
}

const SHAPES: Readonly<Record<string, (question: Question) => unknown>> = {
	predictions,
	vectors,
	entities,
	text: generated,
	ranking: ranked,
	similarities: (question) => ({ similarities: plainAnswer(question) }),
};

function answerOf(question: Question): Answer {
	const { task } = question;
	if (TENSORS.includes(task.id)) refuse('Type is not JSON serializable: Tensor');
	if (task.file === 'video')
		refuse('Incorrect format used for video. Should be an url linking to a video or a local path.');
	if (task.answer.kind === 'media') return /image$/.test(task.id) ? picture(question) : { json: speech(question) };
	const shape = SHAPES[task.answer.kind];
	return shape === undefined ? { json: plainAnswer(question) } : { json: shape(question) };
}

const JSON_TYPES = ['application/json', 'application/json; charset=UTF-8'];

/** What the toolkit's serializers make of an answer for an Accept header. */
function serialized(found: Answer, accept: string): Answer {
	const isJson = ['', '*/*', ...JSON_TYPES].includes(accept);
	if (!isJson) checkMediaType(accept, 'Accept');
	if ('media' in found)
		return isJson ? { json: found.media.toString('base64') } : asFormat(found, accept.replace('image/', ''));
	if (isJson) return found;
	const type = Array.isArray(jsonOf(found)) ? 'list' : 'dict';
	return refuse(`Can only serialize PIL.Image.Image, got <class '${type}'>`);
}

/** Whether the container has a pipeline for a task, be it one that fails. */
export function toolkitServes(id: string): boolean {
	return !NOT_SERVED.includes(id) && !NOT_SERVED_ENDINGS.test(id);
}

function checkServed({ id }: SandboxTask): void {
	if (!toolkitServes(id))
		refuse(
			`"Unknown task ${id}, available tasks are ['audio-classification', 'automatic-speech-recognition', 'feature-extraction']"`,
		);
}

function answerPost(call: Call): Answer {
	const { exchange, task } = call;
	checkServed(task);
	const type = headerOf(exchange, 'content-type');
	checkMediaType(type, 'Content');
	const isJson = type.startsWith('application/json');
	if (isJson && exchange.request.json === undefined) refuse('unexpected character: line 1 column 1 (char 0)');
	const question = isJson ? jsonQuestion(call) : fileQuestion(call);
	if (isJson) checkJson(question);
	else if (task.file === undefined) refuse('inputs must be text: received bytes');
	// The answer is made first and refused afterwards, as the real one does: a wrong Accept costs an inference.
	return serialized(answerOf(question), headerOf(exchange, 'accept'));
}

/** The inference toolkit, the default container of Inference Endpoints, at `/toolkit/{task}`. */
export async function toolkit(exchange: Exchange): Promise<boolean> {
	const call = callOf(exchange, 'toolkit', OWN_TASKS);
	if (call === undefined) return false;
	const { rest } = call;
	const { method } = exchange.request;
	try {
		if (method === 'GET' && ['', '/health'].includes(rest)) sendText(exchange, 200, 'Ok');
		else if (method === 'POST' && ['', '/predict'].includes(rest)) sendAnswer(exchange, answerPost(call));
		else sendText(exchange, 404, 'Not Found');
	} catch (error) {
		sendRefusal(exchange, error);
	}
	return true;
}
