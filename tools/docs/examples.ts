import type { IDataObject } from 'n8n-workflow';
import type { Field } from '../../nodes/shared/fields/field';
import type { Task } from '../../nodes/shared/tasks/task';
import { fileOf, itemFor } from '../../test/integration/tasks/samples';
import { runNode } from '../../test/integration/support/engine';
import type { Sandbox } from '../../sandbox';

/** An example made by the built node. */
export interface Example {
	/** Typed values, by label. */
	readonly typed: ReadonlyArray<{ readonly label: string; readonly value: string }>;
	/** The file of the input item. */
	readonly file?: string;
	readonly json: IDataObject;
	/** The output with Simplify off. Absent for tasks without Simplify. */
	readonly raw?: IDataObject;
	readonly binary: readonly string[];
}

const LONG_TEXT =
	'The tower is 324 metres tall, about the same height as an 81-storey building, and the tallest structure in Paris. Its base is square, measuring 125 metres on each side. It was the first structure in the world to reach a height of 300 metres.';

/** Better examples than the placeholders, if these are cut or the sandbox has no good answer to them. */
const TYPED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	'chat-completion': { prompt: 'Write a friendly answer to this mail: Where is my parcel?' },
	'fill-mask': { text: 'What a [MASK] day!' },
	'question-answering': { question: 'When will my order arrive?' },
	'sentence-similarity': { sentences: 'Where has my parcel gone?\nHow do I pay?' },
	summarization: { text: LONG_TEXT },
	'table-question-answering': { query: 'How many parcels in total?' },
	'tabular-classification': { table: '{ "length": [23.2, 24.0], "width": [4.0, 4.3] }' },
	'text-classification': { text: 'The delivery was fast, and support was great' },
	'custom-request': { json: '{ "inputs": "I love this product" }', task: 'text-classification' },
};

/** Values for a task's example: the placeholders of its required fields. */
function typedInto(task: Task): Record<string, string> {
	const fields = task.inputs.filter((field) => isTyped(field));
	const known = fields.map((field) => [field.name, (field.placeholder ?? '').replace(/^e\.g\. /, '')] as const);
	return { ...Object.fromEntries(known.filter(([, value]) => value !== '')), ...TYPED[task.id] };
}

function isTyped({ required, kind, shownWhen = {} }: Field): boolean {
	const isFresh = Object.values(shownWhen).every(([first]) => first === 'simple' || first === 'json');
	return isFresh && required === true && kind !== 'file';
}

/**
 * Runs the built node on a task's example, against the sandbox.
 * @throws {Error} if the node fails
 */
export async function exampleOf(task: Task, sandbox: Sandbox): Promise<Example> {
	const typed = typedInto(task);
	const credential = { accessToken: ['hf', 'docs'].join('_'), hubUrl: sandbox.url, routerUrl: sandbox.url };
	const run = async (more: IDataObject) => {
		const { items, error } = await runNode({
			parameters: { operation: task.id, ...typed, ...more },
			credential,
			items: [itemFor(task)],
		});
		const [item] = items;
		if (error !== undefined || item === undefined)
			throw new Error(`The example of ${task.id} failed: ${error?.message ?? 'no item'}`);
		return item;
	};
	const item = await run({});
	const raw = task.route === 'raw' ? undefined : (await run({ simplify: false })).json;
	const labels = new Map(task.inputs.map(({ name, label }) => [name, label]));
	return {
		typed: Object.entries(typed).map(([name, value]) => ({ label: labels.get(name) ?? name, value })),
		...(hasFile(task) && { file: fileOf(task)?.name }),
		json: item.json,
		...(raw !== undefined && { raw }),
		binary: Object.entries(item.binary ?? {}).map(([field, { mimeType }]) => `\`${field}\` (${mimeType})`),
	};
}

function hasFile(task: Task): boolean {
	return task.inputs.some(({ kind, shownWhen }) => kind === 'file' && shownWhen === undefined);
}

const LONGEST_LIST = 5;
const LONGEST_TEXT = 200;
const SHOWN_ELEMENTS = 3;
const SHOWN_CHARACTERS = 24;

/** Cuts long lists and texts. A cut list ends with the number of missing entries. */
export function abridged(value: unknown): unknown {
	if (Array.isArray(value))
		return value.length <= LONGEST_LIST
			? value.map(abridged)
			: [...value.slice(0, SHOWN_ELEMENTS).map(abridged), `... ${value.length - SHOWN_ELEMENTS} more`];
	if (typeof value === 'object' && value !== null)
		return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, abridged(entry)]));
	return typeof value === 'string' && value.length > LONGEST_TEXT ? `${value.slice(0, SHOWN_CHARACTERS)}...` : value;
}
