import type { IncomingHttpHeaders } from 'node:http';
import { isObject, type JsonValue } from '../../client/json';
import type { ServerAnswer } from '../../client/response';
import type { Task, TaskArguments } from '../../tasks/task';

/** What tells a server program by its answer. */
interface Seen {
	readonly headers: IncomingHttpHeaders;
	/** Absent for a file. */
	readonly json?: JsonValue;
	/** Inputs that travelled in the request. */
	readonly count: number;
}

/** Fields that a server program leaves unread without a word, for the answers by which it is known. */
interface Unread {
	readonly program: string;
	readonly isIt: (seen: Seen) => boolean;
	readonly fields: readonly string[];
	/** Whether other servers, which read them, answer in the same way. */
	readonly isUnsure?: boolean;
}

const TEI = 'Text Embeddings Inference';
const TOOLKIT = 'the default container of Inference Endpoints';
const HF_SERVE = 'hf-serve';
const COMMUNITY = 'a community image';

const EMBEDDING = ['dimensions', 'encodingFormat', 'normalize', 'promptName', 'truncate', 'truncationDirection'];
const TRUNCATING = ['truncate', 'truncationDirection'];
const HF_SERVE_CHAT = [
	'frequencyPenalty',
	'logitBias',
	'logprobs',
	'n',
	'presencePenalty',
	'reasoningEffort',
	'responseFormat',
	'stop',
	'structuredOutput',
	'toolChoice',
	'toolPrompt',
	'topLogprobs',
];

const chat: readonly Unread[] = [
	{ program: 'TGI', isIt: ({ json }) => isTgi(json), fields: ['logitBias', 'n', 'reasoningEffort'] },
	{ program: HF_SERVE, isIt: ({ json }) => isUuid(fingerprint(json)), fields: HF_SERVE_CHAT },
	{
		program: 'Ollama',
		isIt: ({ json }) => fingerprint(json) === 'fp_ollama',
		fields: ['logitBias', 'n', 'toolChoice', 'toolPrompt'],
	},
	{
		program: 'servers other than TGI',
		isIt: ({ json }) => !isTgi(json) && !isUuid(fingerprint(json)),
		fields: ['toolPrompt'],
		isUnsure: true,
	},
];

/**
 * By task. Sources: the programs' own request types (text-embeddings-inference `router/src/http/types.rs`,
 * text-generation-inference `router/src/lib.rs`, hf-serve `tasks/` and `openai/`, huggingface-inference-toolkit
 * `handler.py` with transformers' pipelines, the pipelines of api-inference-community, Ollama's `docs/api/openai-compatibility.mdx`).
 */
const UNREAD: Readonly<Record<string, readonly Unread[] | undefined>> = {
	'feature-extraction': [
		{
			program: "OpenAI's protocol",
			isIt: ({ json }) => isObject(json) && Array.isArray(json.data),
			fields: ['normalize', 'promptName', ...TRUNCATING],
			isUnsure: true,
		},
		{ program: TEI, isIt: isTei, fields: ['encodingFormat'] },
		{ program: COMMUNITY, isIt: isCommunity, fields: EMBEDDING },
		{ program: TOOLKIT, isIt: ({ json }) => depthOf(json) > 2 || depthOf(embeddings(json)) === 1, fields: EMBEDDING },
		{
			program: HF_SERVE,
			isIt: ({ json, count }) => depthOf(embeddings(json)) === 2 && count === 1,
			fields: ['encodingFormat', ...TRUNCATING],
		},
		{ program: TOOLKIT, isIt: ({ json }) => depthOf(embeddings(json)) === 2, fields: EMBEDDING, isUnsure: true },
	],
	'sentence-similarity': [
		{
			program: TOOLKIT,
			isIt: ({ json }) => depthOf(under(json, 'similarities')) === 1,
			fields: ['promptName', ...TRUNCATING],
		},
		{ program: HF_SERVE, isIt: ({ json }) => depthOf(under(json, 'similarities')) === 2, fields: TRUNCATING },
	],
	'text-ranking': [
		{
			program: HF_SERVE,
			isIt: ({ json }) => under(json, 'scores') !== undefined,
			fields: ['rawScores', ...TRUNCATING],
		},
		{
			program: TOOLKIT,
			isIt: (seen) => Array.isArray(seen.json) && isBare(seen),
			fields: ['rawScores', ...TRUNCATING],
		},
	],
	'text-classification': [{ program: TEI, isIt: isTei, fields: ['functionToApply'] }],
	'zero-shot-classification': [{ program: COMMUNITY, isIt: isCommunity, fields: ['hypothesisTemplate', 'multiLabel'] }],
	'mask-generation': [
		{
			program: HF_SERVE,
			isIt: ({ json }) => under(json, 'results') !== undefined,
			fields: ['pointsPerBatch', 'pointsPerCrop'],
		},
	],
	'text-to-image': [{ program: HF_SERVE, isIt: isBare, fields: ['scheduler'], isUnsure: true }],
	'image-to-image': [
		{
			program: TOOLKIT,
			isIt: isBare,
			fields: ['prompt', 'guidanceScale', 'negativePrompt', 'numInferenceSteps', 'targetSize'],
			isUnsure: true,
		},
	],
	'chat-completion': chat,
	'image-text-to-text': chat,
};

