import type { JsonObject, JsonValue } from '../../json';

/** A request as the official client takes it: a file stands as a blob. */
export interface Arguments {
	readonly inputs?: unknown;
	/** Absent in tasks with their parameters beside the input, e.g. feature extraction. */
	readonly parameters?: Readonly<Record<string, unknown>>;
	readonly [key: string]: unknown;
}

/** A request as the official client made it; `body` is absent where it is no JSON object. */
export interface OfficialRequest {
	readonly url: string;
	readonly body?: JsonObject;
}

/** What a reader of answers may use. */
export interface Reading {
	/** Downloads a text that the answer names by its address. */
	readonly download: (address: string) => Promise<string>;
}

/** How a provider differs from the official client's mapping of one task, or from what the answers' readers know. */
export interface TaskQuirks {
	/**
	 * Rewrites the arguments before the official client maps them.
	 * @throws {InferenceError} `invalidInput` for what the provider cannot take
	 */
	readonly before?: (args: Arguments) => Arguments;
	/** Rewrites the request that the official client made of those arguments. */
	readonly after?: (request: OfficialRequest, args: Arguments) => OfficialRequest;
	/**
	 * Every parameter that the provider documents; the user is told of others. Absent where it is for each model to
	 * say.
	 */
	readonly documented?: readonly string[];
	/** Parameters that the provider is known not to read; they are sent, and the user is told of them. */
	readonly unread?: readonly string[];
	/** Parameters that are not sent, as in the official clients; the user is told of them. */
	readonly dropped?: readonly string[] | 'all';
	/** Makes a shape of the provider's answer that the task's reader knows, with everything that it says. */
	readonly read?: (answer: JsonObject, reading: Reading) => JsonValue | Promise<JsonValue>;
}

/** How a job is cancelled. */
export interface Cancelling {
	readonly method: 'PUT' | 'POST';
	/** The address of the request, at whatever host the provider names; undefined where the answer names none. */
	readonly address: (job: JsonObject) => string | undefined;
	/** Whether the provider says that the job ran no further. */
	readonly isConfirmed: (status: number, answer: JsonValue | undefined) => boolean;
}

/** How a provider's jobs queue, beyond what the official client knows. */
export interface JobQuirks {
	/**
	 * Where a job's state stands, and its words while the job goes on: for providers whose jobs the official client gives
	 * up after some minutes, or never asks for.
	 */
	readonly pending?: { readonly key: string; readonly words: readonly string[] };
	/** Where to ask for a job that the official client does not ask for itself. */
	readonly address?: (job: JsonObject) => string | undefined;
	readonly cancelling?: Cancelling;
}

/** What is special about one provider. */
export interface Quirks {
	/** By the task's name in the Hub's mapping. */
	readonly tasks?: Readonly<Record<string, TaskQuirks>>;
	readonly job?: JobQuirks;
	/** The provider's words for a failure inside an answer with status 200; undefined where it is none. */
	readonly failure?: (answer: JsonObject) => string | undefined;
}
