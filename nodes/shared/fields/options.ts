import { boolean, integer, list, number, object, text, type Field } from './field';

/** The parts of a task that decide which options it has. */
export interface OptionTask {
	readonly route: string;
	readonly list?: unknown;
	readonly streaming?: unknown;
	readonly answer: { readonly annotates?: boolean; readonly elements?: string };
}

/** Values of other fields, named from inside the collection: `/model.mode`. */
export type Condition = Readonly<Record<string, ReadonlyArray<string | boolean>>>;

/** An option of the node: a field in the collection 'Options', and the value that holds where it was not added. */
export interface Option {
	readonly field: Field;
	readonly unset: string | number | boolean;
	/** Tasks that have the option; absent: all. */
	readonly fits?: (task: OptionTask) => boolean;
	/** Shown where one of these holds; absent: always. */
	readonly show?: readonly Condition[];
	readonly hide?: Condition;
}

const isNotRaw = ({ route }: OptionTask): boolean => route !== 'raw';

/** The sentence on the default of an option. */
function withDefault(description: string, unset: Option['unset']): string {
	if (unset === '') return description;
	const words = typeof unset === 'boolean' ? (unset ? 'on' : 'off') : String(unset);
	return `${description}${description.endsWith('.') ? '' : '.'} Default: ${words}.`;
}

type Rest = Omit<Option, 'field' | 'unset'>;

/** A switch; it shows the value that an added option should have. */
function flag(
	name: [apiName: string, label: string],
	description: string,
	more: Rest & { unset?: boolean } = {},
): Option {
	const { unset = false, ...rest } = more;
	return { field: boolean(name, withDefault(description, unset)), unset, ...rest };
}

interface Bounds {
	readonly min: number;
	readonly max: number;
	readonly unset: number;
	/** What the field shows when it is added, where that is not the default. */
	readonly shown?: number;
	/** Whether fractions make sense. */
	readonly isFraction?: boolean;
}

function amount(name: [apiName: string, label: string], description: string, bounds: Bounds & Rest): Option {
	const { min, max, unset, shown = unset, isFraction = false, ...rest } = bounds;
	const make = isFraction ? number : integer;
	return { field: make(name, withDefault(description, unset), { min, max, default: shown }), unset, ...rest };
}

/** All options, by name. Bounds, defaults, labels and descriptions stand here alone. */
export const OPTIONS = {
	annotatedImage: flag(
		['annotated_image', 'Annotated Image'],
		"Whether to add a copy of the image with boxes, labels and scores, as the binary field 'annotated'",
		{ fits: ({ answer }) => answer.annotates === true },
	),
	batchSize: amount(['batch_size', 'Batch Size'], 'Inputs per request, for servers that accept lists', {
		min: 1,
		max: 10_000,
		unset: 1,
		shown: 32,
		fits: (task) => task.list !== undefined,
	}),
	enableStreaming: flag(
		['enable_streaming', 'Enable Streaming'],
		'Whether to stream the answer if the workflow streams its response',
		{ unset: true, fits: ({ streaming }) => streaming !== undefined },
	),
	extraParameters: {
		field: object(
			['extra_parameters', 'Extra Parameters'],
			'More API parameters as a JSON object, for parameters without a field. ' + "They override 'Model Parameters'.",
			{ default: '{}' },
		),
		unset: '',
		fits: isNotRaw,
	},
	fallbackProviders: {
		field: list(
			['fallback_providers', 'Fallback Providers'],
			'Providers to try in order if the chosen one is overloaded or unreachable, separated by commas',
			{ placeholder: 'e.g. together, fal-ai', hint: undefined },
		),
		unset: '',
		fits: isNotRaw,
		hide: { '/model.mode': ['url'] },
	},
	headers: {
		field: object(
			['headers', 'Headers'],
			'More headers for the model request, as a JSON object. Authorization replaces the access token.',
			{ default: '{}' },
		),
		unset: '',
	},
	includeInputFields: flag(
		['include_input_fields', 'Include Input Fields'],
		"Whether to keep the input item's fields and files beside the result",
	),
	includeMetadata: flag(
		['include_metadata', 'Include Metadata'],
		"Whether to add '_meta' with model, provider, request ID, attempts, duration and estimated cost",
	),
	maxConcurrency: amount(['max_concurrency', 'Max Concurrency'], 'Maximum number of requests at the same time', {
		min: 1,
		max: 100,
		unset: 5,
	}),
	maxCost: amount(
		['max_cost', 'Max Cost'],
		'Spending limit in USD for one execution of the node, by estimate. 0 means no limit. ' +
			'When it is reached, the remaining items fail before they are sent. ' +
			"Use with On Error set to 'Continue (using error output)'.",
		{ min: 0, max: 1_000_000, unset: 0, shown: 1, isFraction: true, fits: ({ route }) => route === 'chat' },
	),
	maxRetries: amount(
		['max_retries', 'Max Retries'],
		'Retries after unbilled failures (429, 503, no connection). ' +
			'A refusal while the service answers others does not count. ' +
			'Status 500 is not retried, because it may have been billed. ' +
			"Leave n8n's Retry On Fail off: it repeats all items.",
		{ min: 0, max: 100, unset: 5 },
	),
	requestsPerMinute: amount(
		['requests_per_minute', 'Requests per Minute'],
		'Maximum number of requests started per minute, evenly spread. 0 means no limit.',
		{ min: 0, max: 1_000_000, unset: 0, shown: 60, isFraction: true },
	),
	retryInterrupted: flag(
		['retry_interrupted', 'Retry Interrupted'],
		'Whether to retry after the connection broke during a request. Both attempts may be billed.',
	),
	servedModel: {
		field: text(
			['served_model', 'Served Model'],
			"Model name on a server with several models. Applies only to URLs in 'Model' or in the credential.",
			{ placeholder: 'e.g. llama3.2' },
		),
		unset: '',
		fits: isNotRaw,
		// A URL stands in 'Model', or in the credential where 'Model' is empty.
		show: [{ '/model.mode': ['url'] }, { '/model.mode': ['list', 'id'], '/model': [''] }],
	},
	splitResults: flag(
		['split_results', 'Split Results'],
		'Whether to return one item per result instead of one item with a list',
		// The raw answer stays as it came.
		{ fits: ({ answer }) => answer.elements !== undefined, show: [{ '/simplify': [true] }] },
	),
	timeout: amount(
		['timeout', 'Timeout'],
		'Time limit for the whole call in seconds, including waits. 0 means no limit.',
		{
			min: 0,
			max: 86_400,
			unset: 600,
			isFraction: true,
		},
	),
	waitForModel: flag(
		['wait_for_model', 'Wait for Model'],
		"Whether to wait, within 'Timeout', for a loading model or a sleeping endpoint",
		{ unset: true },
	),
} as const satisfies Readonly<Record<string, Option>>;

export type OptionName = keyof typeof OPTIONS;
