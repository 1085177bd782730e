import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';

const ROOT = resolve(__dirname, '../..');

/** Packages of n8n that tests import. The bundle has one copy of each, as an installed n8n has. */
const PACKAGES = ['reflect-metadata', 'n8n-workflow', '@n8n/di', '@n8n/backend-network', 'n8n-core'];

/** The path of the bundle for the installed packages. */
export function engineBundlePath(): string {
	const hash = createHash('sha256')
		.update(readFileSync(join(ROOT, 'package-lock.json')))
		.update(readFileSync(__filename))
		.digest('hex');
	return join(ROOT, 'node_modules', '.cache', 'n8n-engine', `${hash.slice(0, 16)}.js`);
}

/**
 * Puts n8n's engine into one file, unless it is there: jest would load its 1,800 files again for every test file.
 *
 * @returns the path of the bundle, which exports a getter for each package
 */
export function bundleEngine(): string {
	const path = engineBundlePath();
	if (existsSync(path)) return path;
	const partial = `${path}.${process.pid}.js`;
	mkdirSync(resolve(path, '..'), { recursive: true });
	buildSync({
		stdin: { contents: entry(), resolveDir: ROOT },
		outfile: partial,
		bundle: true,
		platform: 'node',
		target: 'node20',
		format: 'cjs',
		// Optional native parts of packages, which do without them.
		external: ['*.node'],
		logLevel: 'warning',
	});
	renameSync(partial, path);
	return path;
}

/** Getters, so that a test of plain functions evaluates `n8n-workflow` alone. */
function entry(): string {
	const getters = PACKAGES.map((name) => {
		const path = require.resolve(name, { paths: [require.resolve('n8n-core'), ROOT] });
		return `get ${JSON.stringify(name)}() { return require(${JSON.stringify(path)}); }`;
	});
	return `module.exports = { ${getters.join(', ')} };`;
}
