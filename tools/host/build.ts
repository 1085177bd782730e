import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { run } from './processes';
import { phase } from './progress';

const FOLDER = 'build';

/** Builds and packs the package as for publishing. Returns the path of the tarball. */
export async function buildTarball(): Promise<string> {
	await phase('Building the package (gulp build; 10 to 20 seconds)', async () => await run('npx', ['gulp', 'build']));
	return await phase('Packing it (npm pack)', async () => {
		mkdirSync(FOLDER, { recursive: true });
		const printed = await run('npm', ['pack', '--json', '--silent', '--pack-destination', FOLDER]);
		return resolve(join(FOLDER, packedName(printed)));
	});
}

function packedName(printed: string): string {
	const [packed]: Array<{ filename?: string }> = JSON.parse(printed.slice(printed.indexOf('[')));
	if (packed?.filename === undefined) throw new Error(`npm pack named no file:\n${printed}`);
	return packed.filename;
}
