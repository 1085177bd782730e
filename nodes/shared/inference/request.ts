import type { TaskArguments } from '../client/arguments';
import type { CallReport } from '../client/callRequest';
import type { Choice, Routing } from '../client/choice';
import type { Hub } from '../client/hub';
import type { JsonObject, JsonValue } from '../client/json';
import type { Payload, Rewrite } from '../client/payload';
import type { AnswerForm, ServerAnswer } from '../client/response';
import type { RetryRules } from '../client/retry';
import type { Route } from '../client/route';
import type { Deadline } from '../http/deadline';
import type { Transport } from '../http/exchange';
import type { Redirects } from '../http/redirects';
import type { ServerSentEvent } from '../http/sse';
import type { Cost } from './figures/cost';
import type { Spending } from './figures/spending';
import type { OpenAiForm } from './openAi/form';
import type { RunPacing } from './pacing/pacer';
import type { ServerMemory } from './servers/memory';

/** A field as its task declares it: its name in code, its label on the screen, and its place in the request. */
export interface FieldWords {
	readonly name: string;
	readonly label: string;
	readonly wire?: string;
}

/** The API's name of a field: `topK` is `top_k`. */
export function apiNameOf({ name }: FieldWords): string {
	return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Whether a field carries a parameter of the API, by its own name or by its place in the request. */
export function carries(field: FieldWords, apiName: string): boolean {
	return apiNameOf(field) === apiName || field.wire?.split('.').at(-1) === apiName;
}

/** The parts of a task that its requests and answers depend on. */
export interface TaskProtocol extends Omit<Routing, 'accept' | 'hasPipelineRoute'> {
	/** Where `extraParameters` go; an empty path is the root. */
	readonly parametersAt: string;
	readonly inputs: readonly FieldWords[];
	readonly parameters: readonly FieldWords[];
	/** The input that may hold a list of several items' values. */
	readonly list?: { readonly input: string };
	/** Other forms of the request, for servers that refuse the first one before they run it. */
	readonly rewrites?: readonly Rewrite[];
	/** The request for servers of OpenAI's protocol; absent: they do not offer the task, or `route` is `chat`. */
	readonly openAi?: OpenAiForm;
	/** What of the request depends on the server's program; absent: nothing. */
	readonly fit?: ProgramFit;
	/** Added to the request so that the answer comes as a stream; absent: the task cannot stream. */
	readonly streaming?: JsonObject;
	readonly answer: AnswerProtocol;
}

/** A request that depends on the server's program in parts. */
export interface ProgramFit {
	/** Whether it does: only then the server is asked, with one or two GETs a run. */
	readonly depends: (payload: Payload) => boolean;
	/** @param program by its name in `servers/`; undefined for a server that does not tell */
	readonly apply: (payload: Payload, program: string | undefined) => Payload;
}

/** The parts of an answer that its request depends on. */
export interface AnswerProtocol {
	readonly accept: Routing['accept'];
	/** How the answer is read, where the user decides it; an empty one is then an answer too. */
	readonly form?: (values: TaskArguments) => AnswerForm;
	/** The text of an answer that came at once, for a workflow that streams. */
	readonly textIn?: (json: JsonValue) => string;
	/** Joins a streamed answer into the form of one that came at once. */
	readonly join?: (events: AsyncGenerator<ServerSentEvent>, onText?: (text: string) => void) => Promise<JsonValue>;
}

/** Passes the text of an answer on, piece by piece. */
export interface TextStream {
	/** Told that an answer begins, perhaps once more: text that was passed on is not passed on again. */
	readonly restart: () => void;
	readonly text: (text: string) => void;
	readonly end: () => Promise<void>;
}

/** The options of one request. */
export interface CallSettings {
	/** For the whole call; 0 is none. */
	readonly timeoutSeconds: number;
	readonly rules: RetryRules;
	/** Whether another provider is asked instead of waiting for this one. Default: no. */
	readonly failsOver?: boolean;
	readonly fallbackProviders: readonly string[];
	readonly extraParameters: JsonObject;
}

/** What all requests of one run share. */
export interface RunContext {
	readonly pacing: RunPacing;
	readonly redirects: Redirects;
	readonly memory: ServerMemory;
	readonly spending: Spending;
}

/** One request for one item, or for a list of them. */
export interface InferenceRequest {
	readonly task: TaskProtocol;
	/** The routing of another task, which a raw request borrows. */
	readonly routedAs?: Routing;
	/** The request in Hugging Face's own form. */
	readonly payload: Payload;
	/** What the user set, by field name. */
	readonly values: TaskArguments;
	/** The Hub for the credential's service. */
	readonly hub: Hub;
	readonly choice: Choice;
	readonly settings: CallSettings;
	readonly deadline: Deadline;
	/** Told of what the user should know, in a sentence with `{items}`. */
	readonly hint: (sentence: string) => void;
	readonly stream?: TextStream;
}

export interface InferenceResult<T> {
	readonly result: T;
	readonly report: CallReport;
	readonly route: Route;
	/** Where the request went in the end. */
	readonly url: URL;
	/** Estimated; absent where tokens or price are unknown. */
	readonly cost?: Cost;
}

/** Reads an answer, its files included. */
export type Take<T> = (answer: ServerAnswer, transport: Transport) => Promise<T>;
