import { getEventListeners } from 'node:events';
import { follow, unfollow } from '../../../nodes/shared/http/followers';

describe('Followers of a signal', () => {
	it('share one listener, which goes with the last of them', () => {
		const { signal } = new AbortController();
		const listeners = Array.from({ length: 100 }, () => jest.fn());
		for (const listener of listeners) follow(signal, listener);
		expect(getEventListeners(signal, 'abort')).toHaveLength(1);
		for (const listener of listeners) unfollow(signal, listener);
		expect(getEventListeners(signal, 'abort')).toHaveLength(0);
	});

	it('are told once, in their order, and not when they left before', () => {
		const controller = new AbortController();
		const told: string[] = [];
		const [first, gone, last] = ['first', 'gone', 'last'].map((name) => () => void told.push(name));
		for (const listener of [first, gone, last]) if (listener) follow(controller.signal, listener);
		if (gone) unfollow(controller.signal, gone);
		controller.abort();
		controller.abort();
		expect(told).toEqual(['first', 'last']);
	});

	it('of one signal hear nothing of another', () => {
		const [one, other] = [new AbortController(), new AbortController()];
		const listener = jest.fn();
		follow(one.signal, listener);
		other.abort();
		expect(listener).not.toHaveBeenCalled();
	});

	it('may follow anew after they left', () => {
		const controller = new AbortController();
		const listener = jest.fn();
		follow(controller.signal, listener);
		unfollow(controller.signal, listener);
		follow(controller.signal, listener);
		controller.abort();
		expect(listener).toHaveBeenCalledTimes(1);
	});
});
