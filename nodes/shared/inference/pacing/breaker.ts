import { InferenceError } from '../../client/errors';
import { HttpError } from '../../http/errors';

const FAILURES_TO_OPEN = 5;
const PROBE_MS = 1_000;

interface State {
	failures: number;
	error?: InferenceError;
	nextProbe: number;
}

/**
 * Keeps a run from waiting for a server that is not there, item by item: after five items in a row that found no
 * connection, the rest fail at once with the same words. One call a second looks whether the server is back.
 */
export class Breaker {
	private readonly states = new Map<string, State>();

	/**
	 * Asks whether a call to this origin may be made.
	 * @returns `probe` for one that must not look for a connection again
	 * @throws {InferenceError} what the last call failed with
	 */
	enter(origin: string): 'call' | 'probe' {
		const state = this.states.get(origin);
		if (state?.error === undefined || state.failures < FAILURES_TO_OPEN) return 'call';
		const now = performance.now();
		if (now < state.nextProbe) throw state.error;
		state.nextProbe = now + PROBE_MS;
		return 'probe';
	}

	onSuccess(origin: string): void {
		this.states.delete(origin);
	}

	/** A failure of any other kind than no connection says that the server is there. */
	onFailure(origin: string, error: unknown): void {
		if (!isUnreachable(error)) {
			if (!(error instanceof InferenceError) || error.details.type !== 'cancelled') this.states.delete(origin);
			return;
		}
		const state = this.states.get(origin) ?? { failures: 0, nextProbe: 0 };
		state.failures += 1;
		// Which of the models of a server was called is the next call's to say.
		state.error = new InferenceError(error.message, {
			...error.details,
			attempts: 0,
			model: undefined,
			provider: undefined,
		});
		if (state.failures === FAILURES_TO_OPEN) state.nextProbe = performance.now() + PROBE_MS;
		this.states.set(origin, state);
	}
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
