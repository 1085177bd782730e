import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { jsonIn, type JsonValue } from '../../../nodes/shared/client/json';
import { wireName, type Field } from '../../../nodes/shared/fields/field';
import type { Task } from '../../../nodes/shared/tasks/task';
import type { RecordedRequest, Sandbox } from '../../../sandbox';
import type { Served } from '../../../sandbox/dialects/reads';
import { at } from '../replay/asNode';
import { runNode, type RunResult } from '../support/engine';
import { everyParameter, fileOf, inApiForm, inputsFor, itemFor, taskOf } from '../tasks/samples';

/** What became of one parameter that a user set. */
export interface Fate {
	readonly field: Field;
	/** `read`: it stood where the server reads it; `applied`: the node did itself what the server does not; `hinted`, `refused`: the user was told; `lost`: neither. */
	readonly fate: 'read' | 'applied' | 'hinted' | 'refused' | 'lost';
	/** The words that told the user. */
	readonly words: string;
}

/** What a task at a server program came to, in each form of the request. */
export interface Cell {
	readonly served: Served;
	/** The run with nothing but the inputs: a raw file, or a text. */
	readonly plain: RunResult;
	/** The bodies of its POSTs were bytes of a file. */
	readonly isRaw: boolean;
	readonly fates: readonly Fate[];
	/** What in the requests some server would refuse. */
	readonly misformed: readonly string[];
	/** Items in lists of four, and the same one by one; absent where the task takes no lists. */
	readonly lists?: { readonly listed: RunResult; readonly single: RunResult; readonly requests: number };
}

/** Values that the servers take, where the usual sample of a field's kind is none; by field, or by task and field. */
const VALUES: Readonly<Record<string, { readonly typed: IDataObject[string]; readonly api: JsonValue }>> = {
	functionToApply: { typed: 'softmax', api: 'softmax' },
	generateParameters: { typed: '{ "max_length": 20 }', api: { max_length: 20 } },
	grammar: { typed: '{ "type": "regex", "value": "[0-9]+" }', api: { type: 'regex', value: '[0-9]+' } },
	hypothesisTemplate: { typed: 'about {}', api: 'about {}' },
	logitBias: { typed: '{ "50256": -100 }', api: { 50256: -100 } },
	bestOf: { typed: 1, api: 1 },
	n: { typed: 2, api: 2 },
	reasoningEffort: { typed: 'low', api: 'low' },
	responseFormat: {
		typed:
			'{ "type": "json_schema", "json_schema": { "name": "x", "schema": { "type": "object", "properties": { "topic": { "type": "string" } } } } }',
		api: { type: 'json_schema' },
	},
	returnTimestamps: { typed: true, api: true },
	speed: { typed: 1.5, api: 1.5 },
	voice: { typed: 'af_bella', api: 'af_bella' },
	toolChoice: { typed: 'auto', api: 'auto' },
	topK: { typed: 1, api: 1 },
	topN: { typed: 1, api: 1 },
	'text-ranking truncate': { typed: true, api: true },
	translate: { typed: true, api: true },
	tools: {
		typed: '[{ "type": "function", "function": { "name": "get_weather", "parameters": {} } }]',
		api: [{ type: 'function', function: { name: 'get_weather', parameters: {} } }],
	},
};

function valueOf(task: string, name: string): (typeof VALUES)[string] | undefined {
	return VALUES[`${task} ${name}`] ?? VALUES[name];
}

/** Parameters that servers take together alone. */
const COMPANIONS: Readonly<Record<string, string>> = {
	srcLang: 'tgtLang',
	tgtLang: 'srcLang',
	height: 'width',
	width: 'height',
};

