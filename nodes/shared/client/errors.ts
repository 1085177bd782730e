import { withoutUndefined } from './json';

/** Why a call failed, in words that workflows may rely on. */
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
	/** Whether the answer ended before it was complete. */
	readonly isCut?: boolean;
	/** Whether nothing was sent: another provider may be tried. */
	readonly isUnsent?: boolean;
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

	/** The same error with other details. */
	but(details: Partial<ErrorDetails>): InferenceError {
		return new InferenceError(this.message, { ...this.details, ...details });
	}
}

export function invalidInput(message: string, advice?: string, cause?: unknown): InferenceError {
	return new InferenceError(message, { type: 'invalidInput', advice, cause });
}

/** An answer that cannot be used; `response` keeps what was paid for. */
export function unexpectedResponse(
	message: string,
	details: { advice?: string; cause?: unknown; response?: unknown } = {},
): InferenceError {
	return new InferenceError(message, { type: 'unexpectedResponse', ...details });
}
