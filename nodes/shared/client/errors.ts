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
	| 'cancelled'
	| 'costLimit';

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

/** Failures of a service itself; others are about the model, the token or the request. */
const PASSING: readonly ErrorType[] = [
	'network',
	'timeout',
	'rateLimit',
	'modelLoading',
	'server',
	'unexpectedResponse',
];

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

/** Whether a failure is the service's own, and may pass. */
export function mayPass(error: unknown): boolean {
	return error instanceof InferenceError && PASSING.includes(error.details.type);
}

export function invalidInput(message: string, advice?: string, cause?: unknown): InferenceError {
	return new InferenceError(message, { type: 'invalidInput', advice, cause });
}

/**
 * The error for an answer that does not fit. It may have been billed, so the error keeps it.
 * @param more what to do next, the error behind this one, and the answer itself
 */
export function unexpectedResponse(
	message: string,
	more: Pick<ErrorDetails, 'advice' | 'cause' | 'response'> = {},
): InferenceError {
	const { advice, cause, response } = more;
	return new InferenceError(message, { type: 'unexpectedResponse', advice, cause, response: kept(response) });
}

/** Larger answers are cut in errors. */
const MAX_KEPT_CHARACTERS = 1024 * 1024;

/** An answer as an error keeps it: JSON as it came, or the first megabyte of its text. */
export function kept(answer: unknown): unknown {
	if (answer === undefined) return undefined;
	const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
	return text.length > MAX_KEPT_CHARACTERS ? text.slice(0, MAX_KEPT_CHARACTERS) : answer;
}
