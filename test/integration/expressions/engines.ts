import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** n8n's engines that run in a thread. The third, `vm`, cannot: its native module ends the process there. */
export const ENGINES = ['legacy', 'quickjs'] as const;

/** What is written in a parameter, and the JSON of the item that it is evaluated for. */
export interface Case {
	readonly written: unknown;
	readonly json: unknown;
}

/** What an engine makes of an expression: a value, or the message of what it throws. */
export type Outcome = { readonly value: unknown } | { readonly thrown: string };

/**
 * Starts one of n8n's engines for the tests of a block: loading it takes longer than most tests.
 *
 * @returns what the engine makes of each case
 */
export function useEngine(engine: (typeof ENGINES)[number]): (cases: readonly Case[]) => Promise<Outcome[]> {
	let worker: Worker | undefined;
	beforeAll(() => {
		worker = new Worker(join(__dirname, 'engineThread.js'), { workerData: { engine } });
	});
	afterAll(async () => await worker?.terminate());
	return async (cases) => {
		if (worker === undefined) throw new Error('the engine is not running yet');
		worker.postMessage(cases);
		const [outcomes] = (await once(worker, 'message')) as [Outcome[]];
		return outcomes;
	};
}
