import { sleep } from '../http/deadline';

/**
 * How many calls run at once, and how fast they start. A 429 halves the number; it comes back by one for every round
 * of successes.
 */
export class Scheduler {
	private limit: number;
	private running = 0;
	private successes = 0;
	private nextStart = 0;
	private readonly queue: Array<() => void> = [];

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
	async forEach(count: number, work: (index: number) => Promise<void>, onFailure: (error: unknown) => void): Promise<void> {
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

	onRateLimited(): void {
		this.limit = Math.max(1, Math.floor(this.limit / 2));
		this.successes = 0;
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
		if (this.running >= this.limit) await new Promise<void>((resolve) => this.queue.push(resolve));
		else this.running += 1;
	}

	private release(): void {
		this.running -= 1;
		this.wake();
	}

	private wake(): void {
		while (this.running < this.limit) {
			const next = this.queue.shift();
			if (next === undefined) return;
			this.running += 1;
			next();
		}
	}
}

