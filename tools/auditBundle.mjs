// npm run audit:bundle: asks the package registry for known weaknesses in the bundled packages. npm's own audit misses
// them, because they are only development dependencies.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const licences = readFileSync(new URL('../dist/THIRD-PARTY-LICENSES.md', import.meta.url), 'utf8');
const bundled = [...licences.matchAll(/^## (\S+) (\d\S*) \(/gm)].map(([, name, version]) => [name, version]);
if (bundled.length === 0) throw new Error('The list of bundled packages is empty: run npm run build first');

const folder = mkdtempSync(join(tmpdir(), 'audit-bundle-'));
try {
	writeFileSync(
		join(folder, 'package.json'),
		JSON.stringify({ name: 'bundle', version: '1.0.0', private: true, dependencies: Object.fromEntries(bundled) }),
	);
	const npm = (...args) => spawnSync('npm', args, { cwd: folder, stdio: 'inherit' }).status ?? 1;
	process.exitCode = npm('install', '--package-lock-only', '--ignore-scripts') || npm('audit');
} finally {
	rmSync(folder, { recursive: true, force: true });
}
