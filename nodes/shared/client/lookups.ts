import { createHash } from 'node:crypto';
import { inTime, untilAborted } from '../http/deadline';
import { processStore } from '../http/processWide';

/** One look-up that several callers may wait for. A caller who leaves changes nothing for the others. */
interface Lookup<T> {
	readonly answer: Promise<T>;
	readonly controller: AbortController;
	readonly startedAt: number;
	/** The last good answer: of this look-up, or of one before it that still holds. */
	last: Last<T> | undefined;
	/** Infinity while it runs. */
	until: number;
	waiting: number;
}

interface Last<T> {
	readonly value: T;
}

export interface LookupOptions<T> {
	/** What the answer depends on, the token included; it is stored as a hash. */
	readonly key: readonly string[];
	/** Milliseconds for which a good answer, or a failure, is remembered. */
	readonly freshMs: number;
	readonly failedMs: number;
	/** Whether the last good answer holds after a failure; if so, also while the next one is late. Default: no. */
	readonly holdsAfter?: (error: unknown) => boolean;
	readonly make: (signal: AbortSignal) => Promise<T>;
}

const MAX_LOOKUPS = 1_000;
const IDLE_MS = 15 * 60_000;
/** An answer that holds after a failure is asked for again after this time. */
const HELD_MS = 30_000;
/** The end of a look-up for which nobody waited any more. */
const GIVEN_UP = 0;

/**
 * The answer of a look-up that the whole process shares: one request serves all callers. It ends when none waits.
 * @param signal ends this caller's wait alone
 * @throws the look-up's error; the signal's reason when it is aborted
 */
export async function sharedLookup<T>(options: LookupOptions<T>, signal: AbortSignal): Promise<T> {
	signal.throwIfAborted();
	const lookup = joined(options);
	lookup.waiting += 1;
	try {
		return await untilAborted(lookup.answer, signal);
	} finally {
		lookup.waiting -= 1;
		if (lookup.waiting === 0 && signal.aborted && lookup.until === Infinity) {
			// Given up first: a caller who comes now starts anew, and does not join a look-up that is ending.
			lookup.until = GIVEN_UP;
			lookup.controller.abort();
		}
	}
}

/**
 * The answer of a shared look-up, for a caller who can do without it. The look-up goes on for the next one.
 * @param patienceMs how long callers wait, from the start of the look-up on: those who come later wait no more
 * @returns the last good answer where there is none in time, if it holds; else undefined
 * @throws the signal's reason when it is aborted
 */
export async function lookupWithin<T>(
	options: LookupOptions<T>,
	{ patienceMs, signal }: { readonly patienceMs: number; readonly signal: AbortSignal },
): Promise<T | undefined> {
	signal.throwIfAborted();
	const lookup = joined(options);
	const answer = await inTime(lookup.answer, lookup.startedAt + patienceMs - performance.now(), signal);
	return answer ?? lookup.last?.value;
}

/** The look-up of this key that runs or is remembered, or a new one. */
function joined<T>(options: LookupOptions<T>): Lookup<T> {
	const store = processStore<Lookup<T>>('lookups', {
		most: MAX_LOOKUPS,
		idleMs: IDLE_MS,
		isBusy: ({ waiting }) => waiting > 0,
	});
	const key = createHash('sha256').update(JSON.stringify(options.key)).digest('base64');
	const known = store.get(key);
	if (known !== undefined && known.until > Date.now()) return known;
	const lookup = start(options, options.holdsAfter && known?.last);
	store.set(key, lookup);
	return lookup;
}

function start<T>({ make, freshMs, failedMs, holdsAfter }: LookupOptions<T>, last: Last<T> | undefined): Lookup<T> {
	const controller = new AbortController();
	let goodForMs = freshMs;
	const answer = make(controller.signal).catch((error: unknown) => {
		if (last === undefined || holdsAfter?.(error) !== true) throw error;
		goodForMs = HELD_MS;
		return last.value;
	});
	const startedAt = performance.now();
	const lookup: Lookup<T> = { answer, controller, startedAt, last, until: Infinity, waiting: 0 };
	const onEnd = (latest: Last<T> | undefined, rememberedMs: number): void => {
		if (lookup.until === GIVEN_UP) return;
		lookup.last = latest;
		lookup.until = Date.now() + rememberedMs;
	};
	answer.then(
		(value) => onEnd({ value }, goodForMs),
		() => onEnd(undefined, failedMs),
	);
	return lookup;
}
