import { sleep } from '../../http/deadline';

/** Spaces the requests of one run evenly, as they leave. */
export class Rate {
	private nextStart = 0;

	/** @param perMinute requests that may start in a minute; 0 for no limit */
	constructor(private readonly perMinute: number) {}

	/** Milliseconds until the next request may leave. */
	get waitMs(): number {
		return this.perMinute === 0 ? 0 : Math.max(0, this.nextStart - performance.now());
	}

	/** Waits until the next request may leave; another one may be faster. */
	async wait(signal: AbortSignal): Promise<void> {
		if (this.waitMs > 0) await sleep(this.waitMs, signal);
	}

	/** Told that a request leaves now. */
	onLeave(): void {
		if (this.perMinute > 0) this.nextStart = performance.now() + 60_000 / this.perMinute;
	}
}
