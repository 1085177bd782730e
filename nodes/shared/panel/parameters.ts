import type { INodeProperties } from 'n8n-workflow';
import type { Task } from '../tasks/task';
import { toProperty } from './property';

/** 'Model Parameters': the parameters that a task's API takes. */
export function parametersProperty({ parameters }: Pick<Task, 'parameters'>): INodeProperties {
	return {
		displayName: 'Model Parameters',
		name: 'parameters',
		type: 'collection',
		placeholder: 'Add Parameter',
		default: {},
		description: "Parameters of the API. Without a parameter, the server's own default applies.",
		options: sortedByLabel(parameters.map((field) => toProperty(field))),
	};
}

/** n8n's rules want the entries of a collection in the order of their labels. */
export function sortedByLabel(properties: readonly INodeProperties[]): INodeProperties[] {
	return [...properties].sort((a, b) => a.displayName.localeCompare(b.displayName));
}
