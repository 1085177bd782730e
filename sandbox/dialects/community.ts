import { answer } from '../answers';
import { refuse, Refusal, type Answer, type Question } from '../answers/answer';
import { predict } from '../answers/predictions';
import { requiredText } from '../answers/answer';
import { headerOf, sendAnswer, sendJson, type Exchange } from '../exchange';
import { sendRefusal } from '../inference';
import { fileIn, sniff } from '../media/sniff';
import { fieldsOf, isFields, listOf, parseJson, textOf, type Fields } from '../values';
import { asFormat } from '../media/format';
import { callOf, fileQuestion, jsonQuestion, type Call } from './common';

type Bounds = readonly [low: number, high: number, isWhole: boolean];

const SHARED: Readonly<Record<string, Bounds>> = {
	min_length: [1, 500, true],
	max_length: [1, 500, true],
	top_k: [1, Infinity, true],
	top_p: [0, 1, false],
	max_time: [0, 120, false],
	repetition_penalty: [0, 100, false],
	temperature: [0, 100, false],
	num_return_sequences: [1, 10, true],
};
const BOUNDS: Readonly<Record<string, Readonly<Record<string, Bounds>>>> = {
	conversational: SHARED,
	summarization: SHARED,
	'text-generation': SHARED,
	'fill-mask': { top_k: [1, Infinity, true] },
};

const DIFFUSERS = ['guidance_scale', 'height', 'negative_prompt', 'num_inference_steps', 'scheduler', 'seed', 'width'];

/** What the pipelines take by name; those that are not named here take the inputs alone. `any`: they take what they are given. */
export const COMMUNITY_TAKES: Readonly<Record<string, readonly string[] | 'any'>> = {
	'text-to-image': DIFFUSERS,
	'image-to-image': 'any',
	'text-generation': 'any',
	'zero-shot-classification': 'any',
	'zero-shot-image-classification': ['candidate_labels'],
};

/** `image-to-image` as `ImageToImagePipeline`. */
function pipelineOf(id: string): string {
	return `${id
		.split('-')
		.map((word) => word.charAt(0).toUpperCase() + word.slice(1))
		.join('')}Pipeline`;
}

function problem(message: string, name: string): never {
	throw new Refusal(400, { error: [`${message}: received \`${name}\` in \`parameters\``] });
}

function checkNumber(name: string, value: unknown, [low, high, isWhole]: Bounds): void {
	if (value === undefined || value === null) return;
	if (typeof value !== 'number') problem(`Input should be a valid ${isWhole ? 'integer' : 'number'}`, name);
	if (isWhole && !Number.isInteger(value)) problem('Input should be a valid integer', name);
	if (Number(value) < low) problem(`Input should be greater than or equal to ${low}`, name);
	if (Number(value) > high) problem(`Input should be less than or equal to ${high}`, name);
}

function checkParameters({ task, parameters }: Question): void {
	for (const [name, bounds] of Object.entries(BOUNDS[task.id] ?? {})) checkNumber(name, parameters[name], bounds);
	if (task.id === 'zero-shot-classification' && parameters.candidate_labels === undefined)
		problem('Field required', 'candidate_labels');
	const takes = COMMUNITY_TAKES[task.id] ?? [];
	const unknown = takes === 'any' ? undefined : Object.keys(parameters).find((name) => !takes.includes(name));
	if (unknown !== undefined)
		refuse(`${pipelineOf(task.id)}.__call__() got an unexpected keyword argument '${unknown}'`);
}

function wantKeys(inputs: unknown, names: readonly string[]): Fields {
	if (!isFields(inputs)) return problem('Input should be a valid dictionary', 'inputs');
	const missing = names.find((name) => inputs[name] === undefined);
	if (missing !== undefined) problem('Field required', missing);
	return inputs;
}

function wantTextCells(columns: unknown): void {
	const cells = Object.values(fieldsOf(columns)).flatMap(listOf);
	if (cells.some((cell) => typeof cell !== 'string'))
		problem('Input should be a valid string', isFields(columns) ? 'table' : 'inputs');
}

const KEYS: Readonly<Record<string, readonly string[]>> = {
	conversational: ['text', 'past_user_inputs', 'generated_responses'],
	'question-answering': ['question', 'context'],
	'table-question-answering': ['table', 'query'],
	'tabular-classification': ['data'],
	'tabular-regression': ['data'],
};

