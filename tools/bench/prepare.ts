import { cpSync, mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { InstalledN8n } from '../host/install';
import { run } from '../host/processes';

/** The programs of the bench: the package and its clients, all with the same n8n modules. */
export interface Prepared {
	readonly folder: string;
	readonly packageFolder: string;
	readonly worker: string;
	readonly server: string;
}

/** Unpacks the built package and bundles the worker and the server, all with the installed n8n's modules. */
export async function prepare({ bin }: InstalledN8n): Promise<Prepared> {
	const folder = mkdtempSync(join(tmpdir(), 'hf-inference-bench-'));
	const modules = dirname(dirname(dirname(bin)));
	const packageFolder = join(folder, 'package');
	mkdirSync(packageFolder);
	for (const name of ['dist', 'package.json', 'index.js']) cpSync(name, join(packageFolder, name), { recursive: true });
	symlinkSync(modules, join(packageFolder, 'node_modules'));
	await run(process.execPath, ['tools/bench/bundle.mjs', folder, join(modules, 'n8n', 'package.json')]);
	return { folder, packageFolder, worker: join(folder, 'worker.js'), server: join(folder, 'server.js') };
}
