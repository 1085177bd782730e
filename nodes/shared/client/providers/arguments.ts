import { MAX_TEXT_BYTES } from '../../http/body';
import { collect } from '../../http/collect';
import { invalidInput } from '../errors';
import { InputFile } from '../inputFile';
import { isObject } from '../json';
import { DataUrl, type Payload, type PayloadObject, type PayloadValue } from '../payload';
import { taskQuirks } from './quirks';
import type { Arguments } from './quirks/quirks';

/**
 * A request in the form of the official client's arguments: the file as a blob in memory, since it encodes that itself.
 * @throws {InferenceError} `invalidInput` where the request is no JSON object
 */
export async function argumentsOf(payload: Payload): Promise<Arguments> {
	if (!('json' in payload) || !isObject(payload.json))
		throw invalidInput('Only JSON can be sent to a provider', "Set 'Provider' to Hugging Face (hf-inference).");
	const { inputs, ...others } = payload.json as PayloadObject;
	const rest = (await inText(others)) as Arguments;
	if (inputs === undefined) return rest;
	return { inputs: inputs instanceof InputFile ? await blobOf(inputs) : await inText(inputs), ...rest };
}

async function blobOf(file: InputFile): Promise<Blob> {
	return new Blob([new Uint8Array(await bytesOf(file))], { type: file.mediaType });
}

/** A value with its files in base64, as they go in the JSON of a chat. */
async function inText(value: PayloadValue): Promise<unknown> {
	if (value instanceof InputFile) return (await bytesOf(value)).toString('base64');
	if (value instanceof DataUrl)
		return `data:${value.file.mediaType};base64,${(await bytesOf(value.file)).toString('base64')}`;
	if (Array.isArray(value)) return await Promise.all(value.map(inText));
	if (!isObject(value)) return value;
	const entries = Object.entries(value).map(
		async ([key, inner]) => [key, await inText(inner as PayloadValue)] as const,
	);
	return Object.fromEntries(await Promise.all(entries));
}

async function bytesOf(file: InputFile): Promise<Buffer> {
	return await collect(await file.open(), MAX_TEXT_BYTES);
}

/** A provider's task. */
export interface ProviderTask {
	readonly provider: string;
	/** By its name in the Hub's mapping. */
	readonly task: string;
	/** The label of the field that carries a parameter of the API; undefined where no field does. */
	readonly labelOf: (parameter: string) => string | undefined;
}

/**
 * The arguments with the provider's own names, places and media types.
 * @throws {InferenceError} `invalidInput` for what the provider cannot take
 */
export function atProvider(args: Arguments, { provider, task }: ProviderTask): Arguments {
	return taskQuirks(provider, task).reduce((changed, { before, dropped }) => {
		const kept = dropped === undefined ? changed : withoutParameters(changed, dropped);
		return before?.(kept) ?? kept;
	}, args);
}

function withoutParameters(args: Arguments, dropped: readonly string[] | 'all'): Arguments {
	const entries = Object.entries(args.parameters ?? {});
	const kept = entries.filter(([name]) => dropped !== 'all' && !dropped.includes(name));
	return { ...args, parameters: Object.fromEntries(kept) };
}

const NO_PARAMETERS = ['inputs', 'parameters'];

/** What the user is told of parameters that have no effect at a provider; `{items}` stands for the items. */
export function hintsFor(args: Arguments, { provider, task, labelOf }: ProviderTask): string[] {
	const { generation_parameters: nested, ...flat } = args.parameters ?? {};
	const labels = [args, flat, nested].filter(isObject).flatMap((place) =>
		Object.keys(place).flatMap((name) => {
			const label = NO_PARAMETERS.includes(name) ? undefined : labelOf(name);
			return label === undefined ? [] : [{ name, label }];
		}),
	);
	const quirks = taskQuirks(provider, task);
	const hints = new Set<string>();
	for (const { name, label } of labels) {
		const isDropped = quirks.some(({ dropped }) => dropped === 'all' || dropped?.includes(name));
		const isUnknown = quirks.some(
			({ documented, unread }) => documented?.includes(name) === false || unread?.includes(name),
		);
		if (isDropped) hints.add(`'${label}' was not sent: provider ${provider} does not take it for this task ({items})`);
		else if (isUnknown)
			hints.add(`Provider ${provider} does not document '${label}' for this task: it may have no effect ({items})`);
	}
	return [...hints];
}
