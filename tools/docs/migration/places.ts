import { HuggingFaceInferenceApi } from '../../../credentials/HuggingFaceInferenceApi.credentials';
import { propertiesOf } from '../../../nodes/HuggingFaceInference/panel/description';
import { camelCase } from '../../../nodes/shared/fields/field';
import { findTask, tasks } from '../../../nodes/shared/tasks';

/**
 * Place of an argument in the node: paths of fields (`model`, `parameters.topK`, `options.timeout`,
 * `credential.organization`), a note, or both. A note alone explains why the node does not need it.
 */
export interface Place {
	readonly fields?: readonly string[];
	readonly words?: string;
}

export interface FoundField {
	readonly label: string;
	readonly name: string;
	/** Label of the collection around it. */
	readonly within: string;
}

/** Arguments with the same place in every method. */
const COMMON: Readonly<Record<string, Place>> = {
	model: { fields: ['model'] },
	extra_body: { fields: ['options.extraParameters'] },
	audio: { fields: ['inputSource'], words: 'a binary field of the item, a URL or a path' },
	image: { fields: ['inputSource'], words: 'a binary field of the item, a URL or a path' },
};

/** Arguments not found by their name, by `method.argument`. */
export const EXCEPTIONS: Readonly<Record<string, Place>> = {
	'chat_completion.messages': {
		fields: ['messages'],
		words: 'with **Message Input** set to *Messages as JSON*; or as **Prompt** and **System Message**, or one by one',
	},
	'chat_completion.stream': {
		fields: ['options.enableStreaming'],
		words:
			'on by default: the answer streams if the workflow streams its response, and the item contains the whole answer',
	},
	'chat_completion.stream_options': { words: 'Not needed: the node always asks for the `usage` of a streamed answer' },
	'feature_extraction.text': {
		fields: ['text'],
		words: 'one text per item; a list is several items, sent together with **Batch Size**',
	},
	'image_to_image.height': { fields: ['parameters.targetSize'], words: 'with the width' },
	'image_to_image.width': { fields: ['parameters.targetSize'], words: 'with the height' },
	'sentence_similarity.sentence': { fields: ['sourceSentence'] },
	'sentence_similarity.other_sentences': { fields: ['sentences'] },
	'summarization.parameters': { fields: ['parameters', 'options.extraParameters'] },
	'table_question_answering.parameters': { fields: ['parameters', 'options.extraParameters'] },
	'text_generation.stream': {
		fields: ['options.enableStreaming'],
		words: 'on by default: the text streams if the workflow streams its response, and the item contains the whole text',
	},
	'text_generation.stop_sequences': { fields: ['parameters.stop'], words: 'the older name of `stop`' },
	'text_to_image.target_size': { fields: ['parameters.width', 'parameters.height'] },
	'text_to_image.kwargs': { fields: ['options.extraParameters'] },
	'zero_shot_classification.labels': { fields: ['candidateLabels'], words: 'the older name of `candidate_labels`' },
	'zero_shot_image_classification.labels': {
		fields: ['candidateLabels'],
		words: 'the older name of `candidate_labels`',
	},
	'conversational.parameters': { fields: ['parameters', 'options.extraParameters'] },
	'post.json': { fields: ['json'], words: 'with **Body** set to *JSON*' },
	'post.data': { fields: ['inputSource'], words: 'with **Body** set to *File*' },
};

/** Methods without a call of a model, and their replacements. */
export const OTHER_METHODS: Readonly<
	Record<string, { readonly words: string; readonly arguments: Readonly<Record<string, Place>> }>
> = {
	get_endpoint_info: {
		words:
			"n8n's **HTTP Request** node: `GET` the endpoint's URL plus `/info`, with **Authentication** set to *Predefined Credential Type* and *Hugging Face Inference API*.",
		arguments: { model: { words: 'the address of the endpoint in **URL**' } },
	},
	health_check: {
		words:
			"n8n's **HTTP Request** node: `GET` the endpoint's URL plus `/health`. Rarely needed: the node waits for a sleeping endpoint (**Options > Wait for Model**).",
		arguments: { model: { words: 'the address of the endpoint in **URL**' } },
	},
	get_model_status: {
		words: 'The list of **Model** marks loaded models as *ready*. Rarely needed: the node waits for a loading model.',
		arguments: { model: { fields: ['model'] } },
	},
	list_deployed_models: {
		words: 'The list of **Model** shows the served models for the chosen task and provider.',
		arguments: { frameworks: { words: 'Not needed: the Hub lists models by task and provider instead' } },
	},
	get_recommended_model: {
		words: "An empty **Model** uses Hugging Face's recommended model, and a hint beside the output names it.",
		arguments: { task: { fields: ['operation'] } },
	},
};

