import { CancelledError, DeadlineError } from './errors';
import { follow, unfollow } from './followers';

/** Node's timers end at this many milliseconds. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * One limit in time for a whole call, from {@link start} on: connecting, waiting, headers, body and retries.
 * Its signal also follows the signals of whoever may cancel the call.
 */
export class Deadline {
	/** Made when someone asks for the signal: in a list of items, most never do. */
	private controller?: AbortController;
	private timer?: NodeJS.Timeout;
	/** Infinity while the clock stands still. */
	private endsAt = Infinity;
	private milliseconds: number;
	private isCleared = false;

	/**
	 * @param seconds 0 for no limit
	 * @param outer a longer limit that this one is a part of: its clock stops and starts with this one's
	 */
	constructor(
		private readonly seconds: number,
		private readonly parents: readonly AbortSignal[] = [],
		private readonly outer?: Deadline,
	) {
		this.milliseconds = seconds === 0 ? Infinity : seconds * 1000;
	}

	get signal(): AbortSignal {
		this.controller ??= this.following();
		return this.controller.signal;
	}

	private following(): AbortController {
		const controller = new AbortController();
		this.controller = controller;
		for (const parent of this.parents) {
			if (parent.aborted) this.onAbort();
			else if (!this.isCleared) follow(parent, this.onAbort);
		}
		return controller;
	}

	private readonly onAbort = (): void => {
		clearTimeout(this.timer);
		const reason: unknown = this.parents.find((signal) => signal.aborted)?.reason;
		this.controller?.abort(reason instanceof DeadlineError ? reason : new CancelledError({ cause: reason }));
	};

	/** Milliseconds that are left, also while the clock stands still. */
	get remaining(): number {
		return this.endsAt === Infinity ? this.milliseconds : this.endsAt - performance.now();
	}

	/** Starts the clock, or lets it go on; further calls change nothing. */
	start(): void {
		this.outer?.start();
		if (this.milliseconds === Infinity || this.endsAt !== Infinity) return;
		this.endsAt = performance.now() + this.milliseconds;
		const { signal } = this;
		if (signal.aborted) return;
		this.timer = setTimeout(
			() => this.controller?.abort(new DeadlineError(this.seconds)),
			Math.min(this.milliseconds, MAX_TIMER_MS),
		);
	}

	/** Stops the clock until it is started again, for time that is not the server's. */
	stop(): void {
		this.outer?.stop();
		if (this.endsAt === Infinity) return;
		this.milliseconds = Math.max(0, this.remaining);
		this.endsAt = Infinity;
		clearTimeout(this.timer);
	}

	/** Lifts this limit; what its parents' signals say goes on. */
	lift(): void {
		clearTimeout(this.timer);
		this.milliseconds = Infinity;
		this.endsAt = Infinity;
	}

	/** Must be called when the call is over, so that neither timer nor listener stays. */
	clear(): void {
		this.isCleared = true;
		clearTimeout(this.timer);
		if (this.controller === undefined) return;
		for (const parent of this.parents) unfollow(parent, this.onAbort);
	}
}

/** Waits; rejects with the signal's reason when it is aborted before. */
export function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		if (signal.aborted) return reject(signal.reason);
		const onAbort = (): void => {
			clearTimeout(timer);
			reject(signal.reason);
		};
		const timer = setTimeout(
			() => {
				signal.removeEventListener('abort', onAbort);
				resolve();
			},
			Math.min(milliseconds, MAX_TIMER_MS),
		);
		signal.addEventListener('abort', onAbort, { once: true });
	});
}

/** A promise's outcome, or the signal's reason when that comes first. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
	return new Promise((resolve, reject) => {
		const onAbort = (): void => reject(signal.reason);
		const stop = (): void => signal.removeEventListener('abort', onAbort);
		promise.then(
			(value) => {
				stop();
				resolve(value);
			},
			(error: unknown) => {
				stop();
				reject(error);
			},
		);
		if (signal.aborted) onAbort();
		else signal.addEventListener('abort', onAbort, { once: true });
	});
}

/**
 * The value of a promise that a caller can do without.
 * @returns undefined where it fails, or comes later than this many milliseconds
 * @throws the signal's reason when it is aborted
 */
export async function inTime<T>(
	promise: Promise<T>,
	milliseconds: number,
	signal: AbortSignal,
): Promise<T | undefined> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<undefined>((resolve) => {
		timer = setTimeout(() => resolve(undefined), Math.max(0, milliseconds));
	});
	const value = promise.catch(() => undefined);
	try {
		return await untilAborted(Promise.race([value, late]), signal);
	} finally {
		clearTimeout(timer);
	}
}
