import { processStore, Store } from '../../../nodes/shared/http/processWide';
import { paceOf } from '../../../nodes/shared/inference/pacing/services';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('The store of the process', () => {
	it('keeps one entry for a key', () => {
		const store = new Store<object>({ most: 5, idleMs: 1_000 });
		const made = store.for('a', () => ({}));
		expect(store.for('a', () => ({}))).toBe(made);
	});

	it('forgets the one idle for longest where it is full', () => {
		const store = new Store<number>({ most: 2, idleMs: Infinity });
		store.set('a', 1);
		store.set('b', 2);
		store.get('a');
		store.set('c', 3);
		expect([store.get('a'), store.get('b'), store.get('c')]).toEqual([1, undefined, 3]);
		expect(store.size).toBe(2);
	});

	it('forgets idle entries when a new one is made', () => {
		const store = new Store<number>({ most: 100, idleMs: 1_000 });
		store.set('a', 1);
		jest.advanceTimersByTime(600);
		store.set('b', 2);
		jest.advanceTimersByTime(600);
		store.set('c', 3);
		expect([store.get('a'), store.get('b')]).toEqual([undefined, 2]);
	});

	it('keeps busy entries, however old they are', () => {
		const store = new Store<{ busy: boolean }>({ most: 1, idleMs: 10, isBusy: ({ busy }) => busy });
		const busy = { busy: true };
		store.set('a', busy);
		jest.advanceTimersByTime(1_000);
		store.set('b', { busy: false });
		expect(store.get('a')).toBe(busy);
	});

	it('is the same for a name', () => {
		const options = { most: 1, idleMs: 1 };
		expect(processStore('test-a', options)).toBe(processStore('test-a', options));
		expect(processStore('test-a', options)).not.toBe(processStore('test-b', options));
	});
});

describe('The paces of services', () => {
	it('A4: are one per origin and token', () => {
		const pace = paceOf('https://one.example', 'hf_a');
		expect(paceOf('https://one.example', 'hf_a')).toBe(pace);
		for (const other of [
			paceOf('https://one.example', 'hf_b'),
			paceOf('https://one.example', ''),
			paceOf('https://two.example', 'hf_a'),
		])
			expect(other).not.toBe(pace);
	});

	it('stay bounded for any number of tokens', () => {
		for (let i = 0; i < 2_000; i++) paceOf('https://one.example', `hf_${i}`);
		expect(processStore('paces', { most: 0, idleMs: 0 }).size).toBeLessThanOrEqual(500);
	});
});
