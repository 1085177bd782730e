import type { Fields } from '../values';

/** What a request asks of a task. */
export interface Question {
	/** `inputs` of the JSON; undefined where a file came as it is. */
	readonly inputs: unknown;
	readonly parameters: Fields;
	/** The whole JSON, for APIs that read at its root. */
	readonly root: Fields;
	/** The bytes of a file that came raw or as base64. */
	readonly file?: Buffer;
	/** The engine of the model. Takes its input, gives its result. */
	readonly run: (input: unknown) => Promise<unknown>;
}

/**
 * Answers in the form of Hugging Face's pipeline protocol.
 * @throws {Refusal} 400 where the request is not one of this task
 */
export type Answer = (question: Question) => Promise<unknown>;
