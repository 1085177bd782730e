import { statfsSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';
import { cacheFolder, installOnce, pinnedVersion } from './cache';
import { environmentOn, installNode, majorOf, nodeForN8n, type NodeRuntime } from './node';
import { run } from './processes';
import { phase, say } from './progress';

const TOOLCHAIN = ['python3', 'make', 'g++'];
const DISK_NEEDED = 4 * 1024 ** 3;
const MEMORY_NEEDED = 4 * 1024 ** 3;

/** The oldest Node for n8n 1's default expression engine. */
const FIRST_NODE_OF_ENGINE = 22;

/** An older n8n rejects the names of newer modules to skip as unknown. */
const KNOWS_FEWER_MODULES: Record<string, string> = { N8N_DISABLED_MODULES: '' };

/** An installed n8n. */
export interface InstalledN8n {
	/** Node for running it. */
	node: string;
	/** Its command-line program. */
	bin: string;
	/** Additional settings for this version. */
	env?: Record<string, string>;
}

/** Returns the pinned n8n, for the given Node or a new enough one. Installs it into the cache if needed. */
export async function installN8n(chosen?: NodeRuntime): Promise<InstalledN8n> {
	const runtime = chosen ?? (await nodeForN8n());
	return await installed('n8n', runtime, runtime.version, ['sqlite3', 'isolated-vm']);
}

/**
 * Returns the pinned n8n 1.x, for a given Node. One installation serves every Node: its database module uses Node's
 * stable interface, and its expression engine includes builds for each supported Node. The database module is compiled
 * with the oldest Node, since Node 20 crashes in one that was compiled with a newer Node.
 */
export async function installN8n1(runtime: NodeRuntime): Promise<InstalledN8n> {
	const oldest = await installNode(20);
	const n8n = { ...(await installed('n8n-1', oldest, 'compiled on Node 20', ['sqlite3'])), node: runtime.node };
	const engine: Record<string, string> =
		majorOf(runtime.version) < FIRST_NODE_OF_ENGINE ? { N8N_EXPRESSION_ENGINE: 'legacy' } : {};
	return { ...n8n, env: { ...KNOWS_FEWER_MODULES, ...engine } };
}

/** Returns the first n8n 2.x with the SDK for AI nodes, for a given Node. Installs it into the cache if needed. */
export async function installFirstN8nWithSdk(runtime: NodeRuntime): Promise<InstalledN8n> {
	const n8n = await installed('n8n-2.16', runtime, runtime.version, ['sqlite3', 'isolated-vm']);
	return { ...n8n, env: KNOWS_FEWER_MODULES };
}

async function installed(
	pins: string,
	runtime: NodeRuntime,
	variant: string,
	nativeModules: string[],
): Promise<InstalledN8n> {
	const folder = await installOnce(pins, variant, async (partial) => {
		await installInto(partial, runtime, pinnedVersion(pins, 'n8n') ?? '', nativeModules);
	});
	return { node: runtime.node, bin: join(folder, 'node_modules', 'n8n', 'bin', 'n8n') };
}

async function installInto(
	partial: string,
	runtime: NodeRuntime,
	version: string,
	nativeModules: string[],
): Promise<void> {
	await checkToolchain();
	checkRoom(partial);
	const env = environmentOn(runtime.node);
	await phase(`Installing n8n ${version} (once; 2 to 4 minutes, about 3 GB)`, async () => {
		// Not --legacy-peer-deps: it hoists a wrong @langchain/core, and then n8n has no "start" command.
		await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: partial, env, scratch: [partial] });
	});
	await phase(`Compiling n8n's ${nativeModules.join(' and ')} (once; 1 to 2 minutes)`, async () => {
		const headers = runtime.headers === undefined ? [] : [`--nodedir=${runtime.headers}`];
		const args = ['rebuild', ...nativeModules, '--ignore-scripts=false', ...headers];
		await run('npm', args, { cwd: partial, env, scratch: [partial] });
	});
}

async function checkToolchain(): Promise<void> {
	const missing: string[] = [];
	for (const tool of TOOLCHAIN) await run(tool, ['--version']).catch(() => missing.push(tool));
	if (missing.length === 0) return;
	const advice =
		process.platform === 'darwin'
			? 'xcode-select --install'
			: 'sudo apt-get install python3 make g++ (on Debian and Ubuntu)';
	throw new Error(
		`n8n's database module is compiled on this machine, and for that these are missing: ${missing.join(', ')}.\n` +
			`Install them with: ${advice}\nThen run the command again.`,
	);
}

function checkRoom(folder: string): void {
	const { bavail, bsize } = statfsSync(folder);
	if (bavail * bsize < DISK_NEEDED) throw new Error(`n8n needs 4 GB of free disk in ${cacheFolder()}.`);
	if (freemem() < MEMORY_NEEDED) say('Less than 4 GB of memory are free: installing n8n may be slow, or fail.');
}
