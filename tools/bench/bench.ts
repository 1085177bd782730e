import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildTarball } from '../host/build';
import { installN8n, type InstalledN8n } from '../host/install';
import { environmentOn } from '../host/node';
import { run, start, stopAll, stopOnSignals, type Supervised } from '../host/processes';
import { phase, say } from '../host/progress';
import { measureBursts } from './burst';
import { measureCredential, soak } from './inN8n';
import { prepare, type Prepared } from './prepare';
import { report, type Figures } from './report';
import { ROWS } from './rows';
import { WORKS, type ClientName, type Sample, type Work, type WorkName } from './works';

const RUNS = 5;
const REPORT = 'BENCHMARKS.md';
const START_TIMEOUT_MS = 10_000;

/**
 * Measures every row of the table, or the named ones, and prints them. Writes the report after a full run.
 * @returns 0 if every aim was met, else 1
 */
export async function runBench(only: readonly string[]): Promise<number> {
	stopOnSignals();
	const tarball = await buildTarball();
	const n8n = await installN8n();
	const prepared = await prepare(n8n);
	const figures: Figures = { samples: new Map() };
	const isWanted = (name: string): boolean => only.length === 0 || only.includes(name);
	try {
		const { server, url } = await startServer(prepared, n8n);
		for (const [name, client] of wantedRuns(isWanted)) {
			const samples = await phase(`${name}: ${client}`, async () => await measure(prepared, n8n, url, client, name));
			figures.samples.set(`${client} ${name}`, samples);
		}
		if (isWanted('credential'))
			figures.credential = await phase(
				'credential: n8n with and without one',
				async () => await measureCredential(n8n, tarball, url),
			);
		if (isWanted('soak'))
			figures.soak = await phase('soak: 20,000 items in n8n', async () => await soak(n8n, tarball, url));
		if (isWanted('burst')) {
			const host = { n8n, tarball, server: async () => await startServer(prepared, n8n) };
			figures.burst = await phase('burst: 200 webhook calls at once', async () => await measureBursts(host));
		}
		await server.stop();
	} finally {
		await stopAll();
		rmSync(prepared.folder, { recursive: true, force: true });
	}
	const { text, missed } = report(figures);
	process.stdout.write(`\n${text}\n`);
	if (only.length === 0) writeFileSync(REPORT, text);
	for (const aim of missed) say(`Not met: ${aim}`);
	return missed.length === 0 ? 0 : 1;
}

function wantedRuns(isWanted: (name: string) => boolean): Array<readonly [WorkName, ClientName]> {
	const runs = ROWS.filter(({ name }) => isWanted(name)).flatMap(({ works, clients }) =>
		works.flatMap((work) => clients.map((client) => `${work} ${client}`)),
	);
	return [...new Set(runs)].map((pair) => pair.split(' ') as [WorkName, ClientName]);
}

async function startServer(
	{ server: program }: Prepared,
	{ node }: InstalledN8n,
): Promise<{ server: Supervised; url: string }> {
	const server = start(node, [program]);
	for (const deadline = Date.now() + START_TIMEOUT_MS; Date.now() < deadline; await sleep(50)) {
		const [, port] = /^port (\d+)/m.exec(server.output()) ?? [];
		if (port !== undefined) return { server, url: `http://127.0.0.1:${port}` };
	}
	throw new Error(`The server of the bench did not start:\n${server.output()}`);
}

async function measure(
	prepared: Prepared,
	n8n: InstalledN8n,
	url: string,
	client: ClientName,
	name: WorkName,
): Promise<Sample[]> {
	const { isFresh }: Work = WORKS[name];
	const once = async (runs: number): Promise<Sample[]> =>
		await worker(prepared, n8n, [client, name, String(runs), url]);
	if (isFresh !== true) return await once(RUNS);
	const samples: Sample[] = [];
	for (let i = 0; i < RUNS; i++) samples.push(...(await once(1)));
	return samples;
}

async function worker(
	{ folder, packageFolder, worker: program }: Prepared,
	{ node, bin }: InstalledN8n,
	args: string[],
): Promise<Sample[]> {
	// Removed at once: all files of all runs would fill a disk.
	const scratch = mkdtempSync(join(folder, 'run-'));
	const env = {
		...environmentOn(node),
		NODE_ENV: 'production',
		N8N_USER_FOLDER: scratch,
		PACKAGE_UNDER_TEST: packageFolder,
		N8N_BIN: bin,
		TMPDIR: scratch,
	};
	const printed = await run(node, ['--expose-gc', program, ...args], { env }).finally(() =>
		rmSync(scratch, { recursive: true, force: true }),
	);
	const [, samples] = /^samples (.*)$/m.exec(printed) ?? [];
	if (samples === undefined) throw new Error(`No samples:\n${printed}`);
	return JSON.parse(samples) as Sample[];
}
