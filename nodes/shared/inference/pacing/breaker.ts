import { InferenceError } from '../../client/errors';
import { HttpError } from '../../http/errors';
import { NEWS_MS } from './refusals';

const FAILURES_TO_OPEN = 5;
const PROBE_MS = 1_000;

/**
 * Keeps calls from waiting for a server that is not there. After five calls in a row without a connection, the rest
 * fail at once with the same words. One call a second looks whether the server is back. Without a call for half a
 * minute, the next ones are made.
 */
export class Breaker {
	private failures = 0;
	private error?: InferenceError;
	/** The longest time in which a call found no connection; one with more of it may find one. */
	private triedMs = 0;
	private nextProbe = 0;
	private failedAt = -Infinity;

	/**
	 * Asks whether a call may be made.
	 * @param remainingMs what the call has
	 * @returns `probe` for one that must not retry its connection
	 * @throws {InferenceError} the last call's failure
	 */
	enter(remainingMs = Infinity): 'call' | 'probe' {
		const now = performance.now();
		const isOpen = this.failures >= FAILURES_TO_OPEN && now - this.failedAt < NEWS_MS;
		if (this.error === undefined || !isOpen || remainingMs > this.triedMs) return 'call';
		if (now < this.nextProbe) throw this.error;
		this.nextProbe = now + PROBE_MS;
		return 'probe';
	}

	onSuccess(): void {
		this.failures = 0;
		this.triedMs = 0;
		this.error = undefined;
	}

	/** Any failure but a missing connection, or a cancelled call, shows that the server is there. */
	onFailure(error: unknown): void {
		if (!isUnreachable(error)) {
			if (!(error instanceof InferenceError) || error.details.type !== 'cancelled') this.onSuccess();
			return;
		}
		this.failures += 1;
		this.failedAt = performance.now();
		this.triedMs = Math.max(this.triedMs, triedMs(error));
		// Drop model and provider: the next call may use others.
		this.error = error.but({ attempts: 0, model: undefined, provider: undefined });
		if (this.failures === FAILURES_TO_OPEN) this.nextProbe = this.failedAt + PROBE_MS;
	}
}

/** How long a call looked for a connection: for ever, where its own time did not end it. */
function triedMs({ details: { cause } }: InferenceError): number {
	return cause instanceof HttpError && cause.withinSeconds !== undefined ? cause.withinSeconds * 1000 : Infinity;
}

/** Whether a call ended without ever having had a connection. */
export function isUnreachable(error: unknown): error is InferenceError {
	return (
		error instanceof InferenceError &&
		error.details.type === 'network' &&
		error.details.cause instanceof HttpError &&
		error.details.cause.failure === 'unreachable'
	);
}
