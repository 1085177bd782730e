import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startN8n, type N8nServer, type ServeOptions } from './serve';
import { startPostgres, startRedis, type Service } from './services';
import { startWorker, type Worker } from './worker';

/** n8n in queue mode: a main process takes the calls, and workers run the executions. */
export interface QueueMode {
	host: N8nServer;
	workers: Worker[];
	stop(): Promise<void>;
}

/**
 * Starts PostgreSQL, Redis, n8n and its workers, in this order.
 * @param concurrency executions at once in each worker
 */
export async function startQueueMode(options: ServeOptions, workers: number, concurrency: number): Promise<QueueMode> {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-queue-'));
	const running: Array<{ stop: () => Promise<void> }> = [];
	const keep = <T extends { stop: () => Promise<void> }>(part: T): T => {
		running.push(part);
		return part;
	};
	const stop = async (): Promise<void> => {
		for (const part of running.reverse().splice(0)) await part.stop();
		rmSync(folder, { recursive: true, force: true });
	};
	let isReady = false;
	try {
		const env = sharedSettings(keep(await startPostgres(folder)), keep(await startRedis(folder)));
		const host = keep(await startN8n({ ...options, env: { ...options.env, ...env } }));
		const started: Worker[] = [];
		const { n8n, tarball } = options;
		for (let i = 0; i < workers; i++) started.push(keep(await startWorker({ n8n, tarball, concurrency, env })));
		isReady = true;
		return { host, workers: started, stop };
	} finally {
		if (!isReady) await stop();
	}
}

/** As the shared settings, and detects a dead worker within 15 seconds instead of 90. */
export function queueSettings(postgres: Service, redis: Service): Record<string, string> {
	return {
		...sharedSettings(postgres, redis),
		QUEUE_WORKER_LOCK_DURATION: '10000',
		QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
		QUEUE_WORKER_STALLED_INTERVAL: '5000',
	};
}

/** One database and one queue for all processes. */
function sharedSettings(postgres: Service, redis: Service): Record<string, string> {
	return {
		N8N_ENCRYPTION_KEY: 'queue-mode-tests',
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(postgres.port),
		DB_POSTGRESDB_DATABASE: 'postgres',
		DB_POSTGRESDB_USER: 'n8n',
		DB_POSTGRESDB_PASSWORD: 'unused',
		EXECUTIONS_MODE: 'queue',
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redis.port),
		N8N_DEFAULT_BINARY_DATA_MODE: 'database',
	};
}
