import { InferenceError } from '../../client/errors';
import { sleep, untilAborted, type Deadline } from '../../http/deadline';
import { DeadlineError } from '../../http/errors';

const FIRST_PAUSE_MS = 500;
const GROWTH = 1.3;
const LONGEST_PAUSE_MS = 5_000;

/** Whoever goes through the gate. */
export type Caller = object;

interface State {
	/** The one call that looks whether the server is ready. */
	prober?: Caller;
	pause: number;
	nextProbe: number;
	/** What the server said last. */
	reason: InferenceError;
	readonly ready: Promise<void>;
	readonly open: () => void;
}

/**
 * Holds the calls of a run back while their model is loaded or their endpoint wakes up: one at a time looks whether it
 * is ready, so that the others neither load it nor count against a limit. Each model has a gate of its own, since one
 * service answers for many.
 */
export class LoadingGate {
	private readonly states = new Map<string, State>();

	/**
	 * Waits until a call makes sense: at once, unless the model is known to be loading.
	 * @param key what loads
	 * @returns whether it had to wait
	 * @throws {InferenceError} what the server said, when the deadline passes before
	 */
	async enter(key: string, { signal }: Deadline, caller: Caller): Promise<boolean> {
		let hasWaited = false;
		for (let state = this.states.get(key); state !== undefined; state = this.states.get(key)) {
			const rest = state.nextProbe - performance.now();
			if (state.prober === undefined && rest <= 0) {
				state.prober = caller;
				return hasWaited;
			}
			hasWaited = true;
			// Whoever sleeps longest finds a probe under way, or the gate open.
			const turn = state.prober === undefined ? rest : state.pause;
			const { reason } = state;
			await untilAborted(Promise.race([state.ready, sleep(Math.max(1, turn), signal)]), signal).catch(
				(error: unknown) => {
					throw error instanceof DeadlineError ? reason : error;
				},
			);
		}
		return hasWaited;
	}

	/**
	 * Told that the model is loading.
	 * @param asked how long the server asked to wait, in milliseconds
	 * @returns how long the next look is away, in milliseconds
	 */
	onLoading(key: string, caller: Caller, reason: InferenceError, asked = 0): number {
		const known = this.states.get(key);
		const state = known ?? newState(reason);
		this.states.set(key, state);
		state.reason = reason;
		// Who asks to come back at once shall not be asked without end.
		if (known === undefined) state.nextProbe = performance.now() + Math.max(asked, FIRST_PAUSE_MS);
		else this.onProbed(key, caller, asked);
		return Math.max(0, state.nextProbe - performance.now());
	}

	/** Told that a call ended without news: if it was the one that looks, another one may. */
	onProbed(key: string, caller: Caller, asked = 0): void {
		const state = this.states.get(key);
		if (state?.prober !== caller) return;
		state.prober = undefined;
		state.pause = Math.min(LONGEST_PAUSE_MS, state.pause * GROWTH);
		state.nextProbe = performance.now() + (asked > 0 ? Math.max(asked, FIRST_PAUSE_MS) : state.pause);
	}

	/** Told that the model answers, or failed otherwise: all may go. */
	onReady(key: string): void {
		this.states.get(key)?.open();
		this.states.delete(key);
	}
}

function newState(reason: InferenceError): State {
	let open = (): void => {};
	const ready = new Promise<void>((resolve) => {
		open = resolve;
	});
	return { pause: FIRST_PAUSE_MS, nextProbe: 0, reason, ready, open };
}
