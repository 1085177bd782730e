import { NodeConnectionTypes, type INodeProperties, type INodeTypeDescription } from 'n8n-workflow';
import type { Task } from '../../shared/tasks/task';
import type { FileField } from '../../shared/fields/field';
import { inputSourceProperties } from './inputSource';
import { optionsProperty } from './options';
import { authentication, modelProperty, providerProperty } from '../../shared/panel/choice';
import { parametersProperty } from '../../shared/panel/parameters';
import { shownFor, toProperty } from '../../shared/panel/property';

/** The only value of the hidden `resource`. n8n needs it to name nodes and tools after their action. */
const RESOURCE = 'inference';

/** Makes all fields of the node from the catalogue, in the order on the screen. */
export function propertiesOf(tasks: readonly Task[]): INodeProperties[] {
	return [
		authentication,
		resource,
		operation(tasks),
		modelProperty(['authentication', 'operation', 'provider', 'task']),
		...tasks.flatMap(inputsWithFile(tasks)),
		provider(tasks),
		simplify(tasks),
		...binaryOutput(tasks),
		toolOutput,
		...parameters(tasks),
		optionsProperty(tasks),
	];
}

export const connections: Pick<INodeTypeDescription, 'inputs' | 'outputs'> = {
	inputs: [NodeConnectionTypes.Main],
	outputs: [NodeConnectionTypes.Main],
};

const resource: INodeProperties = {
	displayName: 'Resource',
	name: 'resource',
	type: 'hidden',
	options: [{ name: 'Inference', value: RESOURCE }],
	default: RESOURCE,
	noDataExpression: true,
};

function operation(tasks: readonly Task[]): INodeProperties {
	const options = tasks.map(({ name, id, action, description }) => ({ name, value: id, action, description }));
	return {
		displayName: 'Task',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [RESOURCE] } },
		options: options.sort((a, b) => a.name.localeCompare(b.name)),
		default: 'chat-completion',
		description: 'Kind of work for the model',
	};
}

/** Makes the input fields of each task. Tasks with the same condition share one set of file fields. */
function inputsWithFile(tasks: readonly Task[]): (task: Task) => INodeProperties[] {
	const shared = new Set<string>();
	return (task) =>
		task.inputs.flatMap((field) => {
			if (field.kind === 'table')
				return [...tableSource(task), toProperty(field, shownFor([task.id], { tableSource: ['json'] }))];
			if (field.kind !== 'file') return [toProperty(field, shownFor([task.id], field.shownWhen))];
			const key = conditionOf(field);
			if (shared.has(key)) return [];
			shared.add(key);
			const alike = tasks.filter(({ inputs }) =>
				inputs.some((other) => other.kind === 'file' && conditionOf(other) === key),
			);
			return inputSourceProperties(
				alike.map(({ id }) => id),
				field.shownWhen,
			);
		});
}

function conditionOf({ shownWhen }: FileField): string {
	return JSON.stringify(shownWhen ?? {});
}

function tableSource({ id }: Task): INodeProperties[] {
	return [
		{
			displayName: 'Table Source',
			name: 'tableSource',
			type: 'options',
			options: [
				{ name: 'JSON', value: 'json', description: "Uses the field 'Table' below" },
				{
					name: 'All Input Items',
					value: 'items',
					description: 'Uses each input item as a row, and returns one answer for all',
				},
			],
			default: 'json',
			description: 'Origin of the table',
			displayOptions: shownFor([id]),
		},
	];
}

function provider(tasks: readonly Task[]): INodeProperties {
	return {
		...providerProperty('Chat Only'),
		displayOptions: {
			show: { operation: tasks.filter(({ route }) => route !== 'raw').map(({ id }) => id) },
			hide: { '/model.mode': ['url'] },
		},
	};
}

function simplify(tasks: readonly Task[]): INodeProperties {
	return {
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
		displayOptions: shownFor(tasks.filter(({ route }) => route !== 'raw').map(({ id }) => id)),
	};
}

function binaryOutput(tasks: readonly Task[]): INodeProperties[] {
	const withFiles = tasks.filter(({ answer }) => answer.files).map(({ id }) => id);
	return [
		{
			displayName: 'Put Output in Field',
			name: 'binaryPropertyOutput',
			type: 'string',
			default: 'data',
			required: true,
			hint: 'The name of the output field to put the file in',
			description: 'Name of the binary output field. Several files are numbered: data_0, data_1, ...',
			displayOptions: shownFor(withFiles),
		},
	];
}

const toolOutput: INodeProperties = {
	displayName: 'Output',
	name: 'toolOutput',
	type: 'options',
	options: [
		{ name: 'Compact', value: 'compact', description: 'Drops vectors and cuts lists to 10 entries' },
		{ name: 'Full', value: 'full', description: 'Returns everything, at any length' },
	],
	default: 'compact',
	description: 'Amount of data for the agent',
	displayOptions: { show: { '@tool': [true] } },
};

function parameters(tasks: readonly Task[]): INodeProperties[] {
	return tasks
		.filter((task) => task.parameters.length > 0)
		.map((task) => ({ ...parametersProperty(task), displayOptions: shownFor([task.id]) }));
}
