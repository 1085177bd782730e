import { createHash } from 'node:crypto';
import { untilAborted } from '../http/deadline';
import { processStore } from '../http/processWide';

/** One look-up that several callers may wait for. A caller who leaves changes nothing for the others. */
interface Lookup<T> {
	readonly answer: Promise<T>;
	readonly controller: AbortController;
	until: number;
	waiting: number;
}

export interface LookupOptions<T> {
	/** What the answer depends on, the token included; it is stored as a hash. */
	readonly key: readonly string[];
	/** Milliseconds for which a good answer, or a failure, is remembered. */
	readonly freshMs: number;
	readonly failedMs: number;
	readonly make: (signal: AbortSignal) => Promise<T>;
}

const MAX_LOOKUPS = 1_000;
const IDLE_MS = 15 * 60_000;

/**
 * The answer of a look-up that the whole process shares: one request serves all callers. It ends when none waits.
 * @param signal ends this caller's wait alone
 * @throws the look-up's error; the signal's reason when it is aborted
 */
export async function sharedLookup<T>(options: LookupOptions<T>, signal: AbortSignal): Promise<T> {
	signal.throwIfAborted();
	const store = processStore<Lookup<T>>('lookups', {
		most: MAX_LOOKUPS,
		idleMs: IDLE_MS,
		isBusy: ({ waiting }) => waiting > 0,
	});
	const key = createHash('sha256').update(JSON.stringify(options.key)).digest('base64');
	const known = store.get(key);
	const isFresh = known !== undefined && known.until > Date.now();
	const lookup = isFresh ? known : start(options);
	if (!isFresh) store.set(key, lookup);
	lookup.waiting += 1;
	try {
		return await untilAborted(lookup.answer, signal);
	} finally {
		lookup.waiting -= 1;
		if (lookup.waiting === 0 && signal.aborted && lookup.until === Infinity) {
			// Forgotten first: a caller who comes now starts anew, and does not join a look-up that is ending.
			store.delete(key, lookup);
			lookup.controller.abort();
		}
	}
}

function start<T>({ make, freshMs, failedMs }: LookupOptions<T>): Lookup<T> {
	const controller = new AbortController();
	const answer = make(controller.signal);
	const lookup: Lookup<T> = { answer, controller, until: Infinity, waiting: 0 };
	answer.then(
		() => (lookup.until = Date.now() + freshMs),
		() => (lookup.until = Date.now() + failedMs),
	);
	return lookup;
}
