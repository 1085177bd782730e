import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { N8nClient, type WorkflowJson } from './client';
import type { InstalledN8n } from './install';
import { environmentOn } from './node';
import { run, start, type StartOptions, type Supervised } from './processes';
import { phase } from './progress';

const READY_WITHIN_MS = 180_000;

/** A credential in n8n's import format, with plain fields. n8n encrypts them. */
export interface CredentialJson {
	id: string;
	name: string;
	type: string;
	data: Record<string, string>;
}

/** Options for starting n8n. */
export interface ServeOptions {
	n8n: InstalledN8n;
	/** The packed package. */
	tarball: string;
	credentials?: CredentialJson[];
	/** Files on disk for the workflows, by name. */
	files?: Record<string, Buffer>;
	/** Makes the workflows from the folder of these files. */
	workflows?: (files: string) => WorkflowJson[];
	/** Further settings of n8n. */
	env?: Record<string, string>;
}

/** A running n8n. */
export interface N8nServer {
	url: string;
	/** Signed in as the owner. */
	client: N8nClient;
	/** Folder for all of n8n's data. Removed when the server stops. */
	userFolder: string;
	/** The end of n8n's log. */
	log(): string;
	/** Resolves when n8n ends for any reason. */
	ended: Promise<number>;
	/** Ends n8n and removes its folder. */
	stop(): Promise<void>;
}

/** Starts n8n on free ports with an empty folder, the package and all imports. Waits for its first answer. */
export async function startN8n(options: ServeOptions): Promise<N8nServer> {
	const { n8n, tarball, credentials = [], files = {}, workflows = () => [] } = options;
	const userFolder = mkdtempSync(join(tmpdir(), 'n8n-host-'));
	const filesFolder = join(userFolder, 'files');
	const port = await freePort();
	const env = {
		...environmentOn(n8n.node),
		...quietSettings(userFolder, port, await freePort()),
		...n8n.env,
		...options.env,
	};
	const url = `http://127.0.0.1:${port}`;
	const scratch = [userFolder];
	let server: Supervised | undefined;
	let isReady = false;
	try {
		writeFiles(filesFolder, files);
		await phase(
			'Installing the package into n8n',
			async () => await installPackage(tarball, userFolder, { env, scratch }),
		);
		await phase('Importing credentials and workflows', async () => {
			await importAll('credentials', credentials);
			await importAll('workflow', workflows(filesFolder));
		});
		const client = new N8nClient(url);
		const started = start(n8n.node, [n8n.bin, 'start'], { env, scratch, grace: 10_000 });
		server = started;
		await phase('Starting n8n (10 to 30 seconds)', async () => {
			// Wait for the REST routes too: n8n reports its health some seconds earlier.
			await waitReady([`${url}/healthz/readiness`, `${url}/rest/settings`], started);
			await client.signIn();
		});
		isReady = true;
		return { url, client, userFolder, log: started.output, ended: started.ended, stop };
	} finally {
		if (!isReady) await stop();
	}

	async function stop(): Promise<void> {
		await server?.stop();
		rmSync(userFolder, { recursive: true, force: true });
	}

	async function importAll(kind: 'credentials' | 'workflow', entries: object[]): Promise<void> {
		if (entries.length === 0) return;
		const file = join(userFolder, `${kind}.json`);
		writeFileSync(file, JSON.stringify(entries));
		await run(n8n.node, [n8n.bin, `import:${kind}`, `--input=${file}`], { env, scratch });
	}
}

/** A free port on the loopback interface. */
export async function freePort(): Promise<number> {
	return await new Promise((resolve, reject) => {
		const probe = createServer();
		probe.on('error', reject);
		probe.listen(0, '127.0.0.1', () => {
			const address = probe.address();
			probe.close(() => {
				if (address === null || typeof address === 'string') reject(new Error('The system gave no port'));
				else resolve(address.port);
			});
		});
	});
}

function writeFiles(folder: string, files: Record<string, Buffer>): void {
	mkdirSync(folder);
	for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
}

/** Installs the package like n8n's installer for community packages. */
export async function installPackage(tarball: string, userFolder: string, options: StartOptions): Promise<void> {
	const folder = join(userFolder, '.n8n', 'nodes');
	mkdirSync(folder, { recursive: true });
	writeFileSync(
		join(folder, 'package.json'),
		JSON.stringify({ name: 'installed-nodes', private: true, dependencies: {} }),
	);
	const flags = ['--ignore-scripts', '--legacy-peer-deps', '--omit=dev', '--no-audit', '--no-fund'];
	await run('npm', ['install', tarball, ...flags], { ...options, cwd: folder });
}

/** Settings for an isolated n8n: own folder, own ports, loopback only, no telemetry. */
export function quietSettings(userFolder: string, port: number, brokerPort: number): Record<string, string> {
	const temporary = join(userFolder, 'tmp');
	mkdirSync(temporary, { recursive: true });
	return {
		// Under jest, NODE_ENV is "test". n8n would then load files of its own tests.
		NODE_ENV: 'production',
		N8N_USER_FOLDER: userFolder,
		TMPDIR: temporary,
		N8N_PORT: String(port),
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_SECURE_COOKIE: 'false',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_DISABLED_MODULES: 'instance-ai,mcp-registry',
		N8N_RESTRICT_FILE_ACCESS_TO: join(userFolder, 'files'),
		N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '5',
	};
}

/** Waits for success from all of these addresses. Fails if n8n ends first or takes too long. */
export async function waitReady(urls: readonly string[], server: Supervised): Promise<void> {
	const deadline = Date.now() + READY_WITHIN_MS;
	for (const url of urls) {
		while (!(await answers(url))) {
			if (server.hasEnded()) throw new Error(`n8n ended while it started:\n${server.output().slice(-4_000)}`);
			if (Date.now() > deadline)
				throw new Error(`n8n did not answer within ${READY_WITHIN_MS / 1000} s:\n${server.output().slice(-4_000)}`);
			await sleep(200);
		}
	}
}

async function answers(url: string): Promise<boolean> {
	try {
		const response = await fetch(url);
		await response.body?.cancel();
		return response.ok;
	} catch {
		return false;
	}
}
