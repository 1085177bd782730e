import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './progress';

/** Folder for the installations of the demo and the tests. Kept between runs. */
export function cacheFolder(): string {
	const chosen = process.env.N8N_HOST_CACHE;
	return chosen ? chosen : join(homedir(), '.cache', 'n8n-nodes-huggingface-inference');
}

/** The name that a folder of pins has in the cache: `n8n` beside this file, `local-models` for `../../local/models`. */
function cacheName(source: string): string {
	const beside = relative(__dirname, source);
	const path = beside.startsWith('..') ? relative(join(__dirname, '..', '..'), source) : beside;
	return path.split(sep).join('-');
}

/** The version of a package that the lock of a folder pins, given relative to this file; none where it does not name the package. */
export function pinnedVersion(pins: string, packageName: string): string | undefined {
	const lock: { packages: Record<string, { version?: string }> } = JSON.parse(
		readFileSync(join(__dirname, pins, 'package-lock.json'), 'utf8'),
	);
	return lock.packages[`node_modules/${packageName}`]?.version;
}

/**
 * Fills a cache folder once. It works in a temporary folder and renames it at the end. So an
 * interrupted attempt never looks ready, and of two concurrent attempts the later waits for the earlier.
 *
 * @param pins folder beside this file, with the package.json and lock to install
 * @param variant other inputs of the result, e.g. the Node version
 * @param fill installs into the given folder, which already contains these two files
 */
export async function installOnce(
	pins: string,
	variant: string,
	fill: (partial: string) => Promise<void>,
): Promise<string> {
	const source = join(__dirname, pins);
	const lock = readFileSync(join(source, 'package-lock.json'));
	const hash = createHash('sha256').update(lock).update(`${variant} ${process.platform} ${process.arch}`).digest('hex');
	const cache = cacheFolder();
	const folder = join(cache, `${cacheName(source)}-${hash.slice(0, 16)}`);
	mkdirSync(cache, { recursive: true });
	await waitForOthers(folder);
	if (existsSync(folder)) return folder;

	const partial = `${folder}.partial-${process.pid}`;
	mkdirSync(partial);
	try {
		for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(source, file), join(partial, file));
		await fill(partial);
		renameSync(partial, folder);
	} finally {
		rmSync(partial, { recursive: true, force: true });
	}
	return folder;
}

/** Waits for another live process with the same folder, and removes leftovers of dead ones. */
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
