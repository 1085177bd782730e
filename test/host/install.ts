import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, copyFileSync, statfsSync } from 'node:fs';
import { freemem, homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from './processes';
import { phase, say } from './progress';

const OLDEST_NODE = 24;
const NATIVE_MODULES = ['sqlite3', 'isolated-vm'];
const TOOLCHAIN = ['python3', 'make', 'g++'];
const DISK_NEEDED = 4 * 1024 ** 3;
const MEMORY_NEEDED = 4 * 1024 ** 3;

/** An n8n that is installed and can be started. */
export interface InstalledN8n {
	/** The Node that runs it. */
	node: string;
	/** Its command-line program. */
	bin: string;
}

interface NodeRuntime {
	node: string;
	/** What tells this Node's native modules from another's. */
	version: string;
	/** The folder that holds include/node, where it came with this Node; node-gyp finds its own otherwise. */
	headers?: string;
}

/** Gives the pinned n8n, and installs it into the cache first where it is not there yet. */
export async function installN8n(): Promise<InstalledN8n> {
	const runtime = await nodeForN8n();
	const folder = await installOnce('n8n', runtime.version, async (partial) => await installInto(partial, runtime));
	return { node: runtime.node, bin: join(folder, 'node_modules', 'n8n', 'bin', 'n8n') };
}

/** The environment in which `npm` and everything below it run on the given Node. */
export function environmentOn(node: string): NodeJS.ProcessEnv {
	return { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` };
}

async function installInto(partial: string, runtime: NodeRuntime): Promise<void> {
	await checkToolchain();
	checkRoom(partial);
	const env = environmentOn(runtime.node);
	const version = lockedVersion('n8n');
	await phase(`Installing n8n ${version} (once; 2 to 4 minutes, about 3 GB)`, async () => {
		// Not --legacy-peer-deps: it hoists a wrong @langchain/core, after which n8n has no "start" command.
		await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: partial, env, scratch: [partial] });
	});
	await phase(`Compiling n8n's ${NATIVE_MODULES.join(' and ')} (once; 1 to 2 minutes)`, async () => {
		const headers = runtime.headers === undefined ? [] : [`--nodedir=${runtime.headers}`];
		const args = ['rebuild', ...NATIVE_MODULES, '--ignore-scripts=false', ...headers];
		await run('npm', args, { cwd: partial, env, scratch: [partial] });
	});
}

/** The running Node where it is new enough for n8n, else the pinned one. */
async function nodeForN8n(): Promise<NodeRuntime> {
	if (Number(process.versions.node.split('.')[0]) >= OLDEST_NODE) {
		const headers = dirname(dirname(process.execPath));
		const hasHeaders = existsSync(join(headers, 'include', 'node', 'node.h'));
		return {
			node: process.execPath,
			version: process.versions.node,
			...(hasHeaders ? { headers } : {}),
		};
	}
	const packageName = `node-${process.platform}-${process.arch}`;
	const version = lockedVersion(packageName);
	if (version === undefined) {
		throw new Error(
			`n8n needs Node ${OLDEST_NODE} or newer, this is ${process.versions.node}, and there is no packaged Node for ` +
				`${process.platform} on ${process.arch}. Install Node ${OLDEST_NODE} and run the command again.`,
		);
	}
	const folder = await installOnce('node', version, async (partial) => {
		await phase(`Installing Node ${version}, which n8n needs beside your ${process.versions.node} (once; 10 seconds)`, async () => {
			await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: partial, scratch: [partial] });
		});
	});
	const headers = join(folder, 'node_modules', packageName);
	return { node: join(headers, 'bin', 'node'), version, headers };
}

/**
 * Fills a cache folder once: the work is done in a folder beside it, which is renamed when it is complete. So an
 * interrupted try leaves nothing that looks ready, and of two tries at a time the later one waits for the earlier.
 */
async function installOnce(
	name: 'n8n' | 'node',
	variant: string,
	fill: (partial: string) => Promise<void>,
): Promise<string> {
	const pins = join(__dirname, name);
	const lock = readFileSync(join(pins, 'package-lock.json'));
	const hash = createHash('sha256').update(lock).update(`${variant} ${process.platform} ${process.arch}`).digest('hex');
	const cache = cacheFolder();
	const folder = join(cache, `${name}-${hash.slice(0, 16)}`);
	mkdirSync(cache, { recursive: true });
	await waitForOthers(folder);
	if (existsSync(folder)) return folder;

	const partial = `${folder}.partial-${process.pid}`;
	mkdirSync(partial);
	try {
		for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(pins, file), join(partial, file));
		await fill(partial);
		renameSync(partial, folder);
	} finally {
		rmSync(partial, { recursive: true, force: true });
	}
	return folder;
}

/** Waits while another live process fills the same folder, and removes what dead ones left. */
async function waitForOthers(folder: string): Promise<void> {
	const prefix = `${folder}.partial-`;
	for (let told = false; ; told = true) {
		const partials = readdirSync(dirname(folder))
			.map((entry) => join(dirname(folder), entry))
			.filter((path) => path.startsWith(prefix));
		const alive = partials.filter((path) => isAlive(Number(path.slice(prefix.length))));
		for (const path of partials) if (!alive.includes(path)) rmSync(path, { recursive: true, force: true });
		if (alive.length === 0) return;
		if (!told) say('Another run is installing the same; waiting for it ...');
		await sleep(1_000);
	}
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error instanceof Error && 'code' in error && error.code === 'EPERM';
	}
}

function cacheFolder(): string {
	const chosen = process.env.N8N_HOST_CACHE;
	return chosen ? chosen : join(homedir(), '.cache', 'n8n-nodes-huggingface-inference');
}

function lockedVersion(packageName: string): string | undefined {
	for (const name of ['n8n', 'node']) {
		const lock: { packages: Record<string, { version?: string }> } = JSON.parse(
			readFileSync(join(__dirname, name, 'package-lock.json'), 'utf8'),
		);
		const version = lock.packages[`node_modules/${packageName}`]?.version;
		if (version !== undefined) return version;
	}
	return undefined;
}

async function checkToolchain(): Promise<void> {
	const missing: string[] = [];
	for (const tool of TOOLCHAIN) await run(tool, ['--version']).catch(() => missing.push(tool));
	if (missing.length === 0) return;
	const advice =
		process.platform === 'darwin' ? 'xcode-select --install' : 'sudo apt-get install python3 make g++ (on Debian and Ubuntu)';
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
