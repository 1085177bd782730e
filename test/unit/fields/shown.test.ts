import {
	NodeHelpers,
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyOptions,
} from 'n8n-workflow';
import type { Field } from '../../../nodes/shared/fields/field';
import { HuggingFaceInference } from '../../../nodes/HuggingFaceInference/HuggingFaceInference.node';
import { findTask, tasks } from '../../../nodes/shared/tasks';
import type { Task } from '../../../nodes/shared/tasks/task';

const { description } = new HuggingFaceInference();
const NODE: INode = {
	id: 'node',
	name: 'Node',
	type: 'huggingFaceInference',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/** Fields of all tasks. */
const COMMON = ['authentication', 'resource', 'operation', 'model'];
const FILE_FIELDS = ['inputSource', 'binaryPropertyName', 'inputUrl', 'inputPath'];

/** The editor's visible fields for these values. */
function shown(parameters: INodeParameters, isTool = false): INodeProperties[] {
	const type = { ...description, ...(isTool && { name: `${description.name}Tool` }) };
	const node = { ...NODE, type: type.name };
	const values = NodeHelpers.getNodeParameters(type.properties, parameters, true, false, node, type) ?? {};
	return type.properties.filter((property) => NodeHelpers.displayParameter(values, property, node, type));
}

/** The editor's entries of a collection for these values. */
function offered(collection: string, parameters: INodeParameters): string[] {
	const options = (shown(parameters).find(({ name }) => name === collection)?.options ?? []) as INodeProperties[];
	const values =
		NodeHelpers.getNodeParameters(description.properties, parameters, true, false, NODE, description) ?? {};
	return options
		.filter((option) => NodeHelpers.displayParameter({}, option, NODE, description, values))
		.map(({ name }) => name);
}

/** Names of all possible fields of a task. */
function ownFields(task: Task): string[] {
	const isRaw = task.route === 'raw';
	const inputs = task.inputs.flatMap(({ kind, name }) =>
		kind === 'file' ? FILE_FIELDS : kind === 'table' ? ['tableSource', name] : [name],
	);
	const files = task.answer.files ? ['binaryPropertyOutput'] : [];
	return [
		...inputs,
		...(isRaw ? [] : ['provider', 'simplify']),
		...files,
		...(task.parameters.length > 0 ? ['parameters'] : []),
		'options',
	];
}

/** All values of a task's own fields that change the visible fields. */
function ways(task: Task): INodeParameters[] {
	const choices = task.inputs.flatMap((field): INodeParameters[] =>
		field.kind === 'choice' ? field.choices.map(({ value }) => ({ [field.name]: value })) : [],
	);
	const sources = task.inputs.some(({ kind }) => kind === 'file')
		? ['binary', 'url', 'path'].map((inputSource) => ({ inputSource }))
		: [];
	return [{}, ...choices, ...sources, { model: { __rl: true, mode: 'url', value: 'https://x.test' } }].map((more) => ({
		operation: task.id,
		...more,
	}));
}

describe.each(tasks)('$id', (task) => {
	it('shows only fields it uses', () => {
		const allowed = [...COMMON, ...ownFields(task)];
		for (const parameters of ways(task)) {
			for (const { name } of shown(parameters)) expect(allowed).toContain(name);
		}
	});

	it('offers its own parameters of the API, and no others', () => {
		expect(offered('parameters', { operation: task.id }).sort()).toEqual(
			task.parameters.map(({ name }) => name).sort(),
		);
	});

	it('offers only options with an effect', () => {
		const options = offered('options', { operation: task.id });
		expect(options.includes('batchSize')).toBe(task.list !== undefined);
		expect(options.includes('enableStreaming')).toBe(task.streaming !== undefined);
		expect(options.includes('annotatedImage')).toBe(task.answer.annotates === true);
		expect(options.includes('splitResults')).toBe(task.answer.elements !== undefined);
		expect(offered('options', { operation: task.id, simplify: false })).not.toContain('splitResults');
		expect(options.includes('fallbackProviders')).toBe(task.route !== 'raw');
		expect(
			offered('options', { operation: task.id, model: { __rl: true, mode: 'url', value: 'https://x.test' } }),
		).not.toContain('fallbackProviders');
		expect(
			offered('options', { operation: task.id, model: { __rl: true, mode: 'id', value: 'org/name' } }),
		).not.toContain('servedModel');
		expect(options).toEqual(expect.arrayContaining(task.options.map(({ name }) => name)));
	});

	it('shows an example in each text field', () => {
		const typed = task.inputs.filter((field: Field) => ['text', 'list', 'table', 'attachments'].includes(field.kind));
		for (const { name, placeholder } of typed)
			expect([name, placeholder]).toEqual([name, expect.stringMatching(/^e\.g\. \S/)]);
	});

	it('shows its fields in the tool form too, with Output', () => {
		const names = (isTool: boolean): string[] => shown({ operation: task.id }, isTool).map(({ name }) => name);
		expect(names(true)).toContain('toolOutput');
		expect(names(false)).not.toContain('toolOutput');
	});
});

it('shows Provider only if it has an effect, and Served Model only for a URL', () => {
	const url = { operation: 'chat-completion', model: { __rl: true, mode: 'url', value: 'https://x.test' } };
	expect(shown(url).map(({ name }) => name)).not.toContain('provider');
	expect(offered('options', url)).toContain('servedModel');
	expect(
		offered('options', { operation: 'chat-completion', model: { __rl: true, mode: 'list', value: '' } }),
	).toContain('servedModel');
});

it('offers earlier messages only beside a prompt', () => {
	const optionsFor = (messageInput: string): string[] =>
		offered('options', { operation: 'chat-completion', messageInput });
	expect(['simple', 'rows', 'json'].filter((messageInput) => optionsFor(messageInput).includes('history'))).toEqual([
		'simple',
	]);
});

it.each(tasks)('mentions only fields of $id', (task) => {
	const labels = new Set(
		tasks.flatMap(({ inputs, parameters }) => [...inputs, ...parameters]).map(({ label }) => label),
	);
	const own = new Set([...task.inputs, ...task.parameters].map(({ label }) => label));
	const foreign = [...labels].filter((label) => label.includes(' ') && !own.has(label));
	for (const { label, description: words } of [...task.inputs, ...task.parameters])
		expect([label, foreign.filter((other) => words.includes(other))]).toEqual([label, []]);
});

it('shows width and height of a newly added size', () => {
	const parameters = shown({ operation: 'image-to-image' }).find(({ name }) => name === 'parameters')
		?.options as INodeProperties[];
	expect(parameters.find(({ name }) => name === 'targetSize')?.default).toEqual({
		size: { width: 1024, height: 1024 },
	});
});

it('starts with a task that needs only a prompt', () => {
	const operation = description.properties.find(({ name }) => name === 'operation');
	const task = findTask(String(operation?.default));
	const needed = shown({}).filter(({ required, default: value }) => required === true && value === '');
	expect(task?.id).toBe('chat-completion');
	expect(needed.map(({ name }) => name)).toEqual(['prompt']);
	expect(shown({}).find(({ name }) => name === 'model')?.default).toEqual({ mode: 'list', value: '' });
});

it('gives each action a verb and an object', () => {
	const options = description.properties.find(({ name }) => name === 'operation')?.options as INodePropertyOptions[];
	for (const { action } of options) expect(action).toMatch(/^[A-Z][a-z]+ \S+( \S+)*[a-z]$/);
	expect(new Set(options.map(({ action }) => action)).size).toBe(options.length);
});
