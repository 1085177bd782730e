import type { ArgumentValue, TaskArguments } from '../client/arguments';
import type { Payload } from '../client/payload';
import { under, type Field } from '../fields/field';
import type { TaskProtocol } from '../inference/request';
import type { Answer } from './answers/answer';

export type { ArgumentValue, TaskArguments };

export type Domain = 'Audio' | 'Computer Vision' | 'Multimodal' | 'Language' | 'Tabular' | 'Custom';

/**
 * How a model's ID becomes an address: `model` is `/models/{id}`, `pipeline` is `/models/{id}/pipeline/{task}`,
 * `chat` is the OpenAI protocol, and `raw` sends the user's own body.
 */
export type Route = 'model' | 'pipeline' | 'chat' | 'raw';

/** Support for lists: the inputs of several items in one request. */
export interface ListSupport {
	/** Name of the text field with the inputs. */
	readonly input: string;
	/** Shorter lists are sent one by one, because a server misreads them. */
	readonly shortest: number;
}

/** The full declaration of one Hugging Face task. The editor, requests and docs are generated from it. */
export interface Task extends TaskProtocol {
	readonly name: string;
	/** Name of the action in n8n's node search, on the canvas and for agents. */
	readonly action: string;
	/** The task's effect in plain words, e.g. "Shortens a long text". */
	readonly description: string;
	readonly domain: Domain;
	readonly inputs: readonly Field[];
	readonly parameters: readonly Field[];
	/** A more exact tag for the Hub's list of models, if `pipelineTag` matches too many or too few. */
	readonly hubTag?: string;
	readonly list?: ListSupport;
	/** Makes the request. Default: each value at its field's wire path. */
	readonly request?: (values: TaskArguments, fields: readonly Field[]) => Payload;
	/** The task's own fields among the options. */
	readonly options: readonly Field[];
	readonly answer: Answer;
}

type Defaulted = 'parametersAt' | 'route' | 'mappedAs' | 'servedBesides' | 'pipelineTag' | 'parameters' | 'options';
type Declaration = Omit<Task, Defaulted> & Partial<Pick<Task, Defaulted>>;

/** Whether a value was given. An empty text counts as not given. */
export function isSet<T extends ArgumentValue>(value: T | undefined): value is T {
	return value !== undefined && value !== null && value !== '';
}

/** Completes a task's declaration with default routes and names, and gives each parameter a wire path. */
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