/** The constructor's arguments. */
export const CONSTRUCTOR_PLACES: Readonly<Record<string, Place>> = {
	model: { fields: ['model'], words: 'or **Endpoint URL** in the credential, for all nodes with an empty **Model**' },
	provider: {
		fields: ['provider'],
		words: '`auto` is *Automatic*, the default; ignored for a model by URL, as in Python',
	},
	token: { fields: ['credential.accessToken'], words: 'or **Authentication** set to *None (public endpoint)*' },
	api_key: { fields: ['credential.accessToken'] },
	timeout: {
		fields: ['options.timeout'],
		words: 'for the whole call including waits. Default: 600 s; Python waits forever. 0 means no limit',
	},
	headers: { fields: ['options.headers'] },
	cookies: { fields: ['options.headers'], words: 'as `{ "Cookie": "name=value" }`' },
	bill_to: { fields: ['credential.organization'] },
	base_url: { fields: ['model'], words: 'in *Endpoint URL* mode; or **Endpoint URL** in the credential' },
	proxies: {
		words: "Not needed: the node uses the proxy from n8n's environment (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`)",
	},
};

/** The older `InferenceApi`. */
export const INFERENCE_API_PLACES: Readonly<Record<string, Place>> = {
	'InferenceApi.repo_id': { fields: ['model'] },
	'InferenceApi.task': { fields: ['operation'], words: "always set; Python's default was the model's own task" },
	'InferenceApi.token': { fields: ['credential.accessToken'] },
	'InferenceApi.gpu': { words: 'Not needed: the provider or the Inference Endpoint chooses the hardware' },
	'call.inputs': {
		words:
			'the fields of the task, e.g. **Text** or **Question** and **Context**; a list is several items. For other inputs, use **Custom Request** with `{ "inputs": ... }`',
	},
	'call.params': { fields: ['parameters', 'options.extraParameters'] },
	'call.data': { fields: ['inputSource'] },
	'call.raw_response': {
		fields: ['simplify'],
		words: 'off; for the raw bytes, use **Custom Request** with **Response Format** set to *File*',
	},
};

/** The task of a method: its name with hyphens. Only `post` differs. */
export function taskOf(method: string): string {
	return method === 'post' ? 'custom-request' : method.replace(/_/g, '-');
}

/**
 * The place of an argument: an exception, a common place, or the field of the same name in camelCase.
 */
export function placeOf(method: string, argument: string): Place {
	const known = EXCEPTIONS[`${method}.${argument}`] ?? COMMON[argument];
	if (known !== undefined) return known;
	const name = camelCase(argument);
	const isInput = findTask(taskOf(method))?.inputs.some((field) => field.name === name) ?? false;
	return { fields: [isInput ? name : `parameters.${name}`] };
}

/**
 * Finds the field of a path, for one task or for any.
 * @returns undefined if the node has no such field
 */
export function fieldAt(path: string, taskId?: string): FoundField | undefined {
	const [first = '', name = ''] = path.split('.');
	if (first === 'credential') return found(new HuggingFaceInferenceApi().properties, name, 'the credential');
	const properties = propertiesOf(tasks).filter(({ displayOptions }) => {
		const shown = displayOptions?.show?.operation;
		return taskId === undefined || shown === undefined || shown.includes(taskId);
	});
	if (name === '') return found(properties, first, '');
	const collection = properties.find((property) => property.name === first);
	const entries = (collection?.options ?? []).filter((option) => 'displayName' in option);
	const own = entries.filter(
		(option) =>
			!('displayOptions' in option) ||
			taskId === undefined ||
			option.displayOptions?.show?.['/operation']?.includes(taskId) !== false,
	);
	return found(own, name, collection?.displayName ?? '');
}

function found(
	entries: ReadonlyArray<{ name: string; displayName: string }>,
	name: string,
	within: string,
): FoundField | undefined {
	const entry = entries.find((candidate) => candidate.name === name);
	return entry && { label: entry.displayName, name, within };
}
