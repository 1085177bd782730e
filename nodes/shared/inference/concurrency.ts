/** At most so many at once; the others wait in their order. */
export class Slots {
	private free: number;
	private readonly queue: Array<() => void> = [];

	constructor(most: number) {
		this.free = most;
	}

	/** Runs `work` as soon as there is room. */
	async use<T>(work: () => Promise<T>): Promise<T> {
		if (this.free > 0) this.free -= 1;
		else await new Promise<void>((resolve) => this.queue.push(resolve));
		try {
			return await work();
		} finally {
			const next = this.queue.shift();
			if (next === undefined) this.free += 1;
			else next();
		}
	}
}

/**
 * Waits for all works.
 * @param onFailure told of the first failure at once, so that it may end the others
 * @returns their results in their order
 * @throws the first failure, once all have ended
 */
export async function all<T>(works: ReadonlyArray<Promise<T>>, onFailure: (error: unknown) => void): Promise<T[]> {
	const [first] = works;
	if (first !== undefined && works.length === 1) return [await toldOf(first, onFailure)];
	let failure: { readonly error: unknown } | undefined;
	const ended = works.map(async (work) => {
		try {
			return [await work];
		} catch (error) {
			if (failure === undefined) {
				failure = { error };
				onFailure(error);
			}
			return [];
		}
	});
	const results = await Promise.all(ended);
	if (failure !== undefined) throw failure.error;
	return results.flat();
}

function toldOf<T>(work: Promise<T>, onFailure: (error: unknown) => void): Promise<T> {
	return work.catch((error: unknown) => {
		onFailure(error);
		throw error;
	});
}

/**
 * Runs `work` for 0 to `count` - 1, at most `most` at once, started in order. After a failure no further one starts.
 * @param onFailure told of the first failure at once, so that it may end those that run
 * @throws the first failure, once all running ones have ended
 */
export async function forEach(
	{ count, most }: { count: number; most: number },
	work: (index: number) => Promise<void>,
	onFailure: (error: unknown) => void,
): Promise<void> {
	let next = 0;
	let hasFailed = false;
	const lane = async (): Promise<void> => {
		while (next < count && !hasFailed) await work(next++);
	};
	const fail = (error: unknown): void => {
		hasFailed = true;
		onFailure(error);
	};
	await all(Array.from({ length: Math.min(most, count) }, lane), fail);
}
