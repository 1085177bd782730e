import type { Pause } from '../../client/call';
import { sleep, untilAborted } from '../../http/deadline';

/**
 * How many calls run at once, and how fast they start. A 429 halves the number; it comes back by one for every round
 * of successes. A call that waits to be sent again makes room for another, but counts among the most that are begun,
 * so that a service which refuses everything is not asked for all items.
 */
export class Scheduler {
	private limit: number;
	/** Calls that were begun and have not ended. */
	private begun = 0;
	/** Those among them that wait to be sent again. */
	private waiting = 0;
	private successes = 0;
	private nextStart = 0;
	private halvedAt = -Infinity;
	private readonly queue: Array<() => void> = [];
	/** Calls whose wait is over, and for which there is no room yet. */
	private readonly returning = new Set<() => void>();

	/** @param perMinute requests that may start in a minute, evenly spread; 0 for no limit */
	constructor(
		private readonly most: number,
		private readonly perMinute: number,
	) {
		this.limit = most;
	}

	/**
	 * Runs `work` for 0 to `count` - 1, at most {@link limit} at once, started in order. When one throws, no further
	 * one is started, and `onFailure` may end those that run.
	 * @throws what the first failing `work` threw, after all running ones have ended
	 */
	async forEach(
		count: number,
		work: (index: number) => Promise<void>,
		onFailure: (error: unknown) => void,
	): Promise<void> {
		let failed = false;
		let failure: unknown;
		const running = new Set<Promise<void>>();
		for (let index = 0; index < count; index++) {
			await this.slot();
			if (failed) break;
			const task = work(index)
				.catch((error: unknown) => {
					if (failed) return;
					failed = true;
					failure = error;
					onFailure(error);
				})
				.finally(() => {
					running.delete(task);
					this.release();
				});
			running.add(task);
		}
		await Promise.all(running);
		if (failed) throw failure;
	}

	/** Waits until the rate allows the next request. */
	async pace(signal: AbortSignal): Promise<void> {
		if (this.perMinute === 0) return;
		const now = performance.now();
		const start = Math.max(now, this.nextStart);
		this.nextStart = start + 60_000 / this.perMinute;
		if (start > now) await sleep(start - now, signal);
	}

	/** @param sentAt when the refused request was sent: those of one round count once */
	onRateLimited(sentAt: number): void {
		if (sentAt < this.halvedAt) return;
		this.halvedAt = performance.now();
		this.limit = Math.max(1, Math.floor(this.limit / 2));
		this.successes = 0;
	}

	/** A call begins to wait until it may be sent again; those that waited go before those that were never sent. */
	onWait(): Pause {
		let isOver = false;
		this.waiting += 1;
		this.wake();
		const end = (): void => {
			if (!isOver) this.waiting -= 1;
			isOver = true;
		};
		return { end, turn: async (signal) => await this.turn(end, signal) };
	}

	/** All that were refused at once would else be sent again at once, and be refused again until none has a try left. */
	private async turn(end: () => void, signal: AbortSignal): Promise<void> {
		if (this.returning.size === 0 && this.runsFew()) return end();
		let go = (): void => {};
		const isNext = new Promise<void>((resolve) => {
			go = () => {
				end();
				resolve();
			};
		});
		this.returning.add(go);
		try {
			await untilAborted(isNext, signal);
		} finally {
			this.returning.delete(go);
		}
	}

	onAnswered(): void {
		if (this.limit === this.most) return;
		this.successes += 1;
		if (this.successes < this.limit) return;
		this.successes = 0;
		this.limit += 1;
		this.wake();
	}

	private async slot(): Promise<void> {
		if (this.hasRoom()) this.begun += 1;
		else await new Promise<void>((resolve) => this.queue.push(resolve));
	}

	private release(): void {
		this.begun -= 1;
		this.wake();
	}

	private runsFew(): boolean {
		return this.begun - this.waiting < this.limit;
	}

	private hasRoom(): boolean {
		return this.returning.size === 0 && this.begun < this.most && this.runsFew();
	}

	private wake(): void {
		for (const go of this.returning) {
			if (!this.runsFew()) return;
			this.returning.delete(go);
			go();
		}
		while (this.hasRoom()) {
			const next = this.queue.shift();
			if (next === undefined) return;
			this.begun += 1;
			next();
		}
	}
}
