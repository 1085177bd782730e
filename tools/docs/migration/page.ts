import { findTask, tasks } from '../../../nodes/shared/tasks';
import { addressOf } from '../addresses';
import { code, paragraphs, table } from '../markdown';
import { outputsOf } from '../outputs';
import {
	CONSTRUCTOR_PLACES,
	INFERENCE_API_PLACES,
	OTHER_METHODS,
	fieldAt,
	placeOf,
	taskOf,
	type Place,
} from './places';
import { CONSTRUCTOR, INFERENCE_API, METHODS, RELEASE, REMOVED } from './signatures';

const HEAD = ['argument', 'in the node'];

/** Tasks of the node without a method of `InferenceClient` in any release. */
export function withoutMethod(): string[] {
	const methods = [...Object.keys(METHODS), ...Object.keys(REMOVED)].map(taskOf);
	return tasks.map(({ id }) => id).filter((id) => !methods.includes(id));
}

/** Makes the page for users of the Python client. */
export function migrationPage(): string {
	const methods = [
		...Object.keys(METHODS),
		...Object.keys(REMOVED).filter((name) => name !== '__init__' && METHODS[name] === undefined),
	].sort();
	return `${paragraphs(
		'# From Python',
		`This page maps each method and argument of \`huggingface_hub\`'s \`InferenceClient\` to this node. It covers release ${RELEASE} and removed arguments of earlier releases. ` +
			'`npm run docs` writes it, and a test checks every field. `AsyncInferenceClient` has the same methods. The node runs several calls at once by itself (**Options > Max Concurrency**).',
		'The rules: a method is the **Task** of the same name, with hyphens. An argument is the field of the same name in camelCase: `top_k` is **Top K** (`topK`). ' +
			'Arguments without a field go into **Options > Extra Parameters**. One call in Python is one item in n8n.',
		'## The client',
		table(
			HEAD,
			[...CONSTRUCTOR, ...(REMOVED.__init__?.arguments ?? [])].map((name) => [
				argument('__init__', name),
				words(CONSTRUCTOR_PLACES[name] ?? {}),
			]),
		),
		"`with` and `close()` are not needed: the node closes its connections itself. n8n's **Credential** keeps the token out of workflows.",
		'## Methods',
		...methods.map(methodSection),
		'## Return values',
		'A dataclass becomes the `json` of an item. A list becomes a list under a key, with the best entry beside it. A numpy array becomes a list of numbers. ' +
			'Images, audio and videos are files in binary fields instead of `PIL.Image` or `bytes`. With **Simplify** off, `response` is the JSON of the API.',
		'| Python raises | the node |\n| --- | --- |\n' +
			'| `InferenceTimeoutError` | fails with `details.type` `timeout` or `modelLoading` |\n' +
			'| `HfHubHTTPError` | fails with `details.httpCode`, and a `details.type` for its status: see [troubleshooting](troubleshooting.md) |',
		'## Tasks without a method',
		`The node also has these tasks, without a method in Python: ${withoutMethod().map(linkTo).join(', ')}.`,
		'## The older InferenceApi',
		'`InferenceApi(...)` of releases up to 0.36, and calls of the resulting object:',
		table(
			HEAD,
			INFERENCE_API.InferenceApi.map((name) => [code(name), words(INFERENCE_API_PLACES[`InferenceApi.${name}`] ?? {})]),
		),
		table(
			['argument of the call', 'in the node'],
			INFERENCE_API.call.map((name) => [code(name), words(INFERENCE_API_PLACES[`call.${name}`] ?? {})]),
		),
		'Hugging Face no longer lists its tasks `text2text-generation` and `voice-activity-detection`. For them, use **Custom Request** with the task ID in **Task of the Model**.',
	)}\n`;
}

function methodSection(name: string): string {
	const other = OTHER_METHODS[name];
	const title = `### ${name}${METHODS[name] === undefined ? ` (until ${REMOVED[name]?.until ?? ''})` : ''}`;
	const all = [...(METHODS[name] ?? []), ...(REMOVED[name]?.arguments ?? [])];
	if (other !== undefined)
		return paragraphs(
			title,
			other.words,
			table(
				HEAD,
				all.map((arg) => [code(arg), words(other.arguments[arg] ?? {})]),
			),
		);
	const task = findTask(taskOf(name));
	const back =
		task === undefined
			? ''
			: `Output: ${outputsOf(task)
					.map(({ key }) => (key === '...' ? "the API's other values" : code(key)))
					.join(', ')}.`;
	return paragraphs(
		title,
		`Task ${linkTo(taskOf(name))}. ${name === 'chat_completion' ? 'Also `client.chat.completions.create(...)`. ' : ''}${back}`,
		table(
			HEAD,
			all.map((arg) => [argument(name, arg), words(placeOf(name, arg), taskOf(name))]),
		),
	);
}

function argument(method: string, name: string): string {
	const removed = REMOVED[method];
	return removed?.arguments.includes(name) && method in { ...METHODS, __init__: 1 }
		? `${code(name)} (until ${removed.until})`
		: code(name);
}

function words({ fields = [], words: more = '' }: Place, taskId?: string): string {
	const places = fields.map((path) => {
		const field = fieldAt(path, taskId);
		if (field === undefined) throw new Error(`No field ${path} for ${taskId ?? 'the node'}`);
		const within =
			field.within === '' ? '' : field.within === 'the credential' ? ' in the credential' : ` in **${field.within}**`;
		return `**${field.label}** (${code(field.name)})${within}`;
	});
	return [places.join(' and '), more].filter(Boolean).join(', ');
}

function linkTo(id: string): string {
	const task = findTask(id);
	return task === undefined ? code(id) : `[${task.name}](${addressOf(task).replace(/^docs\//, '')}) (${code(id)})`;
}
