import { processStore, Store } from '../../../nodes/shared/http/processWide';
import { paceOf } from '../../../nodes/shared/inference/pacing/services';

interface Value {
	readonly name: string;
	isBusy: boolean;
}

const value = (name: string, isBusy = false): Value => ({ name, isBusy });
const storeOf = (most: number, idleMs = 60_000): Store<Value> =>
	new Store({ most, idleMs, isBusy: ({ isBusy }: Value) => isBusy });

describe('A store of the process', () => {
	it('makes an entry once per key', () => {
		const store = storeOf(10);
		const made = store.for('a', () => value('first'));
		expect(store.for('a', () => value('second'))).toBe(made);
		expect(store.for('b', () => value('other'))).not.toBe(made);
	});

	it('keeps no more entries than it may, and drops the one idle for longest', () => {
		const store = storeOf(3);
		for (const key of ['a', 'b', 'c']) store.set(key, value(key));
		store.get('a');
		store.set('d', value('d'));
		expect([store.size, store.get('b'), store.get('a')?.name]).toEqual([3, undefined, 'a']);
	});

	it('keeps an entry that is in use, however old', () => {
		const store = storeOf(2);
		const busy = value('busy', true);
		store.set('busy', busy);
		for (let i = 0; i < 20; i++) store.set(String(i), value(String(i)));
		expect(store.get('busy')).toBe(busy);
		expect(store.size).toBeLessThanOrEqual(3);
		busy.isBusy = false;
		for (let i = 0; i < 20; i++) store.set(`more ${i}`, value(String(i)));
		expect(store.get('busy')).toBeUndefined();
	});

	it('forgets entries after their time', () => {
		const store = storeOf(10, -1);
		store.set('a', value('a'));
		store.set('b', value('b'));
		expect(store.get('a')).toBeUndefined();
	});

	it('deletes an entry only while it holds the same value', () => {
		const store = storeOf(10);
		const [old, young] = [value('old'), value('young')];
		store.set('a', young);
		store.delete('a', old);
		expect(store.get('a')).toBe(young);
		store.delete('a', young);
		expect(store.get('a')).toBeUndefined();
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
