import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { PROVIDERS } from '../client/providers/names';

/** Makes n8n options from a record of value to name. */
function choices(names: Readonly<Record<string, string>>): INodePropertyOptions[] {
	return Object.entries(names).map(([value, name]) => ({ name, value }));
}

export const authentication: INodeProperties = {
	displayName: 'Authentication',
	name: 'authentication',
	type: 'options',
	options: choices({ accessToken: 'Access Token (recommended)', none: 'None (public endpoint)' }),
	default: 'accessToken',
	description: "Whether to use a credential's token or make anonymous calls",
};

// No `validation`: n8n gives each pattern 250 ms, and fails the execution where the machine is busy.
// The node checks the name itself.
const model: INodeProperties = {
	displayName: 'Model',
	name: 'model',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	description: "Model to run. If empty, uses the credential's endpoint, or Hugging Face's recommended model.",
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

/**
 * The field 'Model'.
 * @param listDependsOn fields that change the list of models
 */
export function modelProperty(listDependsOn: readonly string[]): INodeProperties {
	return { ...model, typeOptions: { loadOptionsDependsOn: [...listDependsOn] } };
}

/**
 * The field 'Provider'.
 * @param policies words behind the names of the policies that choose a provider for chat; absent: the field has none
 */
export function providerProperty(policies?: string): INodeProperties {
	const suffix = policies ? ` (${policies})` : '';
	const chat = [
		{ name: `Cheapest${suffix}`, value: 'cheapest', description: 'Lowest price' },
		{ name: `Fastest${suffix}`, value: 'fastest', description: 'Fastest answers' },
		{ name: `Preferred${suffix}`, value: 'preferred', description: 'First in the order of your account' },
	];
	const others = [...choices(PROVIDERS), ...(policies === undefined ? [] : chat)];
	return {
		displayName: 'Provider',
		name: 'provider',
		type: 'options',
		options: [...choices({ auto: 'Automatic (recommended)' }), ...others.sort((a, b) => a.name.localeCompare(b.name))],
		default: 'auto',
		description: "Service to run the model on. Automatic uses your account's first provider for this model.",
		displayOptions: { hide: { '/model.mode': ['url'] } },
	};
}
