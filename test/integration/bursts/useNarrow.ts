import { setTimeout as pause } from 'node:timers/promises';
import { startNarrow, type Narrow, type NarrowServer } from './narrowServer';

/** Starts narrow servers for the tests of a file, each of which the node has not met, and closes them after each test. */
export function useNarrow(): (behaviour: Narrow) => Promise<NarrowServer> {
	const servers: NarrowServer[] = [];
	afterEach(async () => {
		for (const server of servers.splice(0)) await server.close();
	});
	return async (behaviour) => {
		const server = await startNarrow(behaviour);
		servers.push(server);
		return server;
	};
}

/** Waits until something holds. */
export async function until(holds: () => boolean): Promise<void> {
	while (!holds()) await pause(5);
}