function checkInputs({ task, inputs }: Question): void {
	const keys = KEYS[task.id];
	if (keys !== undefined) {
		const fields = wantKeys(inputs, keys);
		wantTextCells(fields.table ?? fields.data);
		return;
	}
	const takesLists = ['vectors', 'similarities'].includes(task.answer.kind);
	if (!takesLists && typeof inputs !== 'string') problem('Input should be a valid string', 'inputs');
}

/** Pictures: JSON is tried first, anything else is taken for the file itself. */
function imageQuestion(call: Call): Question {
	const root = fieldsOf(parseJson(call.exchange.request.body.toString()));
	const file = fileIn(root.image ?? root.inputs) ?? call.exchange.request.body;
	if (sniff(file)?.kind !== 'image') refuse('cannot identify image file <_io.BytesIO object at 0x7f00>');
	return { ...fileQuestion(call), file, root, parameters: fieldsOf(root.parameters) };
}

function textQuestion(call: Call): Question {
	const body = call.exchange.request.body.toString();
	const parsed = parseJson(body) ?? body;
	return jsonQuestion(call, isFields(parsed) && 'inputs' in parsed ? parsed : { inputs: parsed });
}

function questionOf(call: Call): Question {
	const { task, exchange } = call;
	if (task.file === 'image') return imageQuestion(call);
	if (task.file === undefined) return textQuestion(call);
	if (sniff(exchange.request.body)?.kind !== task.file) refuse('Malformed soundfile');
	return fileQuestion(call);
}

const FORMATS = ['jpeg', 'png', 'webp', 'tiff', 'bmp'];

/** The first format of the list that the server knows, else JPEG. */
function formatFor(accept: string): string {
	const asked = accept.split(',').map((type) => type.split(';')[0]?.split('/').at(-1)?.trim() ?? '');
	return asked.find((format) => FORMATS.includes(format)) ?? 'jpeg';
}

/** The older form of zero-shot answers: labels and scores apart. */
function zeroShot(question: Question): Answer {
	const found = predict(question);
	return {
		json: {
			labels: found.map(({ label }) => label),
			scores: found.map(({ score }) => score),
			sequence: requiredText(question),
		},
	};
}

/** Pictures by their candidate labels, in the order of the labels. */
function inOrder(question: Question): Answer {
	const wanted = question.parameters.candidate_labels;
	const labels = typeof wanted === 'string' ? wanted.split(',') : listOf(wanted).map(String);
	const found = predict(question);
	return { json: labels.map((label) => found.find((one) => one.label === label) ?? { label, score: 0 }) };
}

function answerOf(question: Question, accept: string): Answer {
	const { task } = question;
	if (task.id === 'zero-shot-classification') return zeroShot(question);
	if (task.id === 'zero-shot-image-classification') return inOrder(question);
	return asFormat(answer(question), formatFor(accept));
}

/** Tasks of the community images. */
export const COMMUNITY_TASKS = [
	...[
		'automatic-speech-recognition',
		'audio-to-audio',
		'audio-classification',
		'image-classification',
		'image-segmentation',
		'image-to-text',
	],
	...[
		'image-to-image',
		'object-detection',
		'zero-shot-image-classification',
		'conversational',
		'feature-extraction',
		'sentence-similarity',
	],
	...[
		'question-answering',
		'fill-mask',
		'table-question-answering',
		'tabular-classification',
		'tabular-regression',
		'summarization',
	],
	...[
		'text-generation',
		'text-classification',
		'text-to-image',
		'text-to-speech',
		'token-classification',
		'zero-shot-classification',
	],
];

/** The community images, at `/community/{task}`: the content type does not count, the body is what it turns out to be. */
export async function community(exchange: Exchange): Promise<boolean> {
	const call = callOf(exchange, 'community');
	if (call === undefined) return false;
	try {
		if (exchange.request.method === 'GET') sendJson(exchange, 200, { ok: 'ok' });
		else if (!COMMUNITY_TASKS.includes(call.task.id)) sendJson(exchange, 500, { error: 'unknown error' });
		else {
			const question = questionOf(call);
			checkParameters(question);
			if (call.task.file === undefined) checkInputs(question);
			const characters = String(textOf(question.inputs).length);
			const found = answerOf(question, headerOf(exchange, 'accept'));
			sendAnswer(exchange, found, {
				'x-compute-type': 'cpu',
				'x-compute-time': '0.001',
				'x-compute-characters': characters,
			});
		}
	} catch (error) {
		sendRefusal(exchange, error);
	}
	return true;
}
