import { HuggingFaceInferenceApi } from '../../../credentials/HuggingFaceInferenceApi.credentials';
import { propertiesOf } from '../../../nodes/HuggingFaceInference/panel/description';
import { camelCase } from '../../../nodes/shared/fields/field';
import { findTask, tasks } from '../../../nodes/shared/tasks';

/**
 * Where an argument is in the node: fields by their path (`model`, `parameters.topK`, `options.timeout`,
 * `credential.organization`), words on it, or both. Words alone say why it is not needed.
 */
export interface Place {
	readonly fields?: readonly string[];
	readonly words?: string;
}

export interface FoundField {
	readonly label: string;
	readonly name: string;
	/** The collection that it is in, by label. */
	readonly within: string;
}

/** What every method has in the same place. */
const COMMON: Readonly<Record<string, Place>> = {
	model: { fields: ['model'] },
	extra_body: { fields: ['options.extraParameters'] },
	audio: { fields: ['inputSource'], words: 'a binary field of the item, a URL or a path' },
	image: { fields: ['inputSource'], words: 'a binary field of the item, a URL or a path' },
};

/** What is not where its name says, by `method.argument`. */
export const EXCEPTIONS: Readonly<Record<string, Place>> = {
	'chat_completion.messages': { fields: ['messages'], words: 'with **Message Input** on *Messages as JSON*; or typed as **Prompt** and **System Message**, or one by one' },
	'chat_completion.stream': { fields: ['options.enableStreaming'], words: 'on by default: the answer streams where the workflow streams its response, and the item holds all of it' },
	'chat_completion.stream_options': { words: 'Not needed, because a streamed answer always asks for its `usage`' },
	'feature_extraction.text': { fields: ['text'], words: 'one text for each item; a list is several items, sent together by **Batch Size**' },
	'image_to_image.height': { fields: ['parameters.targetSize'], words: 'with the width' },
	'image_to_image.width': { fields: ['parameters.targetSize'], words: 'with the height' },
	'sentence_similarity.sentence': { fields: ['sourceSentence'] },
	'sentence_similarity.other_sentences': { fields: ['sentences'] },
	'summarization.parameters': { fields: ['parameters', 'options.extraParameters'] },
	'table_question_answering.parameters': { fields: ['parameters', 'options.extraParameters'] },
	'text_generation.stream': { fields: ['options.enableStreaming'], words: 'on by default: the text streams where the workflow streams its response, and the item holds all of it' },
	'text_generation.stop_sequences': { fields: ['parameters.stop'], words: 'the older name of `stop`' },
	'text_to_image.target_size': { fields: ['parameters.width', 'parameters.height'] },
	'text_to_image.kwargs': { fields: ['options.extraParameters'] },
	'zero_shot_classification.labels': { fields: ['candidateLabels'], words: 'the older name of `candidate_labels`' },
	'zero_shot_image_classification.labels': { fields: ['candidateLabels'], words: 'the older name of `candidate_labels`' },
	'conversational.parameters': { fields: ['parameters', 'options.extraParameters'] },
	'post.json': { fields: ['json'], words: 'with **Body** on *JSON*' },
	'post.data': { fields: ['inputSource'], words: 'with **Body** on *File*' },
};

/** Methods that call no model, and what does their work. */
export const OTHER_METHODS: Readonly<Record<string, { readonly words: string; readonly arguments: Readonly<Record<string, Place>> }>> = {
	get_endpoint_info: {
		words: "n8n's **HTTP Request** node: `GET` of the endpoint's address with `/info` at its end, with **Authentication** on *Predefined Credential Type* and *Hugging Face Inference API*.",
		arguments: { model: { words: 'the address of the endpoint in **URL**' } },
	},
	health_check: {
		words: "n8n's **HTTP Request** node: `GET` of the endpoint's address with `/health` at its end. Mostly not needed, because the node waits for an endpoint that wakes up (**Options > Wait for Model**).",
		arguments: { model: { words: 'the address of the endpoint in **URL**' } },
	},
	get_model_status: {
		words: 'The list of **Model** says *ready* beside a model that is loaded. Mostly not needed, because the node waits for a model that loads.',
		arguments: { model: { fields: ['model'] } },
	},
	list_deployed_models: {
		words: 'The list of **Model** shows the models that are served, for the task and the provider that are chosen.',
		arguments: { frameworks: { words: 'Not needed, because the Hub names the task and the provider instead' } },
	},
	get_recommended_model: {
		words: 'An empty **Model** takes the model that Hugging Face recommends, and a hint beside the output names it.',
		arguments: { task: { fields: ['operation'] } },
	},
};

