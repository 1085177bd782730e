import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InstalledN8n } from './install';
import { environmentOn } from './node';
import { start } from './processes';
import { freePort, installPackage, quietSettings, waitReady } from './serve';

/** Options for starting a worker. */
export interface WorkerOptions {
	n8n: InstalledN8n;
	/** The packed package. */
	tarball: string;
	/** Number of concurrent executions. */
	concurrency: number;
	/** Settings for the database and the queue. */
	env: Record<string, string>;
}

/** A running worker of n8n's queue mode. */
export interface Worker {
	/** Ids of started executions, one entry per start. */
	started(): string[];
	/** Ids of finished executions. */
	finished(): string[];
	stop(): Promise<void>;
	/** Kills it in the middle of its work. */
	kill(): Promise<void>;
}

/** Starts a worker with its own folder and the installed package. Waits until it accepts executions. */
export async function startWorker({ n8n, tarball, concurrency, env: shared }: WorkerOptions): Promise<Worker> {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-worker-'));
	const scratch = [folder];
	const port = await freePort();
	const health = {
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		QUEUE_HEALTH_CHECK_PORT: String(port),
		N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
	};
	const settings = quietSettings(folder, port, await freePort());
	const env = { ...environmentOn(n8n.node), ...settings, ...health, ...n8n.env, ...shared, N8N_LOG_LEVEL: 'info' };
	await installPackage(tarball, folder, { env, scratch });
	const worker = start(n8n.node, [n8n.bin, 'worker', `--concurrency=${concurrency}`], { env, scratch, grace: 15_000 });
	const remove = () => rmSync(folder, { recursive: true, force: true });
	const logged = (what: string) =>
		[...worker.output().matchAll(new RegExp(`Worker ${what} execution (\\d+) `, 'g'))].map(([, id]) => id ?? '');
	let isReady = false;
	try {
		await waitReady([`http://127.0.0.1:${port}/healthz/readiness`], worker);
		isReady = true;
	} finally {
		if (!isReady) await worker.stop().finally(remove);
	}
	return {
		started: () => logged('started'),
		finished: () => logged('finished'),
		stop: async () => await worker.stop().finally(remove),
		kill: async () => await worker.kill().finally(remove),
	};
}
