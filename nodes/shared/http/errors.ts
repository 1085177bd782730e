import { types } from 'node:util';

const { isNativeError } = types;

/**
 * Why an exchange ended without an answer.
 * - `unreachable`: no connection, so that nothing of the request was out
 * - `interrupted`: the connection broke after the request was out, or the answer was cut short
 * - `refused`: n8n's rules, or ours, do not allow the address
 * - `limit`: the answer is larger, deeper or longer than we take
 */
export type HttpFailure = 'unreachable' | 'interrupted' | 'refused' | 'limit';

export class HttpError extends Error {
	override readonly name = 'HttpError';

	/** Seconds after which the caller's own limit ended it: with more time, it may have gone well. */
	readonly withinSeconds?: number;

	constructor(
		readonly failure: HttpFailure,
		message: string,
		options: { cause?: unknown; withinSeconds?: number } = {},
	) {
		super(message, 'cause' in options ? { cause: options.cause } : {});
		this.withinSeconds = options.withinSeconds;
	}
}

/** The deadline of a call passed. */
export class DeadlineError extends Error {
	override readonly name = 'DeadlineError';

	/** @param isUnsent whether it passed before anything was sent, so that nothing can be billed */
	constructor(
		readonly seconds: number,
		readonly isUnsent = false,
	) {
		super(`no answer within ${seconds} s`);
	}
}

/** Whoever asked for the call no longer wants its answer. */
export class CancelledError extends Error {
	override readonly name = 'CancelledError';

	constructor(options?: { cause?: unknown }) {
		super('cancelled', options);
	}
}

/** The words of an error and of what caused it, down to the innermost. */
export function causeOf(error: unknown): string {
	if (!isNativeError(error)) return String(error);
	const inner: unknown = error instanceof AggregateError ? error.errors[0] : error.cause;
	return isNativeError(inner) ? causeOf(inner) : codeAndMessage(error);
}

function codeAndMessage(error: Error): string {
	const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
	const message = error.message || error.name;
	return code === '' || message.includes(code) ? message : `${message} (${code})`;
}
