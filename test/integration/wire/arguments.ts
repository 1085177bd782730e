import type { IDataObject } from 'n8n-workflow';
import type { JsonObject, JsonValue } from '../../../nodes/shared/client/json';
import { propertiesOf, tasksWith } from '../../unit/conformance/schema';
import { everyParameter, fileOf, inApiForm, inputsFor, taskOf } from '../tasks/samples';
import type { Arguments, Place } from './request';

/** Parameters that the node shows under another path than the schema's. */
const RENAMED: Readonly<Record<string, string>> = {
	'automatic-speech-recognition translate': 'parameters.generation_parameters.task',
	'image-to-text max_new_tokens': 'parameters.max_new_tokens',
};
/** Values that the API has in place of the node's. */
const VALUES: Readonly<Record<string, JsonValue>> = { 'automatic-speech-recognition translate': 'transcribe' };
/** Tasks whose API reads parameters at the root of the request, and has no schema that says so. */
const AT_THE_ROOT = ['feature-extraction', 'text-ranking', 'image-text-to-text'];

const typed = (task: string): IDataObject => inputsFor(taskOf(task));
const lines = (text: unknown): string[] => String(text).split('\n');

/** The inputs of a task as the schemas, or else the servers, name them; a file stands where `FILE` is. */
export const FILE = 'the file';
const INPUTS: Readonly<Record<string, (values: IDataObject) => JsonObject>> = {
	'chat-completion': ({ prompt }) => ({ messages: [{ role: 'user', content: String(prompt) }] }),
	'image-text-to-text': ({ prompt }) => {
		const parts: JsonObject[] = [
			{ type: 'text', text: String(prompt) },
			{ type: 'image_url', image_url: { url: FILE } },
		];
		return { messages: [{ role: 'user', content: parts }] };
	},
	conversational: ({ text }) => ({ inputs: { text: String(text), past_user_inputs: [], generated_responses: [] } }),
	'question-answering': ({ question, context }) => ({
		inputs: { question: String(question), context: String(context) },
	}),
	'document-question-answering': ({ question }) => ({ inputs: { question: String(question), image: FILE } }),
	'visual-question-answering': ({ question }) => ({ inputs: { question: String(question), image: FILE } }),
	'sentence-similarity': ({ sourceSentence, sentences }) => ({
		inputs: { source_sentence: String(sourceSentence), sentences: lines(sentences) },
	}),
	'text-ranking': ({ query, texts }) => ({ query: String(query), texts: lines(texts) }),
	'table-question-answering': ({ query }) => ({
		inputs: { question: String(query), table: { name: ['apples', 'pears'], total: ['1', '2'] } },
	}),
	'tabular-classification': () => ({ inputs: { data: { name: ['apples', 'pears'], total: ['1', '2'] } } }),
	'tabular-regression': () => ({ inputs: { data: { name: ['apples', 'pears'], total: ['1', '2'] } } }),
	'custom-request': ({ json }) => JSON.parse(String(json)) as JsonObject,
};

/** Inputs of the node that the API takes among its parameters, by their paths. */
const AMONG_PARAMETERS: Readonly<Record<string, string>> = {
	prompt: 'parameters.prompt',
	candidateLabels: 'parameters.candidate_labels',
};

function inputsOf(task: string): JsonObject {
	const values = typed(task);
	return (
		INPUTS[task]?.(values) ?? {
			inputs: fileOf(taskOf(task)) === undefined ? String(values.text ?? values.prompt) : FILE,
		}
	);
}

/** Where a parameter stands in the request: as the schema says, else among the parameters. */
function pathOf(task: string, apiName: string): string {
	const renamed = RENAMED[`${task} ${apiName}`];
	if (renamed !== undefined) return renamed;
	const known = tasksWith('input.json').includes(task) ? propertiesOf(task) : [];
	const found = known.find(({ path }) => path.split('.').pop() === apiName);
	return found?.path ?? (AT_THE_ROOT.includes(task) ? apiName : `parameters.${apiName}`);
}

function apiName(name: string): string {
	return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The arguments of a call with every parameter, or with none but the required ones. */
export function argumentsFor(task: string, place: Place, withParameters: boolean): Arguments {
	const parameters = new Map<string, JsonValue>();
	const values = typed(task);
	for (const [name, path] of Object.entries(AMONG_PARAMETERS)) {
		const isPrompt = name === 'prompt' && (fileOf(taskOf(task)) === undefined || INPUTS[task] !== undefined);
		if (values[name] === undefined || isPrompt) continue;
		parameters.set(path, name === 'prompt' ? String(values[name]) : ['cat', 'dog']);
	}
	if (withParameters)
		for (const field of taskOf(task).parameters) {
			const name = apiName(field.name);
			parameters.set(pathOf(task, name), VALUES[`${task} ${name}`] ?? (inApiForm(field) as JsonValue));
		}
	return { task, place, inputs: inputsOf(task), parameters, file: fileOf(taskOf(task)) };
}

/** The same in the node's fields. */
export function fieldsFor(task: string, withParameters: boolean): IDataObject {
	return { ...typed(task), ...(withParameters && { parameters: everyParameter(taskOf(task)) }) };
}
