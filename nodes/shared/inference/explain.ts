import type { InferenceError } from '../client/errors';
import { conversionAdvice } from '../client/fileCheck';
import { InputFile } from '../client/inputFile';
import { isObject } from '../client/json';
import { providersServing } from '../client/mapping';
import type { Route } from '../client/route';
import { routingOf } from './routing';
import { apiNameOf, carries, type FieldWords, type InferenceRequest, type TaskProtocol } from './request';
import { knownWords } from './servers';

/** What is known about a request that failed. */
export interface Failed {
	readonly request: InferenceRequest;
	readonly route: Route;
	/** Hints about parameters that the server ignored. */
	readonly ignored: readonly string[];
}

/** Gives better advice for an error; undefined where it knows none. */
type Enricher = (error: InferenceError, failed: Failed) => Promise<string | undefined> | string | undefined;

/** In this order: the first advice counts. */
const ENRICHERS: readonly Enricher[] = [
	refusedParameters,
	serverWords,
	namedField,
	ignoredParameters,
	servingProviders,
	ownServiceAlone,
	rareFormat,
	setParameters,
];

/** Explains a failure: the same error with the best advice that its words, the fields and the Hub give. */
export async function explain(error: InferenceError, failed: Failed): Promise<InferenceError> {
	for (const enrich of ENRICHERS) {
		const advice = await enrich(error, failed);
		if (advice !== undefined) return error.but({ advice });
	}
	return error;
}

/** Whether the server refused the request before it ran it. */
function isRefused({ details: { status } }: InferenceError): boolean {
	return status !== undefined && status < 500;
}

/** The API's names that a server says it does not take. */
function refusedParameters(error: InferenceError, { request: { task, values } }: Failed): string | undefined {
	if (!isRefused(error)) return undefined;
	const unused = /model_kwargs` are not used by the model: \[([^\]]*)\]/.exec(error.message)?.[1];
	const unexpected = /unexpected keyword argument '(\w+)'/.exec(error.message)?.[1];
	const names = unused?.split(',').map((name) => name.replace(/['"\s]/g, '')) ?? (unexpected ? [unexpected] : []);
	const labels = names.flatMap((name) => labelsOf(name, task, values));
	return labels.length === 0
		? undefined
		: `This server does not take ${labels.join(', ')}: remove that from 'Model Parameters'.`;
}

/** Names under which generation parameters travel together. */
const GENERATION = ['generation_parameters', 'generate_kwargs'];

/** The labels behind a name of the API; none where the user did not set it. */
function labelsOf(apiName: string, { parameters }: TaskProtocol, values: InferenceRequest['values']): string[] {
	if (GENERATION.includes(apiName)) {
		return parameters
			.filter(({ name, wire }) => wire?.startsWith('parameters.generation_parameters.') && values[name] !== undefined)
			.map(({ label }) => label);
	}
	const field = parameters.find((parameter) => carries(parameter, apiName));
	if (field !== undefined) return [field.label];
	const { generateParameters } = values;
	const isInside = isObject(generateParameters) && apiName in generateParameters;
	return [isInside ? `${apiName} in Generate Parameters` : apiName];
}

function serverWords(error: InferenceError, { request: { task, values } }: Failed): string | undefined {
	if (!isRefused(error)) return undefined;
	const advice = knownWords(error.message);
	return typeof advice === 'function' ? advice(setLabels(task.parameters, values)) : advice;
}

/** A field that the server's words name, and that the user set. */
function namedField(error: InferenceError, { request: { task, values } }: Failed): string | undefined {
	if (!isRefused(error)) return undefined;
	const set = [...task.parameters, ...task.inputs].filter((field) => isGiven(field, values));
	const named = set.find((field) => isNamed(apiNameOf(field), error.message));
	return named && `Check '${named.label}': the server's words are about it.`;
}

/**
 * Whether validation words are about a name: "received `top_k` in `parameters`", "parameters.top_k: ...", "top_k: ...",
 * "unknown field `top_k`". An everyday word counts only where the words can mean nothing else.
 */
