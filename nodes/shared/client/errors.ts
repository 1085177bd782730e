/** What went wrong, in words that workflows may rely on. */
export type ErrorType =
	| 'timeout'
	| 'rateLimit'
	| 'modelLoading'
	| 'authentication'
	| 'billing'
	| 'notFound'
	| 'invalidInput'
	| 'server'
	| 'network'
	| 'unexpectedResponse'
	| 'refusedHost'
	| 'cancelled';

export interface ErrorDetails {
	readonly type: ErrorType;
	/** What to do next. */
	readonly advice?: string;
	readonly status?: number;
	readonly requestId?: string;
	readonly model?: string;
	readonly provider?: string;
	/** Requests that were sent for this answer. */
	readonly attempts?: number;
	/** How long the server asked to wait, in milliseconds. */
	readonly retryAfterMs?: number;
	/** An answer that was paid for and could not be used, up to 1 MB. */
	readonly response?: unknown;
	readonly cause?: unknown;
}

/** The one error that the client throws: `message` says what happened, `details.advice` what to do. */
export class InferenceError extends Error {
	override readonly name = 'InferenceError';

	constructor(
		message: string,
		readonly details: ErrorDetails,
	) {
		super(message, { cause: details.cause });
	}

	/** The same error with more known about the call it belongs to; what is known already stays. */
	with(context: Partial<ErrorDetails>): InferenceError {
		return new InferenceError(this.message, { ...context, ...withoutUndefined(this.details) });
	}
}

export function invalidInput(message: string, advice?: string, cause?: unknown): InferenceError {
	return new InferenceError(message, { type: 'invalidInput', advice, cause });
}

export function unexpectedResponse(message: string, advice?: string, cause?: unknown): InferenceError {
	return new InferenceError(message, { type: 'unexpectedResponse', advice, cause });
}

function withoutUndefined(details: ErrorDetails): ErrorDetails {
	const known = Object.entries(details).filter(([, value]) => value !== undefined);
	return Object.fromEntries(known) as unknown as ErrorDetails;
}
