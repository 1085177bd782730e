import type { IDisplayOptions, INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import { HuggingFaceInferenceApi } from '../../credentials/HuggingFaceInferenceApi.credentials';
import { propertiesOf } from '../../nodes/HuggingFaceInference/panel/description';
import { PROVIDERS } from '../../nodes/shared/client/providers/names';
import { tasks } from '../../nodes/shared/tasks';
import { code, paragraphs, table } from './markdown';

const HEAD = ['field', 'name', 'values', 'description'];
const SHARED = [
	'authentication',
	'operation',
	'model',
	'provider',
	'inputSource',
	'binaryPropertyName',
	'inputUrl',
	'inputPath',
	'simplify',
	'binaryPropertyOutput',
	'toolOutput',
	'parameters',
	'options',
];
/** Lists too long for a cell. */
const LONG: Readonly<Record<string, string>> = {
	operation: 'one of the tasks of the [README](../README.md#tasks)',
	provider: 'Automatic (`auto`), a [provider](#providers), and for chat `fastest`, `cheapest`, `preferred`',
};

/** Makes the page about common fields, options, providers and the credential. */
export function fieldsPage(): string {
	const properties = propertiesOf(tasks);
	const shared = SHARED.map((name) => properties.find((property) => property.name === name)).filter(
		(property) => property !== undefined,
	);
	const options = properties.find(({ name }) => name === 'options')?.options as INodeProperties[];
	return `${paragraphs(
		'# Fields',
		'Fields of all tasks. `npm run docs` writes this page from the description of the node. For the fields of a single task, see the page of its domain: ' +
			'[language](nlp.md), [audio](audio.md), [computer vision](computer-vision.md), [multimodal](multimodal.md), [tables](tabular.md), [custom request](custom-request.md).',
		'## Fields of the node',
		'The node shows a field only for tasks that use it. *Name* is the key in the JSON of a workflow.',
		table(HEAD, shared.map(row)),
		'## Options',
		'Without an option, the default in its description applies. *Initial value* is the value of a newly added option.',
		table(['option', 'name', 'initial value', 'for', 'description'], options.filter(isFirst).map(optionRow)),
		'## Providers',
		table(
			['provider', 'value'],
			Object.entries(PROVIDERS).map(([id, name]) => [name, code(id)]),
		),
		'## Credential',
		table(['field', 'name', 'default', 'description'], new HuggingFaceInferenceApi().properties.map(credentialRow)),
	)}\n`;
}

function row(property: INodeProperties): string[] {
	return [
		property.displayName,
		code(property.name),
		LONG[property.name] ?? valuesOf(property),
		property.description ?? '',
	];
}

function valuesOf({ type, options, modes, default: first }: INodeProperties): string {
	if (modes !== undefined) return modes.map(({ displayName, name }) => `${displayName} (${code(name)})`).join(', ');
	if (type === 'options')
		return (options ?? [])
			.filter(isOption)
			.map(({ name, value }) => `${name} (${code(String(value))})${value === first ? ', default' : ''}`)
			.join('; ');
	if (type === 'boolean') return `on or off, default ${first === true ? 'on' : 'off'}`;
	if (type === 'collection') return 'a list of entries';
	return first === '' ? 'text' : `text, default ${code(String(first))}`;
}

function isOption(
	option: INodePropertyOptions | INodeProperties | INodePropertyCollection,
): option is INodePropertyOptions {
	return 'value' in option;
}

/** Whether an entry is the first with its name. An entry with two alternative conditions appears twice. */
function isFirst({ name }: INodeProperties, i: number, all: readonly INodeProperties[]): boolean {
	return all.findIndex((other) => other.name === name) === i;
}

function optionRow({ displayName, name, default: first, description = '', displayOptions }: INodeProperties): string[] {
	const shown = first === true ? 'on' : first === false ? 'off' : first === '' ? 'empty' : code(String(first));
	return [displayName, code(name), shown, whereShown(displayOptions), description];
}

/** Conditions of an option besides the task. */
const NEEDS: Readonly<Record<string, string>> = {
	'/simplify': 'with **Simplify** on',
	'/messageInput': 'with **Message Input** on *Simple*',
};

/** The tasks and other conditions of an option, in the shorter form. */
function whereShown({ show = {}, hide = {} }: IDisplayOptions = {}): string {
	if (show['/model.mode'] !== undefined) return 'models by URL';
	const needs = Object.keys(show).flatMap((name) => NEEDS[name] ?? []);
	const but = hide['/model.mode'] === undefined ? [] : ['not for models by URL'];
	return [tasksOf(show['/operation']), ...needs, ...but].join('; ');
}

function tasksOf(ids: readonly unknown[] | undefined): string {
	if (ids === undefined) return 'all tasks';
	const others = tasks.filter(({ id }) => !ids.includes(id));
	return others.length < 5 ? `all but ${others.map(({ id }) => id).join(', ')}` : ids.join(', ');
}

function credentialRow({ displayName, name, default: first, description = '' }: INodeProperties): string[] {
	return [
		displayName,
		code(name),
		first === '' ? 'empty' : code(String(first)),
		description.replace(/<a href="([^"]*)"[^>]*>([^<]*)<\/a>/g, '[$2]($1)'),
	];
}
