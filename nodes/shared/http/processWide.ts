/**
 * The one place for state that outlives an execution. All nodes and executions of a process share it, so each store is
 * keyed by whatever must not mix (origin, token, rules), bounded in size, and forgets idle entries.
 */
interface Entry<V> {
	readonly value: V;
	usedAt: number;
}

export interface StoreOptions<V> {
	/** Entries kept at most; the one idle for longest goes first. */
	readonly most: number;
	/** Milliseconds without use after which an entry is forgotten. */
	readonly idleMs: number;
	/** Whether an entry is in use, so that it must stay however old it is. */
	readonly isBusy?: (value: V) => boolean;
}

/** A keyed, bounded store that forgets idle entries. It sets no timer: it sweeps when a new entry is made. */
export class Store<V> {
	private readonly entries = new Map<string, Entry<V>>();

	constructor(private readonly options: StoreOptions<V>) {}

	get size(): number {
		return this.entries.size;
	}

	/** The entry of a key, made by `make` where there is none. */
	for(key: string, make: () => V): V {
		const known = this.get(key);
		if (known !== undefined) return known;
		this.sweep();
		const value = make();
		this.entries.set(key, { value, usedAt: performance.now() });
		return value;
	}

	/** The entry of a key; undefined where there is none. */
	get(key: string): V | undefined {
		const entry = this.entries.get(key);
		if (entry === undefined) return undefined;
		entry.usedAt = performance.now();
		// The order of the map is the order of last use.
		this.entries.delete(key);
		this.entries.set(key, entry);
		return entry.value;
	}

	set(key: string, value: V): void {
		this.entries.delete(key);
		this.sweep();
		this.entries.set(key, { value, usedAt: performance.now() });
	}

	private sweep(): void {
		const { most, idleMs, isBusy } = this.options;
		const oldest = performance.now() - idleMs;
		for (const [key, { value, usedAt }] of this.entries) {
			if (usedAt > oldest && this.entries.size < most) return;
			if (isBusy?.(value) !== true) this.entries.delete(key);
		}
	}
}

const stores = new Map<string, Store<unknown>>();

/**
 * The process's store of this name, made at its first use.
 * @param name one name stands for one type of value
 */
export function processStore<V>(name: string, options: StoreOptions<V>): Store<V> {
	const known = stores.get(name) as Store<V> | undefined;
	if (known !== undefined) return known;
	const made = new Store<V>(options);
	stores.set(name, made as Store<unknown>);
	return made;
}
