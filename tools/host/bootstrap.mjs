// Prepares a fresh clone for TypeScript: checks the Node version, and installs the packages of package-lock.json.
// Plain JavaScript, because no dependency is installed yet.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const OLDEST_NODE = [20, 19];

/**
 * Installs missing or outdated packages, then loads a TypeScript file.
 *
 * @param {string} file relative to this folder
 * @returns {Promise<Record<string, (...args: unknown[]) => Promise<number>>>} the file's exports
 */
export async function load(file) {
	process.chdir(ROOT);
	checkNode();
	if (!packagesMatchLock()) await installPackages();
	const tsx = await import('tsx/cjs/api');
	return tsx.require(`./${file}`, import.meta.url);
}

/**
 * Runs a main function, and exits with its status. Prints errors in plain words.
 *
 * @param {() => Promise<number>} main
 */
export async function runMain(main) {
	try {
		process.exitCode = await main();
	} catch (error) {
		console.error(`\n${error instanceof Error ? error.message : error}`);
		process.exitCode = 1;
	}
}

function checkNode() {
	const [major, minor] = process.versions.node.split('.').map(Number);
	if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
	throw new Error(`Node ${OLDEST_NODE.join('.')} or newer is needed, this is ${process.versions.node}.`);
}

/** npm records its last installation in node_modules. */
function packagesMatchLock() {
	const wanted = packagesOf('package-lock.json');
	const installed = packagesOf(join('node_modules', '.package-lock.json'));
	if (wanted === undefined) throw new Error('package-lock.json is missing or cannot be read.');
	if (installed === undefined) return false;
	return Object.entries(wanted).every(([path, { version, optional, devOptional, link }]) => {
		const found = installed[path];
		// npm skips optional packages for other systems.
		if (found === undefined) return path === '' || optional === true || devOptional === true || link === true;
		return found.version === version;
	});
}

function packagesOf(file) {
	try {
		return JSON.parse(readFileSync(join(ROOT, file), 'utf8')).packages;
	} catch {
		return undefined;
	}
}

async function installPackages() {
	const since = Date.now();
	const seconds = () => Math.round((Date.now() - since) / 1000);
	console.log('Installing the packages of this project (npm ci; about a minute, only when they changed) ...');
	const heartbeat = setInterval(() => console.log(`  still at it (${seconds()} s)`), 15_000);
	const npm = spawn('npm', ['ci'], { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
	const forward = (signal) => npm.kill(signal);
	const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
	for (const signal of signals) process.on(signal, forward);
	const status = await new Promise((resolve, reject) => {
		npm.on('error', reject);
		npm.on('close', (code) => resolve(code ?? 1));
	}).finally(() => {
		clearInterval(heartbeat);
		for (const signal of signals) process.off(signal, forward);
	});
	if (status !== 0) throw new Error(`npm ci ended with status ${status}.`);
	console.log(`  done in ${seconds()} s`);
}
