import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';
import type { Task } from '../../shared/tasks/task';
import type { ShownWhen } from '../../shared/fields/field';
import { toProperty } from '../../shared/panel/property';

interface Option {
	readonly property: INodeProperties;
	/** Tasks that have the option; absent: all. */
	readonly of?: (task: Task) => boolean;
	/** What other fields must hold for the option to have an effect. */
	readonly show?: IDisplayOptions['show'];
	/** What other fields must not hold. */
	readonly hide?: IDisplayOptions['hide'];
}

const isNotRaw = (task: Task): boolean => task.route !== 'raw';

const SERVED_MODEL: INodeProperties = {
	displayName: 'Served Model',
	name: 'servedModel',
	type: 'string',
	default: '',
	placeholder: 'e.g. llama3.2',
	description: "Name of the model on a server that holds several. For URLs alone, in 'Model' or in the credential.",
};

const OPTIONS: readonly Option[] = [
	{
		of: (task) => task.answer.annotates === true,
		property: {
			displayName: 'Annotated Image',
			name: 'annotatedImage',
			type: 'boolean',
			default: true,
			description:
				"Whether to add a picture with boxes, labels and scores drawn over it, as the binary field 'annotated'. Default: off.",
		},
	},
	{
		of: (task) => task.list !== undefined,
		property: {
			displayName: 'Batch Size',
			name: 'batchSize',
			type: 'number',
			default: 32,
			typeOptions: { minValue: 1, maxValue: 10000, numberPrecision: 0 },
			description: 'Items that are sent in one request, where the server takes lists. Default 1.',
		},
	},
	{
		of: (task) => task.streaming !== undefined,
		property: {
			displayName: 'Enable Streaming',
			name: 'enableStreaming',
			type: 'boolean',
			default: true,
			description: 'Whether to pass the answer on piece by piece where the workflow streams its response. Default: on.',
		},
	},
	{
		of: isNotRaw,
		property: {
			displayName: 'Extra Parameters',
			name: 'extraParameters',
			type: 'json',
			default: '{}',
			description:
				"Further parameters for the API as a JSON object, for what has no field here. They win over 'Model Parameters'.",
		},
	},
	{
		of: isNotRaw,
		hide: { '/model.mode': ['url'] },
		property: {
			displayName: 'Fallback Providers',
			name: 'fallbackProviders',
			type: 'string',
			default: '',
			placeholder: 'e.g. together, fal-ai',
			description:
				'Providers to try in this order when the chosen one is overloaded or does not answer, separated by commas',
		},
	},
	{
		property: {
			displayName: 'Headers',
			name: 'headers',
			type: 'json',
			default: '{}',
			description:
				'Further headers for the request to the model, as a JSON object. Authorization replaces the access token.',
		},
	},
	{
		property: {
			displayName: 'Include Input Fields',
			name: 'includeInputFields',
			type: 'boolean',
			default: true,
			description: 'Whether to keep the fields and files of the incoming item beside the result. Default: off.',
		},
	},
	{
		property: {
			displayName: 'Include Metadata',
			name: 'includeMetadata',
			type: 'boolean',
			default: true,
			description:
				"Whether to add the field '_meta' with model, provider, request ID, attempts and duration. Default: off.",
		},
	},
	{
		property: {
			displayName: 'Max Concurrency',
			name: 'maxConcurrency',
			type: 'number',
			default: 5,
			typeOptions: { minValue: 1, maxValue: 100, numberPrecision: 0 },
			description: 'Requests that run at the same time. Default 5.',
		},
	},
	{
		property: {
			displayName: 'Max Retries',
			name: 'maxRetries',
			type: 'number',
			default: 5,
			typeOptions: { minValue: 0, maxValue: 100, numberPrecision: 0 },
			description:
				"Tries after a failure that cost nothing: status 429 or 503, or no connection. Status 500 is not tried again, since it may have been billed. n8n's own Retry On Fail looks at the first item alone, and multiplies this. Default 5.",
		},
	},
	{
		property: {
			displayName: 'Requests per Minute',
			name: 'requestsPerMinute',
			type: 'number',
			default: 60,
			typeOptions: { minValue: 0 },
			description: 'Most requests to start in a minute, evenly spread. Default 0, no limit.',
		},
	},
	{
		property: {
			displayName: 'Retry Interrupted',
			name: 'retryInterrupted',
			type: 'boolean',
			default: true,
			description:
				'Whether to ask again when the connection broke after the request was sent. The first try may be billed as well. Default: off.',
		},
	},
	// A URL stands in 'Model', or in the credential, where 'Model' is empty.
	{ of: isNotRaw, show: { '/model.mode': ['url'] }, property: SERVED_MODEL },
	{ of: isNotRaw, show: { '/model.mode': ['list', 'id'], '/model': [''] }, property: SERVED_MODEL },
	// The raw answer stays as it came.
	{
		of: (task) => task.answer.elements !== undefined,
		show: { '/simplify': [true] },
		property: {
			displayName: 'Split Results',
			name: 'splitResults',
			type: 'boolean',
			default: true,
			description: 'Whether to make one item of each result instead of one item with a list. Default: off.',
		},
	},
	{
		property: {
			displayName: 'Timeout',
			name: 'timeout',
			type: 'number',
			default: 600,
			typeOptions: { minValue: 0, maxValue: 86400 },
			description: 'Seconds for the whole call, waits included; 0 for no limit. Default 600.',
		},
	},
	{
		property: {
			displayName: 'Wait for Model',
			name: 'waitForModel',
			type: 'boolean',
			default: true,
			description:
				'Whether to wait, up to the timeout, for a model that loads or an endpoint that wakes up. Default: on.',
		},
	},
];

/** The options collection; each entry is shown for the tasks that can use it. */
export function optionsProperty(tasks: readonly Task[]): INodeProperties {
	const own = tasks.flatMap((task) =>
		task.options.map((field) => ({
			...toProperty(field),
			displayOptions: { show: { '/operation': [task.id], ...fromRoot(field.shownWhen) } },
		})),
	);
	const options = [...OPTIONS.map((option) => shown(option, tasks)), ...own];
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		description: 'How the calls are made and what the output holds',
		options: options.sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
}

function shown({ property, of, show: fields, hide }: Option, tasks: readonly Task[]): INodeProperties {
	const show = { ...(of && { '/operation': tasks.filter(of).map(({ id }) => id) }), ...fields };
	if (Object.keys(show).length === 0 && hide === undefined) return property;
	return { ...property, displayOptions: { show, ...(hide && { hide }) } };
}

/** A condition on the fields beside the options, as n8n names these from inside a collection. */
function fromRoot(shownWhen: ShownWhen = {}): NonNullable<IDisplayOptions['show']> {
	return Object.fromEntries(Object.entries(shownWhen).map(([name, values]) => [`/${name}`, [...values]]));
}
