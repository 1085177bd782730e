import { sleep, untilAborted } from '../http/deadline';

const FIRST_PAUSE_MS = 500;
const GROWTH = 1.3;
const LONGEST_PAUSE_MS = 5_000;

interface State {
	/** Whether one call is looking whether the server is ready. */
	probing: boolean;
	pause: number;
	nextProbe: number;
	readonly ready: Promise<void>;
	readonly open: () => void;
}

/**
 * Holds the calls of a run back while their server loads its model or wakes up: one at a time looks whether it is
 * ready, so that the others neither load it nor count against a limit.
 */
export class LoadingGate {
	private readonly states = new Map<string, State>();

	/** Waits until a call to this origin makes sense: at once, unless the server is known to be loading. */
	async enter(origin: string, signal: AbortSignal): Promise<void> {
		for (let state = this.states.get(origin); state !== undefined; state = this.states.get(origin)) {
			const rest = state.nextProbe - performance.now();
			if (!state.probing && rest <= 0) {
				state.probing = true;
				return;
			}
			// Whoever sleeps longest finds a probe under way, or the gate open.
			const turn = state.probing ? state.pause : rest;
			await untilAborted(Promise.race([state.ready, sleep(Math.max(1, turn), signal)]), signal);
		}
	}

	/**
	 * Told that the server is loading.
	 * @param asked how long it asked to wait, in milliseconds
	 * @returns how long the next look is away, in milliseconds
	 */
	onLoading(origin: string, asked?: number): number {
		const known = this.states.get(origin);
		const state = known ?? newState();
		this.states.set(origin, state);
		if (known?.probing) state.pause = Math.min(LONGEST_PAUSE_MS, state.pause * GROWTH);
		if (known === undefined || known.probing) state.nextProbe = performance.now() + (asked ?? state.pause);
		state.probing = false;
		return state.nextProbe - performance.now();
	}

	/** Told that the server answered, or failed otherwise: all may go. */
	onReady(origin: string): void {
		this.states.get(origin)?.open();
		this.states.delete(origin);
	}
}

function newState(): State {
	let open = (): void => {};
	const ready = new Promise<void>((resolve) => {
		open = resolve;
	});
	return { probing: false, pause: FIRST_PAUSE_MS, nextProbe: 0, ready, open };
}
