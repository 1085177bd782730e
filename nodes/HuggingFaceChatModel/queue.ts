/** Passes values from a work that makes them to a reader that takes them, in order. */
export class Queue<T> implements AsyncIterable<T> {
	private readonly values: T[] = [];
	private ended?: { readonly error?: unknown };
	private wake = (): void => {};

	push(value: T): void {
		this.values.push(value);
		this.wake();
	}

	/** @param failure what the reader gets after the last value; absent: the end */
	end(failure?: { readonly error: unknown }): void {
		this.ended ??= failure ?? {};
		this.wake();
	}

	async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
		for (;;) {
			const value = this.values.shift();
			if (value !== undefined) yield value;
			else if (this.ended === undefined) await new Promise<void>((resolve) => (this.wake = resolve));
			else if ('error' in this.ended) throw this.ended.error;
			else return;
		}
	}
}
