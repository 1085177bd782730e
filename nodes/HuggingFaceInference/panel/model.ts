import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { PROVIDERS } from '../../shared/client/providers/names';
import type { Task } from '../../shared/tasks/task';

// No `validation`: n8n gives each pattern 250 ms, and fails the execution where the machine is busy.
// The node checks the name itself.
export const model: INodeProperties = {
	displayName: 'Model',
	name: 'model',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	description: "Model to run. If empty, uses the credential's endpoint, or Hugging Face's recommended model.",
	typeOptions: { loadOptionsDependsOn: ['authentication', 'operation', 'provider', 'task'] },
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Recommended model',
			typeOptions: { searchListMethod: 'searchModels', searchable: true, skipCredentialsCheckInRLC: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. facebook/bart-large-mnli',
			url: '=https://huggingface.co/{{$value}}',
		},
		{
			displayName: 'Endpoint URL',
			name: 'url',
			type: 'string',
			placeholder: 'e.g. https://xyz.eu-west-1.aws.endpoints.huggingface.cloud',
		},
	],
};

export function provider(tasks: readonly Task[]): INodeProperties {
	const policies = [
		{ name: 'Cheapest (Chat Only)', value: 'cheapest', description: 'Lowest price' },
		{ name: 'Fastest (Chat Only)', value: 'fastest', description: 'Fastest answers' },
		{ name: 'Preferred (Chat Only)', value: 'preferred', description: 'First in the order of your account' },
	];
	return {
		displayName: 'Provider',
		name: 'provider',
		type: 'options',
		options: [
			...choices({ auto: 'Automatic (recommended)' }),
			...[...choices(PROVIDERS), ...policies].sort((a, b) => a.name.localeCompare(b.name)),
		],
		default: 'auto',
		description: "Service to run the model on. Automatic uses your account's first provider for this model.",
		displayOptions: {
			show: { operation: tasks.filter(({ route }) => route !== 'raw').map(({ id }) => id) },
			hide: { '/model.mode': ['url'] },
		},
	};
}

/** Makes n8n options from a record of value to name. */
export function choices(names: Readonly<Record<string, string>>): INodePropertyOptions[] {
	return Object.entries(names).map(([value, name]) => ({ name, value }));
}
