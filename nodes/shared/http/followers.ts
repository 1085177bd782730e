/** What follows each signal. */
const followers = new WeakMap<AbortSignal, Followers>();

/**
 * Tells a listener when a signal is aborted, once. All listeners of a signal share one of Node's.
 * Node compares each new listener with all others of its signal. In runs of many calls, that took most of a deadline's
 * CPU.
 * @param listener must be given to {@link unfollow} when it is not needed any more
 */
export function follow(signal: AbortSignal, listener: () => void): void {
	const known = followers.get(signal) ?? new Followers(signal);
	followers.set(signal, known);
	known.add(listener);
}

/** Takes a listener off a signal; nothing happens where it does not follow it. */
export function unfollow(signal: AbortSignal, listener: () => void): void {
	followers.get(signal)?.remove(listener);
}

class Followers {
	private readonly listeners = new Set<() => void>();

	constructor(private readonly signal: AbortSignal) {}

	add(listener: () => void): void {
		if (this.listeners.size === 0) this.signal.addEventListener('abort', this.tell, { once: true });
		this.listeners.add(listener);
	}

	remove(listener: () => void): void {
		if (this.listeners.delete(listener) && this.listeners.size === 0)
			this.signal.removeEventListener('abort', this.tell);
	}

	private readonly tell = (): void => {
		const told = [...this.listeners];
		this.listeners.clear();
		for (const listener of told) listener();
	};
}
