import { createHash } from 'node:crypto';
import { processStore } from '../../http/processWide';
import { ServicePace } from './servicePace';

const MAX_SERVICES = 500;
const IDLE_MS = 5 * 60_000;

/**
 * The pace of a service, shared by all executions and nodes of the process that call it with the same token.
 * @param place where the load falls: an origin, and the provider behind it
 * @param token told apart by its hash; empty for anonymous calls
 */
export function paceOf(place: string, token: string): ServicePace {
	const store = processStore<ServicePace>('paces', {
		most: MAX_SERVICES,
		idleMs: IDLE_MS,
		isBusy: ({ isBusy }) => isBusy,
	});
	return store.for(`${place} ${hashOf(token)}`, () => new ServicePace());
}

function hashOf(token: string): string {
	return token === '' ? '' : createHash('sha256').update(token).digest('base64');
}
