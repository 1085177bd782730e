import { installModels } from '../../local/install';
import { buildTarball } from './build';
import { installN8n } from './install';
import { runJest } from './jest';
import { stopOnSignals } from './processes';

/** Builds and packs the package, installs n8n and real models where they are missing, and runs the end-to-end tests with all of them. */
export async function runE2e(jestArgs: string[]): Promise<number> {
	stopOnSignals();
	const tarball = await buildTarball();
	const { node, bin } = await installN8n();
	await installModels();
	const env = { ...process.env, E2E_TARBALL: tarball, E2E_NODE: node, E2E_N8N: bin };
	return await runJest(['--config', 'test/e2e/jest.config.js', '--runInBand', ...jestArgs], { env });
}
