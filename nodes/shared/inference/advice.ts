import { InferenceError } from '../client/errors';
import { isObject } from '../client/json';
import { wireName, type Field } from '../fields/field';
import type { Task, TaskArguments } from '../tasks/task';

/** Servers' words that say more than a status, and what they mean in the words of this node. */
const KNOWN_WORDS: ReadonlyArray<readonly [words: RegExp, advice: string]> = [
	[
		/Malformed soundfile/,
		"This server takes sound without parameters: take out 'Model Parameters' and 'Extra Parameters'.",
	],
	[
		/not JSON serializable: Tensor/,
		'The default container of Inference Endpoints cannot serve this task: deploy the model with a custom handler.',
	],
	[
		/`?height=[^`]*`? and `?width=/,
		"This server makes square pictures: set 'Height' and 'Width' to the same number, or take both out.",
	],
	[
		/not used by the model: \['generate_kwargs'\]/,
		'This server fails at this task whatever is sent: use Chat Completion with the same URL, or deploy the model with another container.',
	],
	[
		/File name too long/,
		'The default container of Inference Endpoints cannot take a file for this task: deploy the model with a custom handler.',
	],
	[
		/Should be an url linking to a video/,
		'The default container of Inference Endpoints cannot take a video for this task: deploy the model with a custom handler.',
	],
];

/**
 * The same error with advice in the words of the node, where the server's words say what it is about.
 * @param values what was set, so that a name which stands for several fields is told by those that were
 */
export function advised(error: InferenceError, task: Task, values: TaskArguments): InferenceError {
	const advice = adviceFor(error, task, values);
	return advice === undefined ? error : new InferenceError(error.message, { ...error.details, advice });
}

function adviceFor({ message, details }: InferenceError, task: Task, values: TaskArguments): string | undefined {
	if (details.status === undefined || details.status >= 500) return undefined;
	const refused = refusedNames(message).flatMap((name) => labelsOf(name, task, values));
	if (refused.length > 0)
		return `This server does not take ${refused.join(', ')}: take that out of 'Model Parameters'.`;
	const known = KNOWN_WORDS.find(([words]) => words.test(message));
	if (known !== undefined) return known[1];
	const named = [...task.parameters, ...task.inputs].find((field) => isNamed(field, message));
	return named && `Check '${named.label}': the server's words are about it.`;
}

/** The names of the API that a server says it does not take. */
function refusedNames(message: string): string[] {
	const unused = /model_kwargs` are not used by the model: \[([^\]]*)\]/.exec(message)?.[1];
	if (unused !== undefined) return unused.split(',').map((name) => name.replace(/['"\s]/g, ''));
	const unexpected = /unexpected keyword argument '(\w+)'/.exec(message)?.[1];
	return unexpected === undefined ? [] : [unexpected];
}

/** Names under which the generation parameters travel together. */
const GENERATION = ['generation_parameters', 'generate_kwargs'];

/** What the user knows a name of the API by: nothing where it was not the user who set it. */
function labelsOf(apiName: string, task: Task, values: TaskArguments): string[] {
	if (GENERATION.includes(apiName)) {
		return task.parameters
			.filter(({ name, wire }) => wire?.startsWith('parameters.generation_parameters.') && values[name] !== undefined)
			.map(({ label }) => label);
	}
	const field = task.parameters.find(({ name }) => wireName(name) === apiName);
	if (field !== undefined) return [field.label];
	const { generateParameters } = values;
	return [
		isObject(generateParameters) && apiName in generateParameters ? `${apiName} in Generate Parameters` : apiName,
	];
}

/**
 * Whether validation words are about this field: "received `top_k` in `parameters`", "parameters.top_k: ...", "top_k: ...",
 * "unknown field `top_k`". Names that are words of every day count only where the words can mean nothing else.
 */
function isNamed({ name }: Field, message: string): boolean {
	const apiName = wireName(name);
	if (message.includes(`parameters.${apiName}:`) || message.includes(`received \`${apiName}\` in \`parameters\``))
		return true;
	if (new RegExp(`Input validation error: \`${apiName}\``).test(message)) return true;
	return (
		apiName.includes('_') &&
		(message.includes(`\`${apiName}\``) || message.includes(`'${apiName}'`) || message.includes(` ${apiName}: `))
	);
}