function isNamed(apiName: string, message: string): boolean {
	if (message.includes(`parameters.${apiName}:`)) return true;
	if (message.includes(`received \`${apiName}\` in \`parameters\``)) return true;
	if (message.includes(`Input validation error: \`${apiName}\``)) return true;
	const forms = [`\`${apiName}\``, `'${apiName}'`, ` ${apiName}: `];
	return apiName.includes('_') && forms.some((form) => message.includes(form));
}

/** An answer that was not asked for, where the server ignored the parameter that asked for it. */
function ignoredParameters({ details }: InferenceError, { ignored }: Failed): string | undefined {
	if (details.type !== 'unexpectedResponse' || ignored.length === 0) return undefined;
	return [...ignored.map((hint) => `${hint}.`), details.advice].filter(Boolean).join(' ');
}

const NOT_SERVED = /not supported|does not exist|not found/i;

/** Providers that serve the model, where Hugging Face said that the one asked does not. */
async function servingProviders(error: InferenceError, { request, route }: Failed): Promise<string | undefined> {
	const { status } = error.details;
	const isUnserved = status === 404 || (status === 400 && NOT_SERVED.test(error.message));
	// Where the Hub's mapping was asked, it has named the provider.
	const isOwn = route.kind === 'chatRouter' || (route.kind === 'hfInference' && route.mapping === undefined);
	if (!isUnserved || !isOwn || request.task.route === 'raw') return undefined;
	const { hub, deadline } = request;
	const asked = { task: routingOf(request), model: route.model };
	const serving = providersServing(asked, hub, deadline.signal).catch(() => []);
	const others = (await serving).filter((provider) => provider !== route.provider);
	if (others.length > 0) return `Set 'Provider' to one that serves this model: ${others.join(', ')}.`;
	return status === 400 ? "Choose another model in 'Model': no provider serves this one." : undefined;
}

/** Custom Request has no 'Provider'. */
function ownServiceAlone({ details: { status } }: InferenceError, { request, route }: Failed): string | undefined {
	if (request.task.route !== 'raw' || route.kind === 'endpoint' || status !== 404) return undefined;
	return (
		"Choose another model in 'Model', or set 'Model' to Endpoint URL. " +
		'Without a URL, a Custom Request goes to Hugging Face (hf-inference) alone.'
	);
}

/** Statuses of a server that could not read a file, or that takes other formats. */
const UNREADABLE: ReadonlyArray<number | undefined> = [400, 406, 415, 422];

/** A refusal without telling words of a request with a file in a format that few servers read. */
function rareFormat({ details: { status } }: InferenceError, { request: { values } }: Failed): string | undefined {
	if (!UNREADABLE.includes(status)) return undefined;
	const files = Object.values(values)
		.flat()
		.filter((value) => value instanceof InputFile);
	return files.map(({ mediaType }) => conversionAdvice(mediaType)).find((advice) => advice !== undefined);
}

/** A refusal without telling words: the parameters that were set are worth a look too. */
function setParameters(
	{ details }: InferenceError,
	{ request: { task, values, settings } }: Failed,
): string | undefined {
	const { type, status } = details;
	if (type !== 'invalidInput' || status === undefined || status === 413) return undefined;
	const set = setLabels(task.parameters, values);
	if (Object.keys(settings.extraParameters).length > 0) set.push("'Extra Parameters'");
	if (set.length === 0) return undefined;
	return `Check the inputs and ${set.slice(0, 5).join(', ')} against what this model takes.`;
}

function setLabels(fields: readonly FieldWords[], values: InferenceRequest['values']): string[] {
	return fields.filter((field) => isGiven(field, values)).map(({ label }) => `'${label}'`);
}

/** Whether the user set a field; 'None' in Structured Output asks for nothing. */
function isGiven({ name }: FieldWords, values: InferenceRequest['values']): boolean {
	return values[name] !== undefined && !(name === 'structuredOutput' && values[name] === 'none');
}
