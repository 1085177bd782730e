import { lookupWithin, sharedLookup, type LookupOptions } from '../../../nodes/shared/client/lookups';
import { later } from '../later';

afterEach(() => jest.restoreAllMocks());

let names = 0;
/** A look-up of its own, with what happens to it. */
function lookup(more: Partial<LookupOptions<number>> = {}) {
	const made: Array<{ signal: AbortSignal; resolve: (value: number) => void; reject: (error: Error) => void }> = [];
	const options: LookupOptions<number> = {
		key: [`lookup-${(names += 1)}`],
		freshMs: 60_000,
		failedMs: 60_000,
		make: async (signal) =>
			await new Promise<number>((resolve, reject) => {
				signal.addEventListener('abort', () => reject(new Error('ended')));
				made.push({ signal, resolve, reject });
			}),
		...more,
	};
	const ask = async (signal = new AbortController().signal): Promise<number> => await sharedLookup(options, signal);
	const askWithin = async (patienceMs: number, signal = new AbortController().signal): Promise<number | undefined> =>
		await lookupWithin(options, { patienceMs, signal });
	return { made, ask, askWithin };
}

describe('A2: a shared look-up', () => {
	it('is made once for all that wait, and remembered', async () => {
		const { made, ask } = lookup();
		const both = [ask(), ask()];
		made[0]?.resolve(7);
		expect(await Promise.all(both)).toEqual([7, 7]);
		expect(await ask()).toBe(7);
		expect(made).toHaveLength(1);
	});

	it('gives its last answer where it fails later, if that holds', async () => {
		const { made, ask } = lookup({ freshMs: 0, holdsAfter: (error) => (error as Error).message === 'down' });
		const answers = async (end: (look: (typeof made)[number]) => void): Promise<number> => {
			const answer = ask();
			const last = made.at(-1);
			if (last !== undefined) end(last);
			return await answer;
		};
		expect(await answers(({ resolve }) => resolve(7))).toBe(7);
		expect(await answers(({ reject }) => reject(new Error('down')))).toBe(7);
		// It is not asked again at once.
		expect(await ask()).toBe(7);
		expect(made).toHaveLength(2);
		later(30_001);
		await expect(answers(({ reject }) => reject(new Error('gone')))).rejects.toThrow('gone');
	});

	it('is made anew at once after a failure that ends its last answer', async () => {
		const { made, ask } = lookup({ freshMs: 0, failedMs: 0, holdsAfter: () => false });
		for (const isGood of [true, false, true]) {
			const answer = ask();
			if (isGood) made.at(-1)?.resolve(7);
			else made.at(-1)?.reject(new Error('gone'));
			await answer.catch(() => {});
		}
		expect(made).toHaveLength(3);
	});

	it('goes on for others when one caller leaves', async () => {
		const { made, ask } = lookup();
		const cancel = new AbortController();
		const [one, two] = [ask(cancel.signal), ask()];
		cancel.abort(new Error('cancelled'));
		await expect(one).rejects.toThrow('cancelled');
		expect(made[0]?.signal.aborted).toBe(false);
		made[0]?.resolve(7);
		expect(await two).toBe(7);
	});

	it('ends when the last caller leaves, and is made anew for the next', async () => {
		const { made, ask } = lookup();
		const cancel = new AbortController();
		const one = ask(cancel.signal);
		cancel.abort(new Error('cancelled'));
		const two = ask();
		await expect(one).rejects.toThrow('cancelled');
		const three = ask();
		for (const { resolve } of made) resolve(7);
		expect(await Promise.all([two, three])).toEqual([7, 7]);
	});

	it('keeps its last answer when the last caller leaves', async () => {
		const { made, ask } = lookup({ freshMs: 0, holdsAfter: () => true });
		const first = ask();
		made[0]?.resolve(7);
		expect(await first).toBe(7);
		const cancel = new AbortController();
		const left = ask(cancel.signal);
		cancel.abort(new Error('cancelled'));
		await expect(left).rejects.toThrow('cancelled');
		const next = ask();
		made[2]?.reject(new Error('down'));
		expect(await next).toBe(7);
	});

	it('is joined by nobody while it ends', async () => {
		const { made, ask } = lookup();
		const cancel = new AbortController();
		const one = ask(cancel.signal);
		cancel.abort(new Error('cancelled'));
		await expect(one).rejects.toThrow('cancelled');
		expect(made[0]?.signal.aborted).toBe(true);
		const next = ask();
		expect(made).toHaveLength(2);
		made[1]?.resolve(8);
		expect(await next).toBe(8);
	});

	it('remembers a failure for its time', async () => {
		const { made, ask } = lookup();
		const first = ask();
		made[0]?.reject(new Error('broken'));
		await expect(first).rejects.toThrow('broken');
		await expect(ask()).rejects.toThrow('broken');
		expect(made).toHaveLength(1);
	});

	it('forgets a failure after its time', async () => {
		const { made, ask } = lookup({ failedMs: 0 });
		const first = ask();
		made[0]?.reject(new Error('broken'));
		await expect(first).rejects.toThrow('broken');
		const second = ask();
		made[1]?.resolve(7);
		expect(await second).toBe(7);
	});
});

describe('A shared look-up that callers can do without', () => {
	const LONG_MS = 600_000;

	it('gives its answer to all that wait', async () => {
		const { made, askWithin } = lookup();
		const both = [askWithin(LONG_MS), askWithin(LONG_MS)];
		made[0]?.resolve(7);
		expect(await Promise.all(both)).toEqual([7, 7]);
		expect(made).toHaveLength(1);
	});

	it('goes on after its callers have lost patience, for the next one', async () => {
		const { made, askWithin } = lookup();
		expect(await askWithin(10)).toBeUndefined();
		expect(made[0]?.signal.aborted).toBe(false);
		made[0]?.resolve(7);
		expect(await askWithin(10)).toBe(7);
		expect(made).toHaveLength(1);
	});

	it('gives its last answer where the next one is late, if that holds', async () => {
		for (const [holdsAfter, late] of [[() => true, 7] as const, [undefined, undefined] as const]) {
			const { made, askWithin } = lookup({ freshMs: 0, ...(holdsAfter && { holdsAfter }) });
			const first = askWithin(LONG_MS);
			made[0]?.resolve(7);
			expect(await first).toBe(7);
			expect(await askWithin(10)).toBe(late);
			expect(made).toHaveLength(2);
			made[1]?.resolve(8);
		}
	});

	it('is waited for from its start on: later callers wait no longer', async () => {
		jest.useFakeTimers();
		const { askWithin } = lookup();
		const first = askWithin(LONG_MS);
		await jest.advanceTimersByTimeAsync(LONG_MS);
		const second = askWithin(LONG_MS);
		await jest.advanceTimersByTimeAsync(1);
		expect(await Promise.all([first, second])).toEqual([undefined, undefined]);
		jest.useRealTimers();
	});

	it('is nothing where it fails, and is not repeated at once', async () => {
		const { made, askWithin } = lookup();
		const asked = askWithin(LONG_MS);
		made[0]?.reject(new Error('broken'));
		expect(await asked).toBeUndefined();
		expect(await askWithin(LONG_MS)).toBeUndefined();
		expect(made).toHaveLength(1);
	});

	it('ends a wait with its caller, and goes on', async () => {
		const { made, askWithin } = lookup();
		const cancel = new AbortController();
		const asked = askWithin(LONG_MS, cancel.signal);
		cancel.abort(new Error('cancelled'));
		await expect(asked).rejects.toThrow('cancelled');
		expect(made[0]?.signal.aborted).toBe(false);
	});
});
