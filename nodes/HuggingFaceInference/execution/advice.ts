import { InferenceError } from '../client/errors';
import { wireName, type Field } from '../fields/field';
import type { Task } from '../tasks/task';

/** Servers' words that say more than a status, and what they mean in the words of this node. */
const KNOWN_WORDS: ReadonlyArray<readonly [words: RegExp, advice: string]> = [
	[/Malformed soundfile/, "This server takes sound without parameters: take out 'Model Parameters' and 'Extra Parameters'."],
	[/not JSON serializable: Tensor/, 'The default container of Inference Endpoints cannot serve this task: deploy the model with a custom handler.'],
	[/File name too long/, 'The default container of Inference Endpoints cannot take a file for this task: deploy the model with a custom handler.'],
	[/Should be an url linking to a video/, 'The default container of Inference Endpoints cannot take a video for this task: deploy the model with a custom handler.'],
];

/** The same error with advice in the words of the node, where the server's words say what it is about. */
export function advised(error: InferenceError, task: Task): InferenceError {
	const advice = adviceFor(error, task);
	return advice === undefined ? error : new InferenceError(error.message, { ...error.details, advice });
}

function adviceFor({ message, details }: InferenceError, task: Task): string | undefined {
	if (details.status === undefined || details.status >= 500) return undefined;
	const unused = /model_kwargs` are not used by the model: \[([^\]]*)\]/.exec(message)?.[1];
	if (unused !== undefined) {
		const names = unused.split(',').map((name) => labelOf(name.replace(/['"\s]/g, ''), task));
		return `This server does not take ${names.join(', ')}: take that out of 'Model Parameters'.`;
	}
	const known = KNOWN_WORDS.find(([words]) => words.test(message));
	if (known !== undefined) return known[1];
	const named = [...task.parameters, ...task.inputs].find((field) => isNamed(field, message));
	return named && `Check '${named.label}': the server's words are about it.`;
}

function labelOf(apiName: string, task: Task): string {
	return task.parameters.find(({ name }) => wireName(name) === apiName)?.label ?? apiName;
}

/** Whether validation words are about this field: "received `top_k` in `parameters`", "parameters.top_k: ...", "unknown field `top_k`". */
function isNamed({ name }: Field, message: string): boolean {
	const apiName = wireName(name);
	return apiName.includes('_') && (message.includes(`\`${apiName}\``) || message.includes(`parameters.${apiName}:`) || message.includes(`'${apiName}'`));
}
