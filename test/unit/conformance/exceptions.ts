import type { FieldForm } from './fieldForm';

/** Intended differences from a schema. */
export interface Exception {
	readonly task: string;
	/** Dot path of the property in the request. */
	readonly path: string;
	/** Our field's form. Absent if there is no field. */
	readonly form?: FieldForm;
	readonly reason: string;
}

/** Schemas without a task in the node, with the reason. */
export const UNKNOWN_TASKS: Readonly<Record<string, string>> = { placeholder: 'the template for schemas of new tasks' };

/** Tasks without a schema. If one appears, compare it. */
export const TASKS_WITHOUT_SCHEMA: readonly string[] = [
	'audio-to-audio',
	'conversational',
	'custom-request',
	'image-feature-extraction',
	'image-text-to-text',
	'mask-generation',
	'tabular-classification',
	'tabular-regression',
	'text-ranking',
	'zero-shot-audio-classification',
];

export const EXCEPTIONS: readonly Exception[] = [
	{
		task: 'automatic-speech-recognition',
		path: 'parameters.return_timestamps',
		form: { kind: 'choice', choices: [false, true, 'word'] },
		reason: 'Whisper servers also give the time of each word',
	},
	{ task: 'chat-completion', path: 'messages', reason: 'made from the prompt, the message rows or the JSON field' },
	{ task: 'chat-completion', path: 'model', reason: 'follows the Model field' },
	{ task: 'chat-completion', path: 'stream', reason: 'follows the switch of the workflow and of Enable Streaming' },
	{ task: 'chat-completion', path: 'stream_options', reason: 'follows streaming' },
	{
		task: 'chat-completion',
		path: 'logit_bias',
		form: { kind: 'object' },
		reason: "OpenAI's protocol takes an object from token to bias; the schema's list is marked as unused",
	},
	{
		task: 'document-question-answering',
		path: 'parameters.top_k',
		form: { kind: 'integer', min: 1 },
		reason: 'the pipeline refuses less than one answer',
	},
	{
		task: 'feature-extraction',
		path: 'inputs',
		form: { kind: 'text' },
		reason: 'one text per item; Batch Size sends lists',
	},
	{
		task: 'image-to-text',
		path: 'parameters.generation_parameters.max_new_tokens',
		reason: 'servers refuse it in both places: it stands at the root of the parameters',
	},
	{ task: 'table-question-answering', path: 'inputs.question', reason: 'sent as `query`, which every server reads' },
	{ task: 'text-generation', path: 'stream', reason: 'follows the switch of the workflow and of Enable Streaming' },
];

/** Fields missing in a schema, with their source. */
export const BEYOND_THE_SCHEMAS: ReadonlyArray<Omit<Exception, 'form'> & { readonly isRenamed?: boolean }> = [
	{
		task: 'automatic-speech-recognition',
		path: 'parameters.generation_parameters.task',
		reason: 'Whisper translates into English with it; the field is a switch with a name of its own',
		isRenamed: true,
	},
	{
		task: 'feature-extraction',
		path: 'dimensions',
		reason: 'the official clients and text-embeddings-inference take it',
	},
	{ task: 'feature-extraction', path: 'encoding_format', reason: 'the official clients take it' },
	{
		task: 'sentence-similarity',
		path: 'parameters.prompt_name',
		reason: 'text-embeddings-inference and hf-serve take it',
	},
	{ task: 'sentence-similarity', path: 'parameters.truncate', reason: 'text-embeddings-inference takes it' },
	{
		task: 'sentence-similarity',
		path: 'parameters.truncation_direction',
		reason: 'text-embeddings-inference takes it',
	},
	{
		task: 'table-question-answering',
		path: 'inputs.query',
		reason: 'the question, under the name that every server reads',
	},
	{ task: 'text-to-speech', path: 'parameters.speed', reason: "OpenAI's protocol and the providers take it" },
	{ task: 'text-to-speech', path: 'parameters.voice', reason: "OpenAI's protocol and the providers take it" },
	{ task: 'zero-shot-object-detection', path: 'parameters.threshold', reason: 'the pipeline takes it' },
	{ task: 'zero-shot-object-detection', path: 'parameters.top_k', reason: 'the pipeline takes it' },
];
