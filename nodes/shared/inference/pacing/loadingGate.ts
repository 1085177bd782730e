import { InferenceError } from '../../client/errors';
import { inTime } from '../../http/deadline';
import { DeadlineError } from '../../http/errors';

const FIRST_PAUSE_MS = 500;
const GROWTH = 1.3;
const LONGEST_PAUSE_MS = 5_000;
/** Models of one service that load at once; more than that is no real service. */
const MOST_LOADING = 1_000;

/** A call at the gate. */
export type Caller = object;

interface State {
	/** The one call that looks whether the model is ready. */
	prober?: Caller;
	pause: number;
	nextProbe: number;
	readonly ready: Promise<void>;
	readonly open: () => void;
}

/**
 * Holds calls back while their model loads or their endpoint wakes up. One at a time looks whether it is ready, so that
 * the others neither load it nor count against a limit. Each model has a gate of its own: one service serves many.
 */
export class LoadingGate {
	private readonly states = new Map<string, State>();

	/** Whether nothing is known to be loading. */
	isOpen(key: string): boolean {
		return !this.states.has(key);
	}

	/**
	 * Waits until a call makes sense: at once, unless the model is known to be loading.
	 * @param key what loads
	 * @returns whether it had to wait
	 * @throws {InferenceError} `modelLoading` when the deadline passes before
	 */
	async enter(key: string, caller: Caller, signal: AbortSignal): Promise<boolean> {
		let hasWaited = false;
		for (let state = this.states.get(key); state !== undefined; state = this.states.get(key)) {
			const rest = state.nextProbe - performance.now();
			if (state.prober === undefined && rest <= 0) {
				state.prober = caller;
				return hasWaited;
			}
			if (state.prober === caller) return hasWaited;
			hasWaited = true;
			// After the longest wait, a probe is under way or the gate is open.
			const turn = state.prober === undefined ? rest : state.pause;
			await inTime(state.ready, Math.max(1, turn), signal).catch(stillLoading);
		}
		return hasWaited;
	}

	/**
	 * Told that the model is loading.
	 * @param askedMs how long the server asked to wait
	 * @returns how long the next probe is away, in milliseconds
	 */
	onLoading(key: string, caller: Caller, askedMs = 0): number {
		const known = this.states.get(key);
		if (known === undefined && this.states.size >= MOST_LOADING) return Math.max(askedMs, FIRST_PAUSE_MS);
		const state = known ?? newState();
		this.states.set(key, state);
		// Enforce a minimum pause even for Retry-After: 0.
		if (known === undefined) state.nextProbe = performance.now() + Math.max(askedMs, FIRST_PAUSE_MS);
		else this.onProbed(key, caller, askedMs);
		return Math.max(0, state.nextProbe - performance.now());
	}

	/** Told that a call ended without news: if it was the probe, another call may look. */
	onProbed(key: string, caller: Caller, askedMs = 0): void {
		const state = this.states.get(key);
		if (state?.prober !== caller) return;
		state.prober = undefined;
		state.pause = Math.min(LONGEST_PAUSE_MS, state.pause * GROWTH);
		state.nextProbe = performance.now() + (askedMs > 0 ? Math.max(askedMs, FIRST_PAUSE_MS) : state.pause);
	}

	/** Told that the model answers, or failed otherwise: all may go. */
	onReady(key: string): void {
		this.states.get(key)?.open();
		this.states.delete(key);
	}
}

/** The words are ours: the server's may hold another tenant's request. */
function stillLoading(error: unknown): never {
	if (!(error instanceof DeadlineError)) throw error;
	throw new InferenceError('The model is still loading', {
		type: 'modelLoading',
		status: 503,
		advice: "Raise 'Timeout' in 'Options', and leave 'Wait for Model' on.",
		cause: error,
	});
}

function newState(): State {
	let open = (): void => {};
	const ready = new Promise<void>((resolve) => {
		open = resolve;
	});
	return { pause: FIRST_PAUSE_MS, nextProbe: 0, ready, open };
}
