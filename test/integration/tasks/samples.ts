import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';
import { tasks } from '../../../nodes/shared/tasks';
import type { Task } from '../../../nodes/shared/tasks/task';
import type { Field, FileField } from '../../../nodes/shared/fields/field';
import { sampleFile } from '../../../sandbox';

/** What a user would type into the required fields of all tasks, by field name. */
const TYPED: Readonly<Record<string, string>> = {
	text: 'Sarah is happy to live in [MASK], a great city.',
	prompt: 'a lighthouse in a storm',
	question: 'What is the total?',
	context: 'The total is 42 dollars. It was paid on Monday.',
	query: 'What is the total?',
	sourceSentence: 'Where is my parcel?',
	sentences: 'When will my package arrive?\nThe sun is bright',
	texts: 'The total is 42 dollars\nThe sun is bright',
	candidateLabels: 'cat, dog',
	table: '{ "name": ["apples", "pears"], "total": [1, 2] }',
	json: '{ "inputs": "hello" }',
};

/** The sample file for a kind of media. */
const FILES: Readonly<Record<FileField['media'], { readonly name: string; readonly type: string }>> = {
	image: { name: 'photo.png', type: 'image/png' },
	audio: { name: 'speech.wav', type: 'audio/wav' },
	video: { name: 'clip.mp4', type: 'video/mp4' },
	any: { name: 'photo.png', type: 'image/png' },
};

export const taskIds = tasks.map(({ id }) => id);

export function taskOf(id: string): Task {
	const task = tasks.find((candidate) => candidate.id === id);
	if (task === undefined) throw new Error(`there is no task ${id}`);
	return task;
}

/** The file that a task takes unless its fields say otherwise; undefined for tasks without one. */
export function fileOf(task: Task): { name: string; type: string; bytes: Buffer } | undefined {
	const field = task.inputs.find(
		(candidate): candidate is FileField => candidate.kind === 'file' && candidate.shownWhen === undefined,
	);
	if (field === undefined) return undefined;
	const name = task.id === 'document-question-answering' ? 'invoice.png' : FILES[field.media].name;
	const bytes = sampleFile(name);
	if (bytes === undefined) throw new Error(`there is no sample ${name}`);
	return { name, type: FILES[field.media].type, bytes };
}

/** The item that brings the task's file, or an empty one. */
export function itemFor(task: Task, json: IDataObject = {}): { json: IDataObject; binary?: IBinaryKeyData } {
	const file = fileOf(task);
	return file === undefined
		? { json }
		: { json, binary: { data: { data: file.bytes.toString('base64'), mimeType: file.type, fileName: file.name } } };
}

/** Values for the task's inputs that are shown on a fresh node; files come from the item. */
export function inputsFor(task: Task): IDataObject {
	const typed = task.inputs.filter((field) => isFresh(field) && TYPED[field.name] !== undefined);
	return { operation: task.id, ...Object.fromEntries(typed.map(({ name }) => [name, TYPED[name]])) };
}

/** Whether a field is shown as long as nothing was chosen. */
function isFresh({ shownWhen = {} }: Field): boolean {
	return Object.values(shownWhen).every(([first]) => first === 'simple' || first === 'json');
}

/** What a user types or chooses for a field of the parameters, other than its default where that can be. */
function entered(field: Field): IDataObject[string] {
	switch (field.kind) {
		case 'list':
			return 'first, second';
		case 'object':
			return '{ "key": ["value", 1] }';
		case 'number':
			return field.integer ? 3 : 0.25;
		case 'boolean':
			return !field.default;
		case 'choice':
			return field.choices.at(-1)?.value;
		case 'size':
			return { size: { width: 64, height: 32 } };
		default:
			return 'some words';
	}
}

/** The same in the API's type. */
export function inApiForm(field: Field): IDataObject[string] {
	const value = entered(field);
	if (field.kind === 'list') return ['first', 'second'];
	if (field.kind === 'object') return { key: ['value', 1] };
	return field.kind === 'size' ? { width: 64, height: 32 } : value;
}

/** The parameters collection with every parameter of the task added. */
export function everyParameter(task: Task): IDataObject {
	return Object.fromEntries(task.parameters.map((field) => [field.name, entered(field)]));
}