/** Names that servers have for a parameter of ours, with the value where it differs. */
const ALIASES: Readonly<Record<string, ReadonlyArray<{ readonly name: string; readonly value?: JsonValue }>>> = {
	height: [{ name: 'size', value: '3x3' }],
	max_new_tokens: [{ name: 'max_completion_tokens' }],
	negative_prompt: [{ name: 'prompt', value: 'a lighthouse in a storm|some words' }],
	num_beams: [{ name: 'n' }, { name: 'beam_size' }],
	num_inference_steps: [{ name: 'step' }],
	raw_scores: [{ name: 'use_activation', value: true }],
	return_text: [{ name: 'return_documents' }],
	return_timestamps: [{ name: 'response_format', value: 'verbose_json' }],
	target_size: [{ name: 'size', value: '64x32' }],
	truncate: [{ name: 'truncate_prompt_tokens', value: -1 }],
	translate: [{ name: 'task', value: 'translate' }],
	truncation_direction: [{ name: 'truncation_side' }],
	width: [{ name: 'size', value: '3x3' }],
};
/** Parameters that the node applies itself where a server does not. */
const APPLIED = ['topK', 'topN'];

/** Runs a task at a server program in every form of its request. */
export async function runCell(sandbox: Sandbox, served: Served): Promise<Cell> {
	const task = taskOf(served.task);
	const misformed: string[] = [];
	const note = (): void => void misformed.push(...sandbox.requests.flatMap(misformedIn));
	const plain = await runAt(sandbox, served, {}, [itemFor(task)]);
	const isRaw = sandbox.requests.some(
		({ method, json, form, body }) => method === 'POST' && json === undefined && form === undefined && body.length > 0,
	);
	note();
	const fates: Fate[] = [];
	// What fails without parameters says nothing about them.
	for (const field of plain.error === undefined ? task.parameters : []) {
		fates.push(await fateOf(sandbox, served, task, field, plain));
		note();
	}
	const lists = task.list && (await runLists(sandbox, served, task));
	note();
	return { served, plain, isRaw, fates, misformed, ...(lists && { lists }) };
}

const RAW_TYPES = /^(image\/(png|jpeg|webp|gif|bmp|tiff)|audio\/(mpeg|m4a|wav|flac|ogg|webm))$/;

const FORM = /^multipart\/form-data; boundary=/;

