import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../../../tools/host/processes';
import { faultsOf, filesIn, PUBLISHED, sizeOf } from '../../../tools/host/published';

const NODE = 'dist/nodes/bundle.js';
const MOST_BYTES = 3_000_000;
const MOST_PACKED_BYTES = 600_000;

let folder: string;
let published: string;
let packedBytes = 0;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'published-'));
	published = join(folder, 'published');
	mkdirSync(published);
	await run('npm', ['pack', '--silent', '--pack-destination', folder]);
	packedBytes = sizeOf(folder);
	await run('sh', ['-c', `tar -xzf "${folder}"/*.tgz -C "${published}" --strip-components=1`]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Faults of the package with one of its files changed. */
function faultsWith(file: string, change: (text: string) => string): string[] {
	const copy = join(folder, 'changed');
	cpSync(published, copy, { recursive: true });
	try {
		const path = join(copy, file);
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, change(filesIn(copy).includes(file) ? readFileSync(path, 'utf8') : ''));
		return faultsOf(copy);
	} finally {
		rmSync(copy, { recursive: true, force: true });
	}
}

const manifestWith = (more: object) =>
	faultsWith('package.json', (text) => JSON.stringify({ ...JSON.parse(text), ...more }));

test('the package contains exactly the files to publish', () => {
	expect(filesIn(published)).toEqual([...PUBLISHED].sort());
	expect(faultsOf(published)).toEqual([]);
	expect(sizeOf(published)).toBeLessThan(MOST_BYTES);
	expect(packedBytes).toBeLessThanOrEqual(MOST_PACKED_BYTES);
});

describe('the check finds unpublishable content', () => {
	test('a file too many', () =>
		expect(faultsWith('test/unit/some.test.ts', () => '')).toEqual([
			'test/unit/some.test.ts is not meant to be published',
		]));

	test('runtime dependencies', () =>
		expect(manifestWith({ dependencies: { undici: '7' } })).toEqual(['package.json has dependencies']));

	test('a script that runs on installing', () => {
		expect(manifestWith({ scripts: { postinstall: 'node x.js' } })).toEqual([
			"package.json has the script postinstall, which runs on the users' machines",
		]);
	});

	test('another peer', () =>
		expect(manifestWith({ peerDependencies: { 'n8n-core': '*' } })).toEqual([
			'package.json has the peers {"n8n-core":"*"}',
		]));

	test('a package that was not bundled', () => {
		expect(faultsWith(NODE, (text) => `${text}\nrequire("lodash");`)).toEqual([
			`${NODE} needs lodash, which is not installed with it`,
		]);
	});

	test('a bundled package without its licence', () => {
		expect(faultsWith(NODE, (text) => `${text}\n// node_modules/@some/library/index.js\n`)).toEqual([
			`${NODE} holds @some/library, whose licence is not listed`,
		]);
	});

	test('a path of the build machine, and a source map', () => {
		expect(faultsWith(NODE, (text) => `${text}\n//# sourceMappingURL=${process.cwd()}/x.map\n`)).toEqual([
			`${NODE} names ${process.cwd()}`,
			`${NODE} names a source map`,
		]);
	});
});
