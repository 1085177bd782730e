import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildTarball } from './build';
import { run, stopOnSignals } from './processes';
import { phase, say } from './progress';
import { faultsOf, filesIn, sizeOf } from './published';

/** Option for publishing. Without it, all other steps run. */
const PUBLISH = '--publish';

const UNPACKED = 'build/published';
const NODE = 'huggingFaceInference';
const CREDENTIAL = 'huggingFaceInferenceApi';

/**
 * Checks everything before a release, and publishes with `--publish`. Only the workflow on GitHub uses that option: only
 * there can npm record the package's provenance. Returns 0, or fails with the problems.
 */
export async function release(args: string[]): Promise<number> {
	const unknown = args.filter((arg) => arg !== PUBLISH);
	if (unknown.length > 0) throw new Error(`Unknown: ${unknown.join(' ')}. Usage: npm run release [-- ${PUBLISH}]`);
	const isDry = !args.includes(PUBLISH);
	stopOnSignals();

	const { name, version }: { name: string; version: string } = JSON.parse(readFileSync('package.json', 'utf8'));
	await phase('Looking whether everything is committed', checkTree);
	await phase(`Looking for ${version} in CHANGELOG.md and in the tag`, async () => checkVersion(version, isDry));
	await phase('Linting (eslint)', async () => await run('npx', ['eslint', '.', '--max-warnings', '0']));
	await phase('Checking types (tsc)', async () => await run('npx', ['tsc', '--noEmit', '--pretty']));
	const tarball = await buildTarball();
	await phase(
		"Scanning by n8n's rules for community packages",
		async () => await run('node', ['tools/scanPackage.mjs']),
	);
	await phase('Looking at what is in the package', async () => await checkContents(tarball));
	await phase('Loading it as n8n does', async () => await checkLoads(resolve(UNPACKED)));
	if (isDry)
		await phase(
			'Trying to publish (npm publish --dry-run)',
			async () => await run('npm', ['publish', tarball, '--dry-run', '--access', 'public']),
		);
	else
		await phase(
			'Publishing',
			async () => await run('npm', ['publish', tarball, '--provenance', '--access', 'public'], { show: true }),
		);
	say(
		isDry
			? `${name} ${version} is ready. A release on GitHub with the tag v${version} publishes it.`
			: `${name} ${version} is published.`,
	);
	return 0;
}

async function checkTree(): Promise<void> {
	const changed = await run('git', ['status', '--porcelain']);
	if (changed.trim() !== '') throw new Error(`Commit or remove these first:\n${changed}`);
}

/** A published version needs a section in the changelog, and the right tag when run for a tag. */
function checkVersion(version: string, isDry: boolean): void {
	const headings = [...readFileSync('CHANGELOG.md', 'utf8').matchAll(/^## \[?([^\]\s]+)/gm)].map(
		([, heading]) => heading,
	);
	const isListed = headings.includes(version);
	if (!isListed && isDry && headings.includes('Unreleased'))
		say(`  CHANGELOG.md has what is new under "Unreleased": name it ${version} before the release`);
	else if (!isListed) throw new Error(`CHANGELOG.md has no section "## ${version}": say there what is new.`);
	const { GITHUB_REF_TYPE: type, GITHUB_REF_NAME: ref } = process.env;
	if (!isDry && type === 'tag' && ref !== `v${version}`)
		throw new Error(`The tag is ${ref}, and package.json has the version ${version}: they must be the same.`);
}

async function checkContents(tarball: string): Promise<void> {
	rmSync(UNPACKED, { recursive: true, force: true });
	mkdirSync(UNPACKED, { recursive: true });
	await run('tar', ['-xzf', tarball, '-C', UNPACKED, '--strip-components=1']);
	for (const file of filesIn(UNPACKED)) say(`  ${kilobytes(statSync(join(UNPACKED, file)).size)}  ${file}`);
	say(`  ${kilobytes(statSync(tarball).size)}  packed, ${kilobytes(sizeOf(UNPACKED)).trim()} unpacked`);
	const faults = faultsOf(UNPACKED);
	if (faults.length > 0) throw new Error(`The package may not be published like this:\n${faults.join('\n')}`);
}

/** Loads the unpacked package with the loader class of n8n's server. */
async function checkLoads(folder: string): Promise<void> {
	const userFolder = mkdtempSync(join(tmpdir(), 'release-'));
	process.env.N8N_USER_FOLDER = userFolder;
	try {
		await import('reflect-metadata');
		const { PackageDirectoryLoader } = await import('n8n-core');
		const loader = new PackageDirectoryLoader(folder);
		await loader.loadAll();
		if (!(NODE in loader.known.nodes) || !(CREDENTIAL in loader.known.credentials))
			throw new Error('n8n finds no node or no credential in it.');
		say(`  node ${NODE} with ${loader.types.nodes[0]?.properties.length} fields, credential ${CREDENTIAL}`);
	} finally {
		rmSync(userFolder, { recursive: true, force: true });
	}
}

function kilobytes(bytes: number): string {
	return `${(bytes / 1000).toFixed(1).padStart(8)} kB`;
}
