import type { ParameterReader } from './parameters';

/**
 * Evaluates the expressions of coming items while answers are awaited: one item in each turn of the event loop, so that
 * no answer waits for more than that, and as many ahead as run at once, so that memory does not grow with the input.
 */
export class Lookahead {
	private next = 0;
	private end = 0;
	private turn?: NodeJS.Immediate;

	/**
	 * @param count items of the run
	 * @param most how many items ahead of the last one that was started
	 */
	constructor(
		private readonly reader: ParameterReader,
		private readonly count: number,
		private readonly most: number,
	) {}

	/** To be told of each item, in order, once its parameters are read. */
	onRead(itemIndex: number): void {
		this.reader.forget(itemIndex);
		this.next = Math.max(this.next, itemIndex + 1);
		this.end = Math.min(this.count, itemIndex + 1 + this.most);
		this.schedule();
	}

	stop(): void {
		clearImmediate(this.turn);
		this.end = 0;
	}

	private schedule(): void {
		if (this.turn !== undefined || this.next >= this.end || !this.reader.hasExpressions) return;
		this.turn = setImmediate(() => {
			this.turn = undefined;
			if (this.next < this.end) this.reader.readAhead(this.next++);
			this.schedule();
		});
	}
}
