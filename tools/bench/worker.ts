import { Expression } from 'n8n-workflow';
import { httpRequestClient } from './clients/httpRequest';
import { nodeClient } from './clients/node';
import { smallestClient } from './clients/smallest';
import { undiciClient } from './clients/undici';
import { storedFile } from './stored';
import { QUERIES, WORKS, type ClientName, type Sample, type Work, type WorkName } from './works';

/** Does a work once at an address. Returns the number of finished items. */
export type Client = (work: Work, url: string, items: BenchItem[]) => Promise<number>;

export type BenchItem = Parameters<typeof nodeClient>[2][number];

const CLIENTS: Record<ClientName, Client> = {
	undici: undiciClient,
	smallest: smallestClient,
	node: nodeClient,
	httpRequest: httpRequestClient,
};
/** Size of the warm-up file before a large one: it loads all code. */
const WARM_UP_BYTES = 1024 * 1024;
const SAMPLE_EVERY_MS = 10;

/** Measures one client at one work, in this process: `worker.js {client} {work} {runs} {server}`. Prints the samples as JSON. */
async function main([client, name, runs, server]: string[]): Promise<void> {
	// Same as in n8n 2.41 (its ExpressionEngineConfig).
	await Expression.initExpressionEngine({
		engine: 'vm',
		poolSize: 1,
		maxCodeCacheSize: 1024,
		bridgeTimeout: 5_000,
		bridgeMemoryLimit: 128,
	} as Parameters<typeof Expression.initExpressionEngine>[0]);
	const work: Work = WORKS[name as WorkName];
	const query = QUERIES[name as WorkName] ?? '';
	const run = CLIENTS[client as ClientName];
	const urlOf = (id: string): string => `${server}/${work.path}/${id}${query}`;
	const id = `${client}-${name}-${process.pid}`;
	const warmUp = work.bytes === undefined ? work : { ...work, bytes: WARM_UP_BYTES };
	for (let i = 0; i < (work.warmUps ?? 1); i++) await run(work, urlOf(`${id}-warm-${i}`), await itemsOf(warmUp));
	const samples: Sample[] = [];
	for (let i = 0; i < Number(runs); i++) {
		const items = await itemsOf(work);
		const sample = await measured(async () => await run(work, urlOf(`${id}-${i}`), items), work.isFresh === true);
		const calls = (await (await fetch(`${server}/calls/${id}-${i}`)).json()) as number;
		samples.push({ ...sample, calls });
	}
	process.stdout.write(`samples ${JSON.stringify(samples)}\n`);
	await Expression.disposeExpressionEngine();
}

async function itemsOf(work: Work): Promise<BenchItem[]> {
	if (work.bytes !== undefined) return [{ json: {}, binary: { data: await storedFile(work.bytes) } }];
	return Array.from({ length: work.items }, (_, i) => ({ json: { text: `text ${i} of the bench` } }));
}

async function measured(work: () => Promise<number>, watchesMemory: boolean): Promise<Omit<Sample, 'calls'>> {
	// A forced collection throws compiled code away, and V8's own ones hardly do: only figures of memory need it.
	if (watchesMemory) globalThis.gc?.();
	const before = process.memoryUsage.rss();
	let most = before;
	// Reading the memory takes time, so do it only for memory measurements.
	const timer = watchesMemory
		? setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), SAMPLE_EVERY_MS)
		: undefined;
	const cpu = process.cpuUsage();
	const since = performance.now();
	const done = await work();
	const wallMs = performance.now() - since;
	const { user, system } = process.cpuUsage(cpu);
	clearInterval(timer);
	most = Math.max(most, process.memoryUsage.rss());
	return { wallMs, cpuMs: (user + system) / 1000, memoryMb: (most - before) / 1024 / 1024, done };
}

main(process.argv.slice(2)).then(
	() => process.exit(0),
	(error: unknown) => {
		process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
		process.exit(1);
	},
);
