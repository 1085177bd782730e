/** Entries of several owners, served one owner after the other, so that a long list of one holds back no other. */
export class FairQueue<T> {
	/** In the order in which the owners are served next. */
	private readonly owners = new Map<object, Lanes<T>>();
	private count = 0;

	get size(): number {
		return this.count;
	}

	/** @param isFirst whether the entry goes before those of its owner that are not */
	add(owner: object, entry: T, isFirst: boolean): void {
		const lanes = this.owners.get(owner) ?? { first: [], others: [] };
		(isFirst ? lanes.first : lanes.others).push(entry);
		this.owners.set(owner, lanes);
		this.count += 1;
	}

	/** Takes the next entry out; undefined where there is none. */
	take(): T | undefined {
		const [next] = this.owners;
		if (next === undefined) return undefined;
		const [owner, lanes] = next;
		const entry = lanes.first.shift() ?? lanes.others.shift();
		this.count -= 1;
		this.owners.delete(owner);
		if (lanes.first.length + lanes.others.length > 0) this.owners.set(owner, lanes);
		return entry;
	}

	/** Takes out all entries that match. */
	remove(matches: (entry: T) => boolean): T[] {
		const removed: T[] = [];
		for (const [owner, lanes] of this.owners) {
			const kept: Lanes<T> = { first: keep(lanes.first), others: keep(lanes.others) };
			if (kept.first.length + kept.others.length === 0) this.owners.delete(owner);
			else this.owners.set(owner, kept);
		}
		this.count -= removed.length;
		return removed;

		function keep(entries: readonly T[]): T[] {
			return entries.filter((entry) => {
				const isOut = matches(entry);
				if (isOut) removed.push(entry);
				return !isOut;
			});
		}
	}
}

interface Lanes<T> {
	readonly first: T[];
	readonly others: T[];
}
