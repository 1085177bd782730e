import { untilAborted } from '../../http/deadline';
import { InferenceError } from '../../client/errors';
import { Breaker } from './breaker';
import { FairQueue } from './fairQueue';
import { Limit } from './limit';
import { LoadingGate } from './loadingGate';
import { HOLD_PROBE_MS, Refusals, type Refusable } from './refusals';

/** A call that waits for its turn. A retry goes before the first calls of its run. */
export interface Waiter extends Refusable {
	/** The run that it belongs to. */
	readonly owner: object;
	/** Whether the call goes to another provider, once the service has refused a call and has no room. */
	readonly failsOver: boolean;
}

interface Waiting extends Waiter {
	readonly go: () => void;
	readonly fail: (error: unknown) => void;
}

const STALL_MS = 1_000;

/** The pace of one service (origin and token) that all executions of the process share. */
export class ServicePace {
	readonly breaker = new Breaker();
	readonly gate = new LoadingGate();
	private readonly limit = new Limit();
	private readonly queue = new FairQueue<Waiting>();
	private running = 0;
	private answers = 0;
	private readonly refusals = new Refusals();
	private timer?: NodeJS.Timeout;

	/** Whether requests run or wait. */
	get isBusy(): boolean {
		return this.running > 0 || this.queue.size > 0;
	}

	/** How many requests were answered so far. */
	get progress(): number {
		return this.answers;
	}

	/** Told that a run begins which wants this many requests at once. */
	onRun(maxConcurrency: number): void {
		this.limit.atLeast(maxConcurrency);
		this.pump();
	}

	/**
	 * Takes room if there is some. Each call that got room must end with one of the `on...`.
	 * @returns whether there was; otherwise the call must {@link wait}
	 * @throws {InferenceError} where the wait is in vain, or the call fails over
	 */
	enterNow(waiter: Waiter): boolean {
		const { refusals } = this;
		const isOpen = refusals.isProbe(waiter) || (this.queue.size === 0 && this.hasRoom());
		if (!isOpen && waiter.failsOver && refusals.last !== undefined) throw refusals.last;
		if (isOpen) this.running += 1;
		return isOpen;
	}

	/**
	 * Waits for room, in an order that is fair to all runs.
	 * @throws {InferenceError} where the wait turns out to be in vain; the signal's reason when it is aborted
	 */
	async wait(waiter: Waiter, signal: AbortSignal): Promise<void> {
		let hasRoom = false;
		let entry: Waiting | undefined;
		const turn = new Promise<void>((resolve, reject) => {
			const go = (): void => {
				hasRoom = true;
				resolve();
			};
			entry = { ...waiter, go, fail: reject };
			this.queue.add(waiter.owner, entry, waiter.isReturning);
		});
		this.schedule();
		await untilAborted(turn, signal).catch((error: unknown) => {
			this.queue.remove((other) => other === entry);
			if (hasRoom) this.onLeft();
			else this.schedule();
			throw error;
		});
	}

	onAnswered(): void {
		this.answers += 1;
		this.limit.onAnswered(this.running);
		this.refusals.onAnswered();
		this.onLeft();
	}

	/**
	 * Told that the service refused a request for their number.
	 * @param sentAt when it was sent
	 * @param error the refusal in words without the request's own
	 * @param retryAfterMs how long the service asked to wait
	 */
	onRefused(sentAt: number, error: InferenceError, retryAfterMs = 0): void {
		this.limit.onRefused(sentAt, this.running);
		this.refusals.onRefused(error, retryAfterMs);
		this.failWaiting(({ failsOver, remainingMs }) => failsOver || remainingMs() <= retryAfterMs, error);
		this.onLeft();
	}

	/** Told that a request ended in a way that says nothing about the pace, or that its room is not used. */
	onLeft(): void {
		this.running -= 1;
		this.pump();
	}

	/** Told that a call was refused until it had no tries left: those that would try no longer need not begin. */
	onGivenUp(error: InferenceError, maxRetries: number): void {
		this.refusals.onGivenUp(error, maxRetries);
		this.failWaiting((entry) => entry.maxRetries <= maxRetries, error);
	}

	private failWaiting(isVain: (entry: Waiting) => boolean, error: InferenceError): void {
		for (const entry of this.queue.remove(isVain)) entry.fail(error);
	}

	private hasRoom(): boolean {
		return this.running < this.limit.current && this.refusals.heldMs === 0;
	}

	private pump(): void {
		while (this.queue.size > 0 && this.hasRoom()) {
			this.running += 1;
			this.queue.take()?.go();
		}
		this.schedule();
	}

	/** While calls wait, one timer looks again: after a hold, or when nothing moves. */
	private schedule(): void {
		if (this.queue.size === 0) {
			clearTimeout(this.timer);
			this.timer = undefined;
			return;
		}
		if (this.timer !== undefined) return;
		const { heldMs } = this.refusals;
		const wait = heldMs > 0 ? Math.min(heldMs, HOLD_PROBE_MS) : STALL_MS;
		const { answers } = this;
		this.timer = setTimeout(() => {
			this.timer = undefined;
			if (this.answers === answers) this.limit.onStalled();
			this.pump();
		}, wait);
	}
}
