import { sleep } from '../http/deadline';
import type { InferenceError } from './errors';
import { waitBefore, type FailedAnswer, type Repeat } from './retry';

/** How one attempt ended, as far as the pace of further ones depends on it. */
export type Outcome =
	/** The server took the request, whatever it made of it. */
	| 'answered'
	/** 429, or 503 of a server that is overloaded. */
	| 'refused'
	/** 503 of a model that loads. */
	| 'loading'
	/** No connection could be made. */
	| 'unreachable'
	/** Any other end: a broken connection, a timeout, a cancelled call. */
	| 'broken';

/** A failed attempt that may be repeated. */
export interface Failure {
	readonly error: InferenceError;
	readonly repeat: Repeat;
	/** Absent where no answer came. */
	readonly answer?: FailedAnswer;
	/** Failures of this kind so far, from 1 on. */
	readonly tries: number;
	/** How long the server asked to wait, in milliseconds. */
	readonly askedMs?: number;
	/** What is left of the call's time, in milliseconds. */
	readonly remainingMs: number;
}

/** Decides when the attempts of one call leave, and hears how they ended. */
export interface Pacer {
	/**
	 * Waits until the next attempt may leave.
	 * @throws {InferenceError} where it is known to be in vain; the signal's reason when it is aborted
	 */
	enter(signal: AbortSignal): Promise<void>;
	/** Told that the attempt was accepted: its answer begins. */
	onAccepted(): void;
	/** Told once how each attempt ended that entered; `retryAfterMs` is what a refusal asked for. */
	leave(outcome: Outcome, retryAfterMs?: number): void;
	/** Counts the answers that the service gave to anybody. A refusal after one is a place in the queue. */
	progress(): number;
	/**
	 * Waits after a failed attempt.
	 * @returns false where the wait would outlast the call, so that the failure is final
	 * @throws the signal's reason when it is aborted
	 */
	wait(failure: Failure, signal: AbortSignal): Promise<boolean>;
	/** Told that refusals used up all tries of the call. */
	onGivenUp(error: InferenceError): void;
	/** Told once how the call ended; no error: well. */
	end(error?: InferenceError): void;
}

/** The pacer of calls that cost nothing: polls, probes and look-ups. They wait as asked, and share no pace. */
export const QUIET: Pacer = {
	enter: async () => {},
	onAccepted: () => {},
	leave: () => {},
	progress: () => 0,
	onGivenUp: () => {},
	end: () => {},
	wait: async ({ tries, answer, remainingMs }, signal) => {
		const wait = waitBefore(tries, answer);
		if (wait >= remainingMs) return false;
		await sleep(wait, signal);
		return true;
	},
};