/**
 * What is to be said about parameters that had no effect at a server which gave no word about it.
 * @param values the arguments of the call; the input of a list of items is a list in it
 * @returns sentences with the fields' labels, none where all were read
 */
export function unreadHints(
	task: Task,
	values: TaskArguments,
	answer: ServerAnswer,
	headers: IncomingHttpHeaders,
): string[] {
	const listed = task.list === undefined ? undefined : values[task.list.input];
	const json = answer.kind === 'json' ? answer.value : undefined;
	const seen = { headers, json, count: Array.isArray(listed) ? listed.length : 1 };
	const known = UNREAD[task.id]?.find(({ isIt }) => isIt(seen));
	const labels = known === undefined ? [] : labelsOf(task, values, known.fields);
	const unread = known === undefined || labels.length === 0 ? [] : [sentence(known, labels)];
	return [...unread, ...fewerThanAsked(values, json)];
}

function labelsOf(task: Task, values: TaskArguments, fields: readonly string[]): string[] {
	const given = [...task.inputs, ...task.parameters].filter(
		({ name }) => fields.includes(name) && values[name] !== undefined && values[name] !== 'none',
	);
	return given.map(({ label }) => `'${label}'`);
}

function sentence({ program, isUnsure }: Unread, labels: readonly string[]): string {
	const names = labels.join(', ');
	if (!isUnsure) return `The server answers as ${program} does, which does not read ${names}`;
	return `It is not sure that ${names} had an effect: of the servers that answer like this one, ${program} ${program.startsWith('servers') ? 'do' : 'does'} not read ${labels.length === 1 ? 'it' : 'them'}`;
}

/** Whatever the server is: what was asked for is not there. */
function fewerThanAsked({ n, dimensions }: TaskArguments, json: JsonValue | undefined): string[] {
	const choices = isObject(json) && Array.isArray(json.choices) ? json.choices.length : undefined;
	const hints: string[] = [];
	if (typeof n === 'number' && choices !== undefined && choices < n)
		hints.push(`'Number of Answers' had no effect: the server made ${choices} instead of ${n}`);
	const length = typeof dimensions === 'number' ? lengthOf(json) : undefined;
	if (length !== undefined && length !== dimensions)
		hints.push(
			`'Dimensions' had no effect: the server made vectors of ${length} numbers instead of ${String(dimensions)}`,
		);
	return hints;
}

/** The length of the first vector of an answer; undefined where it is none, or packed. */
function lengthOf(json: JsonValue | undefined): number | undefined {
	const data = under(json, 'data');
	const first = Array.isArray(data) && isObject(data[0]) ? data[0].embedding : undefined;
	let found: JsonValue | undefined = first ?? embeddings(json) ?? json;
	while (Array.isArray(found) && Array.isArray(found[0])) found = found[0];
	return Array.isArray(found) && typeof found[0] === 'number' ? found.length : undefined;
}

function isTei({ headers }: Seen): boolean {
	return headers['x-compute-tokens'] !== undefined;
}

function isCommunity({ headers }: Seen): boolean {
	return /^(cpu|gpu)$/.test(String(headers['x-compute-type'])) && headers['x-total-time'] === undefined;
}

/** Neither of the servers that tell of their work in headers. */
function isBare({ headers }: Seen): boolean {
	return headers['x-compute-type'] === undefined;
}

/** TGI's fingerprint is its version and what it was built for: `3.3.4-native`. */
function isTgi(json: JsonValue | undefined): boolean {
	return /^\d+\.\d+\.\d+[^-]*-/.test(fingerprint(json));
}

function isUuid(text: string): boolean {
	return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text);
}

function fingerprint(json: JsonValue | undefined): string {
	const found = under(json, 'system_fingerprint');
	return typeof found === 'string' ? found : '';
}

function embeddings(json: JsonValue | undefined): JsonValue | undefined {
	return under(json, 'embeddings');
}

function under(json: JsonValue | undefined, key: string): JsonValue | undefined {
	return isObject(json) ? json[key] : undefined;
}

/** How deep lists stand in lists, down to the first that holds something else. */
function depthOf(json: JsonValue | undefined): number {
	return Array.isArray(json) ? 1 + depthOf(json[0]) : 0;
}