/** What the strictest of the servers would refuse of a request, whichever one it went to. */
function misformedIn({ method, path, headers, json, body }: RecordedRequest): string[] {
	if (method !== 'POST') return [];
	const { accept = '', 'content-type': type = '' } = headers;
	const text = json === undefined ? '' : body.toString();
	const problems: ReadonlyArray<readonly [isWrong: boolean, what: string]> = [
		[!['*/*', 'image/png'].includes(accept), `Accept: ${accept}`],
		[type !== 'application/json' && !RAW_TYPES.test(type) && !FORM.test(type), `Content-Type: ${type}`],
		[/[:[]null[,}\]]/.test(text), 'a null'],
		[/"inputs":"data:/.test(text), 'a data URL'],
		[isBrokenIntoLines(text), 'base64 with line breaks'],
		[/^{"inputs":"UklGR[^"]*"}$/.test(text), 'sound in JSON without the key parameters'],
		[path.endsWith('/v1/completions'), 'the address of completions, which few servers have'],
	];
	return problems.filter(([isWrong]) => isWrong).map(([, what]) => `${path}: ${what}`);
}

/** Whether a JSON text has base64 before and after a line break. A pattern would look at long base64 many times. */
function isBrokenIntoLines(text: string): boolean {
	const isBase64 = (part: string): boolean => /^[A-Za-z0-9+/]{60}$/.test(part);
	for (let at = text.indexOf('\\n'); at !== -1; at = text.indexOf('\\n', at + 1))
		if (isBase64(text.slice(Math.max(0, at - 60), at)) && isBase64(text.slice(at + 2, at + 62))) return true;
	return false;
}

async function runAt(
	sandbox: Sandbox,
	served: Served,
	more: IDataObject,
	items: INodeExecutionData[],
	options: IDataObject = {},
): Promise<RunResult> {
	sandbox.requests.length = 0;
	const model = { __rl: true, mode: 'url', value: `${sandbox.url}${served.path}` };
	const parameters = {
		...inputsFor(taskOf(served.task)),
		...more,
		...(served.required && { parameters: { ...served.required, ...(more.parameters as IDataObject) } }),
		model,
		options: { ...(served.model !== undefined && { servedModel: served.model }), ...options },
	};
	return await runNode({ parameters, items });
}

async function fateOf(sandbox: Sandbox, served: Served, task: Task, field: Field, plain: RunResult): Promise<Fate> {
	const usual = everyParameter(task);
	const set = [field.name, COMPANIONS[field.name] ?? field.name].filter((name) => name in usual);
	const parameters = Object.fromEntries(set.map((name) => [name, valueOf(task.id, name)?.typed ?? usual[name]]));
	const { error, hints, json } = await runAt(sandbox, served, { parameters }, [itemFor(task)]);
	if (error !== undefined) {
		const words = `${error.message} ${error.description ?? ''}`;
		return { field, fate: isNamed(field, error.description ?? '') ? 'refused' : 'lost', words };
	}
	if (isRead(sandbox, served, field)) return { field, fate: 'read', words: '' };
	if (APPLIED.includes(field.name) && lengthOf(plain.json, task) > 1 && lengthOf(json, task) === 1)
		return { field, fate: 'applied', words: '' };
	const told = hints.map(({ message }) => message).filter((message) => message.includes(`'${field.label}'`));
	return { field, fate: told.length > 0 ? 'hinted' : 'lost', words: told.join(' ') };
}

/** The advice names the field, or all of them at once. */
function isNamed({ label }: Field, advice: string): boolean {
	return new RegExp(`(^|[^A-Za-z])${label}([^A-Za-z]|$)`).test(advice) || /take out 'Model Parameters'/.test(advice);
}

/** How many results an item holds. */
function lengthOf([item]: readonly IDataObject[], task: Task): number {
	const list = item?.[task.answer.elements ?? ''];
	return Array.isArray(list) ? list.length : 0;
}

/** Whether the last request held the parameter, with its value, at a place where the server reads it. */
function isRead(sandbox: Sandbox, { reads, task }: Served, field: Field): boolean {
	const request = sandbox.requests.filter(({ method }) => method === 'POST').at(-1);
	const json = (request?.json ?? formJson(request)) as JsonValue | undefined;
	if (field.name === 'translate' && request?.path.endsWith('/audio/translations')) return true;
	const wanted = valueOf(task, field.name)?.api ?? (inApiForm(field) as JsonValue);
	if (field.name === 'generateParameters')
		return (reads.parameters ?? []).includes('max_length') && at(json, 'parameters.max_length') === 20;
	const name = wireName(field.name);
	const places: ReadonlyArray<readonly [prefix: string, names: readonly string[] | undefined]> = [
		['', reads.root],
		['parameters.', reads.parameters],
		['parameters.generation_parameters.', reads.generation],
		['inputs.', reads.inputs],
	];
	return places.some(([prefix, names]) => {
		const own = [{ name, value: wanted }, ...(ALIASES[name] ?? [])].find((alias) => names?.includes(alias.name));
		return own !== undefined && holds(at(json, `${prefix}${own.name}`), own.value ?? wanted);
	});
}

/** The text fields of a form as JSON. */
function formJson(request: RecordedRequest | undefined): JsonValue | undefined {
	const fields = request?.form?.fields.map(({ name, value }) => [name, jsonIn(value) ?? value] as const);
	return fields && Object.fromEntries(fields);
}

/** Whether a value is the wanted one; of an object, that it holds at least that. */
function holds(value: JsonValue | undefined, wanted: JsonValue): boolean {
	if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted))
		return JSON.stringify(value) === JSON.stringify(wanted);
	// TGI's form of a response format has a type of its own.
	return typeof value === 'object' && value !== null && Object.keys(wanted).every((key) => key in value);
}

const TEXTS = ['I love it, great', 'It is bad, I hate it', 'Paris is a city', 'My name is [MASK]'];

async function runLists(sandbox: Sandbox, served: Served, task: Task): Promise<Cell['lists']> {
	const field = task.list?.input ?? 'text';
	const items = TEXTS.map((text) => ({ json: { text } }));
	const run = async (batchSize: number) =>
		await runAt(sandbox, served, { [field]: '={{ $json.text }}' }, items, { batchSize });
	const single = await run(1);
	const listed = await run(TEXTS.length);
	const requests = sandbox.requests.filter(
		({ method, path }) => method === 'POST' && path.startsWith(served.path),
	).length;
	return { listed, single, requests };
}

/** Whether a cell's task takes a file. */
export function takesFile({ served }: Cell): boolean {
	return fileOf(taskOf(served.task)) !== undefined;
}
