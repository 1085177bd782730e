import type { InferenceError } from '../../client/errors';

/** What the refusals of a service ask of a call. */
export interface Refusable {
	/** Whether it was sent before. */
	readonly isReturning: boolean;
	readonly maxRetries: number;
	/** Milliseconds that the call still has. */
	readonly remainingMs: () => number;
}

/** A time until which the service wants no requests. */
interface Hold {
	readonly until: number;
	readonly error: InferenceError;
	nextProbe: number;
}

/** A service that refused a call until it had no tries left. */
interface Exhausted {
	readonly maxRetries: number;
	readonly error: InferenceError;
	nextProbe: number;
}

const PROBE_MS = 1_000;
/** A service that asks for a long wait is asked once in a while all the same: quotas are raised. */
export const HOLD_PROBE_MS = 10_000;
/** News of a service that is older says nothing: the calls of a later burst are sent. */
export const NEWS_MS = 30_000;

/** What a service's refusals of calls, for their number, mean for the calls to come. */
export class Refusals {
	private hold?: Hold;
	private exhausted?: Exhausted;
	private refusedAt = -Infinity;
	private error?: InferenceError;

	/** The last refusal. */
	get last(): InferenceError | undefined {
		return this.error;
	}

	/** Milliseconds until the service wants requests again; 0 where it does. */
	get heldMs(): number {
		return this.hold === undefined ? 0 : Math.max(0, this.hold.until - performance.now());
	}

	/** Told that the service answered a call. */
	onAnswered(): void {
		this.hold = undefined;
		this.exhausted = undefined;
	}

	/**
	 * @param error the refusal in words without the request's own
	 * @param retryAfterMs how long the service asked to wait; 0 where it did not
	 */
	onRefused(error: InferenceError, retryAfterMs: number): void {
		const now = performance.now();
		this.error = error;
		this.refusedAt = now;
		if (retryAfterMs > 0)
			this.hold = { error, until: now + retryAfterMs, nextProbe: this.hold?.nextProbe ?? now + HOLD_PROBE_MS };
	}

	/** Told that a call was refused until it had no tries left. */
	onGivenUp(error: InferenceError, maxRetries: number): void {
		this.exhausted = { error, maxRetries, nextProbe: performance.now() + PROBE_MS };
	}

	/**
	 * Whether the call looks if the service takes requests again, before its time.
	 * @throws {InferenceError} where the service is known to refuse the call
	 */
	isProbe({ maxRetries, remainingMs, isReturning }: Refusable): boolean {
		const now = performance.now();
		const { hold, exhausted } = this;
		if (hold !== undefined && hold.until > now && hold.until - now >= remainingMs()) {
			if (now < hold.nextProbe) throw hold.error;
			hold.nextProbe = now + HOLD_PROBE_MS;
			return true;
		}
		const isKnown = exhausted !== undefined && now - this.refusedAt < NEWS_MS;
		if (isKnown && !isReturning && maxRetries <= exhausted.maxRetries) {
			if (now < exhausted.nextProbe) throw exhausted.error;
			exhausted.nextProbe = now + PROBE_MS;
		}
		return false;
	}
}
