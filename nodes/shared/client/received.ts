import { InferenceError } from './errors';

/** By errors of the transport, which know nothing of answers. */
const received = new WeakMap<object, unknown>();

/**
 * The error for an answer that broke off, with what had come of it.
 * @param response what came before, in the form of a whole answer
 * @returns the same error where it is one of the transport, since retries are decided by it
 */
export function withReceived(error: unknown, response: unknown): unknown {
	if (error instanceof InferenceError) return error.with({ response });
	if (typeof error === 'object' && error !== null) received.set(error, response);
	return error;
}

/** What had come of an answer before this error ended it. */
export function receivedBefore(error: unknown): unknown {
	return typeof error === 'object' && error !== null ? received.get(error) : undefined;
}
