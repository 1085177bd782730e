import type { InputFile } from '../client/inputFile';
import type { JsonObject, JsonValue } from '../client/json';
import type { Payload, PayloadObject, Rewrite } from '../client/payload';
import { under, type Field } from '../fields/field';
import type { Answer } from './answers/answer';

/** What a task's fields hold for one item: plain values, and files that are opened when they are sent. */
export type ArgumentValue = JsonValue | InputFile | InputFile[];
export type TaskArguments = Readonly<Record<string, ArgumentValue | undefined>>;

export type Domain = 'Audio' | 'Computer Vision' | 'Multimodal' | 'Language' | 'Tabular' | 'Custom';

/**
 * How the model's address is made from its id:
 * `model` is `/models/{id}`, `pipeline` is `/models/{id}/pipeline/{task}`, `chat` is the OpenAI protocol,
 * `raw` sends whatever the user wrote.
 */
export type Route = 'model' | 'pipeline' | 'chat' | 'raw';

/** Which inputs of several items may travel in one request, as a list. */
export interface ListSupport {
	/** Name of the text field whose values become the list. */
	readonly input: string;
	/** A list shorter than this goes one by one, because a server reads it as something else. */
	readonly shortest: number;
}

/** How a task's request looks in OpenAI's protocol. */
export interface OpenAiForm {
	/** Below `/v1`. */
	readonly route: string;
	readonly toBody: (json: PayloadObject, model: string) => PayloadObject;
}

/** All that is known of one Hugging Face task. Everything else, from the editor to the docs, is made from it. */
export interface Task {
	/** Hugging Face's id of the task, and the value of `operation` in saved workflows. */
	readonly id: string;
	readonly name: string;
	/** What the action is called in n8n's node search, on the canvas and for agents. */
	readonly action: string;
	/** In plain words, what comes out. */
	readonly description: string;
	readonly domain: Domain;
	readonly inputs: readonly Field[];
	readonly parameters: readonly Field[];
	/** Where `extraParameters` and the parameters without a path of their own go; an empty path is the root. */
	readonly parametersAt: string;
	readonly route: Route;
	/** What providers and the Hub's mapping call the task, where it is not the id. */
	readonly mappedAs: string;
	/** Tasks whose models serve this one too on hf-inference. */
	readonly servedBesides: readonly string[];
	/** The Hub's tag for models of the task, where it is not the id. */
	readonly pipelineTag: string;
	/** Another tag by which the Hub lists the models of the task, where `pipelineTag` names too many or too few. */
	readonly hubTag?: string;
	readonly list?: ListSupport;
	/** Makes the request where placing each field at its wire path is not enough. */
	readonly request?: (values: TaskArguments, fields: readonly Field[]) => Payload;
	/** Fields of the task that stand among the options. */
	readonly options: readonly Field[];
	/** Other forms of the request, for a server that refused the first one before it did any work. */
	readonly rewrites?: readonly Rewrite[];
	/** The request in OpenAI's protocol, for servers that speak that alone. */
	readonly openAi?: OpenAiForm;
	/** What is added to the request so that the answer comes as a stream of events; absent: the task cannot stream. */
	readonly streaming?: JsonObject;
	readonly answer: Answer;
}

type Defaulted = 'parametersAt' | 'route' | 'mappedAs' | 'servedBesides' | 'pipelineTag' | 'parameters' | 'options';
type Declaration = Omit<Task, Defaulted> & Partial<Pick<Task, Defaulted>>;

/** Whether a value was given: an empty text is as good as none. */
export function isSet<T extends ArgumentValue>(value: T | undefined): value is T {
	return value !== undefined && value !== null && value !== '';
}

/** Completes a task's declaration: usual routes and names, and a wire path for each field that has none. */
export function task(declaration: Declaration): Task {
	const parametersAt = declaration.parametersAt ?? 'parameters';
	return {
		route: 'model',
		mappedAs: declaration.id,
		pipelineTag: declaration.id,
		options: [],
		servedBesides: [],
		...declaration,
		parametersAt,
		inputs: declaration.inputs,
		parameters: under(parametersAt, declaration.parameters ?? []),
	};
}
