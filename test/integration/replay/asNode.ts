import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { JsonObject, JsonValue } from '../../../nodes/shared/client/json';
import type { Field } from '../../../nodes/shared/fields/field';
import { taskOf } from '../tasks/samples';
import { recordedFile, type Exchange } from './recorded';

/** What a user sets in the node to make a recorded request. */
export interface NodeInput {
	readonly parameters: IDataObject;
	readonly item: INodeExecutionData;
}

/** Where requests were not recorded: the file, and what was asked about it. */
const UNRECORDED: Readonly<Record<string, { readonly file?: string; readonly fields?: IDataObject }>> = {
	'audio-classification': { file: 'sample1.flac' },
	'audio-to-audio': { file: 'sample1.flac' },
	'automatic-speech-recognition': { file: 'sample1.flac' },
	'document-question-answering': { file: 'invoice.png', fields: { question: 'Invoice number?' } },
	'image-classification': { file: 'cheetah.png' },
	'image-segmentation': { file: 'cats.png' },
	'image-to-image': { file: 'cats.png' },
	'image-to-text': { file: 'cheetah.png' },
	'object-detection': { file: 'cats.png' },
	'text-to-image': { fields: { prompt: 'a tortoise' } },
	'visual-question-answering': { file: 'cats.png', fields: { question: 'How many cats are there?' } },
	'zero-shot-image-classification': { file: 'cheetah.png', fields: { candidateLabels: 'animal, toy, car' } },
};

/** Keys at the root that no parameter carries: the client's own, and what follows from other settings. */
const NOT_PARAMETERS = ['inputs', 'parameters', 'options', 'model', 'messages', 'stream'];

/** The node's fields for a recorded request. */
export function asNode({ task, request }: Exchange): NodeInput {
	const { json } = request;
	const unrecorded = UNRECORDED[task];
	if (request.bytes !== undefined) return { parameters: { operation: task }, item: withFile(request.bytes) };
	if (json === undefined)
		return {
			parameters: { operation: task, ...unrecorded?.fields },
			item: unrecorded?.file === undefined ? { json: {} } : withFile(recordedFile(unrecorded.file)),
		};
	const { inputs, parameters } = taskOf(task);
	const file = inputs.find(({ kind }) => kind === 'file');
	const base64 = file?.wire === undefined ? undefined : at(json, file.wire);
	return {
		parameters: {
			operation: task,
			...valuesOf(inputs, json),
			...chatOf(json),
			parameters: valuesOf(parameters, json),
			options: { extraParameters: JSON.stringify(further(task, json)) },
		},
		item: typeof base64 === 'string' ? withFile(Buffer.from(base64, 'base64')) : { json: {} },
	};
}

function withFile(bytes: Buffer): INodeExecutionData {
	return { json: {}, binary: { data: { data: bytes.toString('base64'), mimeType: 'application/octet-stream' } } };
}

function valuesOf(fields: readonly Field[], json: JsonObject): IDataObject {
	const known = fields.filter(
		({ kind, wire }) => kind !== 'file' && wire !== undefined && at(json, wire) !== undefined,
	);
	return Object.fromEntries(known.map((field) => [field.name, entered(field, at(json, field.wire ?? ''))]));
}

function entered(field: Field, value: JsonValue | undefined): IDataObject[string] {
	if (field.kind === 'table' || field.kind === 'object') return JSON.stringify(value);
	// A list of one text is one text.
	return field.kind === 'text' && Array.isArray(value) && value.length === 1
		? String(value[0])
		: (value as IDataObject[string]);
}

function chatOf({ messages, model }: JsonObject): IDataObject {
	if (messages !== undefined) return { messageInput: 'json', messages: JSON.stringify(messages) };
	return model === undefined ? {} : { prompt: 'Hello' };
}

/** What was sent and is no field of ours. */
function further(task: string, json: JsonObject): JsonObject {
	const { parameters, parametersAt, inputs } = taskOf(task);
	const wires = [...inputs, ...parameters].map(({ wire }) => wire);
	const given = parametersAt === '' ? json : ((json.parameters ?? {}) as JsonObject);
	const unknown = Object.entries(given).filter(
		([key]) => !wires.includes(parametersAt === '' ? key : `${parametersAt}.${key}`) && !NOT_PARAMETERS.includes(key),
	);
	return Object.fromEntries(unknown);
}

export function at(json: JsonValue | undefined, path: string): JsonValue | undefined {
	return path
		.split('.')
		.reduce<JsonValue | undefined>(
			(value, key) => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value[key] : undefined),
			json,
		);
}
