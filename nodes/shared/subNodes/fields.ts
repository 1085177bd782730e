import type { INodeCredentialDescription, INodeProperties } from 'n8n-workflow';
import { CREDENTIAL } from '../credential/service';
import type { Field } from '../fields/field';
import { OPTIONS, type Condition, type Option, type OptionName } from '../fields/options';
import { authentication, modelProperty, providerProperty } from '../panel/choice';
import { parametersProperty, sortedByLabel } from '../panel/parameters';
import { toProperty } from '../panel/property';
import type { Task } from '../tasks/task';

/** The credential of the sub-nodes. n8n takes its test from the task node. */
export const CREDENTIALS: INodeCredentialDescription[] = [
	{ name: CREDENTIAL, required: true, displayOptions: { show: { authentication: ['accessToken'] } } },
];

/** Options that each sub-node has. */
const COMMON_OPTIONS: readonly OptionName[] = [
	'extraParameters',
	'fallbackProviders',
	'headers',
	'maxRetries',
	'retryInterrupted',
	'servedModel',
	'timeout',
	'waitForModel',
];

/** What a sub-node has beside the common fields. */
export interface SubNodeFields {
	/** Its own fields, between 'Provider' and 'Model Parameters'. */
	readonly own?: readonly Field[];
	readonly options?: readonly OptionName[];
	/** Other words for an option. */
	readonly described?: Partial<Record<OptionName, Partial<Pick<INodeProperties, 'description' | 'default'>>>>;
	/** Whether 'Provider' offers the policies of chat. */
	readonly hasPolicies?: boolean;
}

/** A task with some of its parameters alone: the others are a sub-node's own business. */
export function withoutParameters(task: Task, ...names: readonly string[]): Task {
	return { ...task, parameters: task.parameters.filter(({ name }) => !names.includes(name)) };
}

/** The fields of a sub-node, made from its task in the catalogue. */
export function subNodeProperties(task: Task, more: SubNodeFields = {}): INodeProperties[] {
	const { own = [], options = [], described = {}, hasPolicies = false } = more;
	const names = [...COMMON_OPTIONS, ...options];
	return [
		authentication,
		modelProperty(['authentication', 'provider']),
		providerProperty(hasPolicies ? '' : undefined),
		...own.map((field) => toProperty(field)),
		parametersProperty(task),
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			description: 'How the calls are made',
			options: sortedByLabel(
				names.flatMap((name) => optionProperties(OPTIONS[name]).map((made) => ({ ...made, ...described[name] }))),
			),
		},
	];
}

/** The labels of all fields, those in collections included. */
export function labelsOf(properties: readonly INodeProperties[]): Set<string> {
	const inner = properties.flatMap(({ options = [] }) => options.filter((option) => 'displayName' in option));
	return new Set([...properties, ...inner].map(({ displayName }) => displayName));
}

function optionProperties({ field, show = [{}], hide }: Option): INodeProperties[] {
	return show.map((condition) => {
		const isAlways = Object.keys(condition).length === 0 && hide === undefined;
		if (isAlways) return toProperty(field);
		return toProperty(field, { show: copied(condition), ...(hide && { hide: copied(hide) }) });
	});
}

function copied(condition: Condition): Record<string, Array<string | boolean>> {
	return Object.fromEntries(Object.entries(condition).map(([name, values]) => [name, [...values]]));
}