/** The constructor's arguments. */
export const CONSTRUCTOR_PLACES: Readonly<Record<string, Place>> = {
	model: { fields: ['model'], words: 'or **Endpoint URL** in the credential, for all nodes that name none' },
	provider: { fields: ['provider'], words: '`auto` is *Automatic* and the default; ignored where the model is a URL, as in Python' },
	token: { fields: ['credential.accessToken'], words: 'or **Authentication** on *None (public endpoint)*' },
	api_key: { fields: ['credential.accessToken'] },
	timeout: { fields: ['options.timeout'], words: 'for the whole call with its waits; 600 s by default, where Python waits without end. 0 is without end' },
	headers: { fields: ['options.headers'] },
	cookies: { fields: ['options.headers'], words: 'as `{ "Cookie": "name=value" }`' },
	bill_to: { fields: ['credential.organization'] },
	base_url: { fields: ['model'], words: 'in the mode *Endpoint URL*; or **Endpoint URL** in the credential' },
	proxies: { words: 'Not needed, because the node takes the proxy of the environment of n8n (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`)' },
};

/** The older `InferenceApi`. */
export const INFERENCE_API_PLACES: Readonly<Record<string, Place>> = {
	'InferenceApi.repo_id': { fields: ['model'] },
	'InferenceApi.task': { fields: ['operation'], words: "which is always chosen; Python took the model's own where none was given" },
	'InferenceApi.token': { fields: ['credential.accessToken'] },
	'InferenceApi.gpu': { words: 'Not needed, because the provider or the Inference Endpoint decides on the hardware' },
	'call.inputs': { words: "the fields of the task, e.g. **Text** or **Question** and **Context**; a list is several items. For an input of another form: **Custom Request** with `{ \"inputs\": ... }`" },
	'call.params': { fields: ['parameters', 'options.extraParameters'] },
	'call.data': { fields: ['inputSource'] },
	'call.raw_response': { fields: ['simplify'], words: 'off; for the bytes as they are, **Custom Request** with **Response Format** on *File*' },
};

/** The task of a method: the method's name with hyphens, but for the one that carries any request. */
export function taskOf(method: string): string {
	return method === 'post' ? 'custom-request' : method.replace(/_/g, '-');
}

/**
 * Where an argument of a method is: as an exception, as every method's, or as the field of the same name in camelCase.
 */
export function placeOf(method: string, argument: string): Place {
	const known = EXCEPTIONS[`${method}.${argument}`] ?? COMMON[argument];
	if (known !== undefined) return known;
	const name = camelCase(argument);
	const isInput = findTask(taskOf(method))?.inputs.some((field) => field.name === name) ?? false;
	return { fields: [isInput ? name : `parameters.${name}`] };
}

/**
 * The field of a path, for a task where it is one of its fields.
 * @returns undefined where the node has no such field
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
	const own = entries.filter((option) => !('displayOptions' in option) || taskId === undefined || option.displayOptions?.show?.['/operation']?.includes(taskId) !== false);
	return found(own, name, collection?.displayName ?? '');
}

function found(entries: ReadonlyArray<{ name: string; displayName: string }>, name: string, within: string): FoundField | undefined {
	const entry = entries.find((candidate) => candidate.name === name);
	return entry && { label: entry.displayName, name, within };
}
