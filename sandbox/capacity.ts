/** How many requests are answered at once, and how many may wait; beyond that they are refused. */
export interface Capacity {
	slots: number;
	queue: number;
}

/** A server's slots, with a queue before them. */
export class Gate {
	private busy = 0;
	private readonly waiting: Array<() => void> = [];

	/** Resolves to a function that gives the slot back, or to undefined where even the queue is full. */
	async enter({ slots, queue }: Capacity): Promise<(() => void) | undefined> {
		if (this.busy >= slots) {
			if (this.waiting.length >= queue) return undefined;
			// Whoever leaves hands its slot over, so `busy` does not change here.
			await new Promise<void>((resolve) => this.waiting.push(resolve));
		} else this.busy++;
		return () => this.leave();
	}

	private leave(): void {
		const next = this.waiting.shift();
		if (next === undefined) this.busy--;
		else next();
	}
}
