/** The limit before anything is known of a service. */
const FIRST_LIMIT = 10;
const HIGHEST_LIMIT = 1_000;

/**
 * How many requests a service takes at once, learned from its answers: it grows by one with each answer until the first
 * refusal, is halved by a refusal, and then grows by one with each round of answers (AIMD, as TCP does).
 */
export class Limit {
	private value = FIRST_LIMIT;
	private answers = 0;
	private hasRefused = false;
	private halvedAt = -Infinity;

	get current(): number {
		return this.value;
	}

	/** A run that wants this many at once need not start slowly. */
	atLeast(wanted: number): void {
		if (!this.hasRefused) this.value = Math.max(this.value, wanted);
	}

	/** @param running requests under way, the answered one included */
	onAnswered(running: number): void {
		// A limit that is not reached has not been tried.
		if (running < this.value || this.value >= HIGHEST_LIMIT) return;
		this.answers += 1;
		if (this.hasRefused && this.answers < this.value) return;
		this.answers = 0;
		this.value += 1;
	}

	/**
	 * Halves the limit. Refusals of requests that were sent before the last halving are of the same round.
	 * @param sentAt when the refused request was sent
	 * @param running requests under way, the refused one included
	 */
	onRefused(sentAt: number, running: number): void {
		this.hasRefused = true;
		if (sentAt < this.halvedAt) return;
		this.halvedAt = performance.now();
		this.answers = 0;
		this.value = Math.max(1, Math.floor(Math.min(this.value, running) / 2));
	}

	/** Raises the limit where requests are slow and nothing was ever refused. */
	onStalled(): void {
		if (!this.hasRefused) this.value = Math.min(HIGHEST_LIMIT, this.value + 1);
	}
}
