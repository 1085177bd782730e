import { findTask, tasks } from '../../../nodes/shared/tasks';
import { addressOf } from '../addresses';
import { code, paragraphs, table } from '../markdown';
import { outputsOf } from '../outputs';
import { CONSTRUCTOR_PLACES, INFERENCE_API_PLACES, OTHER_METHODS, fieldAt, placeOf, taskOf, type Place } from './places';
import { CONSTRUCTOR, INFERENCE_API, METHODS, RELEASE, REMOVED } from './signatures';

const HEAD = ['argument', 'in the node'];

/** Tasks of the node that `InferenceClient` has no method for, in any release. */
export function withoutMethod(): string[] {
	const methods = [...Object.keys(METHODS), ...Object.keys(REMOVED)].map(taskOf);
	return tasks.map(({ id }) => id).filter((id) => !methods.includes(id));
}

/** The page for those who come from Python. */
export function migrationPage(): string {
	const methods = [...Object.keys(METHODS), ...Object.keys(REMOVED).filter((name) => name !== '__init__' && METHODS[name] === undefined)].sort();
	return `${paragraphs(
		'# From Python',
		`Where each method and argument of \`huggingface_hub\`'s \`InferenceClient\` (release ${RELEASE}, and what earlier ones had) is in this node. ` +
			'Written by `npm run docs`; a test checks that each field is there. `AsyncInferenceClient` has the same methods: the node runs several calls at once by itself (**Options > Max Concurrency**).',
		'The rules: a method is the **Task** of the same name, with hyphens. An argument is the field of the same name in camelCase: `top_k` is **Top K** (`topK`). ' +
			'What has no field goes into **Options > Extra Parameters**. One call in Python is one item in n8n.',
		'## The client',
		table(HEAD, [...CONSTRUCTOR, ...(REMOVED.__init__?.arguments ?? [])].map((name) => [argument('__init__', name), words(CONSTRUCTOR_PLACES[name] ?? {})])),
		"`with` and `close()` are not needed, because the node closes its connections by itself. n8n's **Credential** keeps the token, so that no workflow holds it.",
		'## Methods',
		...methods.map(methodSection),
		'## What comes back',
		'A dataclass is the `json` of an item. A list is a list under a key, with the best entry beside it. Pictures, sounds and videos are files in binary fields instead of `PIL.Image` or `bytes`. ' +
			'With **Simplify** off, `response` is the JSON of the API. A numpy array is a list of numbers.',
		'| Python raises | the node |\n| --- | --- |\n' +
			'| `InferenceTimeoutError` | fails with `details.type` `timeout` or `modelLoading` |\n' +
			'| `HfHubHTTPError` | fails with `details.httpCode`, and a `details.type` by its status: see [troubleshooting](troubleshooting.md) |',
		'## Tasks without a method',
		`Python's client has no method for these; in the node they are tasks as all others: ${withoutMethod().map(linkTo).join(', ')}.`,
		'## The older InferenceApi',
		'`InferenceApi(...)` of releases up to 0.36, and the call of what it made:',
		table(HEAD, INFERENCE_API.InferenceApi.map((name) => [code(name), words(INFERENCE_API_PLACES[`InferenceApi.${name}`] ?? {})])),
		table(['argument of the call', 'in the node'], INFERENCE_API.call.map((name) => [code(name), words(INFERENCE_API_PLACES[`call.${name}`] ?? {})])),
		'Its tasks `text2text-generation` and `voice-activity-detection` are not among the tasks of today: use **Custom Request** with their id in **Task of the Model**.',
	)}\n`;
}

function methodSection(name: string): string {
	const other = OTHER_METHODS[name];
	const title = `### ${name}${METHODS[name] === undefined ? ` (until ${REMOVED[name]?.until ?? ''})` : ''}`;
	const all = [...(METHODS[name] ?? []), ...(REMOVED[name]?.arguments ?? [])];
	if (other !== undefined) return paragraphs(title, other.words, table(HEAD, all.map((arg) => [code(arg), words(other.arguments[arg] ?? {})])));
	const task = findTask(taskOf(name));
	const back = task === undefined ? '' : `What comes back: ${outputsOf(task).map(({ key }) => (key === '...' ? 'more that the API says' : code(key))).join(', ')}.`;
	return paragraphs(title, `Task ${linkTo(taskOf(name))}. ${name === 'chat_completion' ? 'Also `client.chat.completions.create(...)`. ' : ''}${back}`, table(HEAD, all.map((arg) => [argument(name, arg), words(placeOf(name, arg), taskOf(name))])));
}

function argument(method: string, name: string): string {
	const removed = REMOVED[method];
	return removed?.arguments.includes(name) && method in { ...METHODS, __init__: 1 } ? `${code(name)} (until ${removed.until})` : code(name);
}

function words({ fields = [], words: more = '' }: Place, taskId?: string): string {
	const places = fields.map((path) => {
		const field = fieldAt(path, taskId);
		if (field === undefined) throw new Error(`There is no field ${path} for ${taskId ?? 'the node'}`);
		const within = field.within === '' ? '' : field.within === 'the credential' ? ' in the credential' : ` in **${field.within}**`;
		return `**${field.label}** (${code(field.name)})${within}`;
	});
	return [places.join(' and '), more].filter(Boolean).join(', ');
}

function linkTo(id: string): string {
	const task = findTask(id);
	return task === undefined ? code(id) : `[${task.name}](${addressOf(task).replace(/^docs\//, '')}) (${code(id)})`;
}
