import { readdirSync, readFileSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { homedir } from 'node:os';
import { join, relative, resolve, sep } from 'node:path';

const NODE = 'dist/nodes/HuggingFaceInference/HuggingFaceInference.node';

/** All that is published, and nothing else. */
export const PUBLISHED = [
	'CHANGELOG.md',
	'LICENSE.md',
	'README.md',
	'dist/THIRD-PARTY-LICENSES.md',
	'dist/credentials/HuggingFaceInferenceApi.credentials.js',
	'dist/icons/huggingFace.dark.svg',
	'dist/icons/huggingFace.svg',
	`${NODE}.js`,
	`${NODE}.json`,
	'index.js',
	'package.json',
];

/** The one package that n8n gives to the nodes of a community package. */
const HOST_PACKAGE = 'n8n-workflow';

/** What must stay empty: n8n installs a package into its own folder, without running its scripts. */
const EMPTY_FIELDS = ['dependencies', 'optionalDependencies', 'bundledDependencies', 'bundleDependencies', 'overrides'];
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'];

/** The files below a folder, by their paths from there, sorted. */
export function filesIn(folder: string): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
		.sort();
}

/** The bytes of all files below a folder. */
export function sizeOf(folder: string): number {
	return filesIn(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
}

/** What is wrong with an unpacked package, a line for each; empty where it may be published. */
export function faultsOf(folder: string): string[] {
	const files = filesIn(folder);
	const textOf = (file: string) => (files.includes(file) ? readFileSync(join(folder, file), 'utf8') : '');
	const code = files.filter((file) => file.endsWith('.js'));
	return [
		...PUBLISHED.filter((file) => !files.includes(file)).map((file) => `${file} is missing`),
		...files.filter((file) => !PUBLISHED.includes(file)).map((file) => `${file} is not meant to be published`),
		...manifestFaults(textOf('package.json')),
		...files.flatMap((file) => pathFaults(file, textOf(file))),
		...code.flatMap((file) => [
			...requireFaults(file, textOf(file)),
			...licenceFaults(file, textOf(file), textOf('dist/THIRD-PARTY-LICENSES.md')),
		]),
	];
}

function manifestFaults(text: string): string[] {
	if (text === '') return [];
	const manifest: Record<string, object> = JSON.parse(text);
	const isFilled = (field: string) => Object.keys(manifest[field] ?? {}).length > 0;
	const scripts = Object.keys(manifest.scripts ?? {});
	const peers = JSON.stringify(manifest.peerDependencies ?? {});
	return [
		...EMPTY_FIELDS.filter(isFilled).map((field) => `package.json has ${field}`),
		...INSTALL_SCRIPTS.filter((name) => scripts.includes(name)).map(
			(name) => `package.json has the script ${name}, which runs on the users' machines`,
		),
		...(peers === JSON.stringify({ [HOST_PACKAGE]: '*' }) ? [] : [`package.json has the peers ${peers}`]),
	];
}

/** Paths of this machine, and maps that lead to sources. */
function pathFaults(file: string, text: string): string[] {
	const machine = [resolve(__dirname, '../..'), homedir()].find((path) => path.length > 1 && text.includes(`${path}/`));
	return [
		...(machine === undefined ? [] : [`${file} names ${machine}`]),
		...(/^\/\/[#@] sourceMappingURL=/m.test(text) ? [`${file} names a source map`] : []),
	];
}

/** What n8n would not find when it loads the package. */
function requireFaults(file: string, text: string): string[] {
	const required = [...text.matchAll(/\brequire\d*\((?:"([^"]+)"|'([^']+)')\)/g)].map(
		([, double, single]) => double ?? single ?? '',
	);
	const unknown = [...new Set(required)].filter((name) => !isProvided(name) && !name.startsWith('./dist/'));
	return unknown.map((name) => `${file} needs ${name}, which is not installed with it`);
}

/** Node's own modules, also those that only a newer Node has, which undici asks for where it can do without; and n8n's. */
function isProvided(name: string): boolean {
	return name.startsWith('node:') || isBuiltin(name) || name === HOST_PACKAGE;
}

/** The bundler writes above each module where it came from. */
function licenceFaults(file: string, text: string, licences: string): string[] {
	const bundled = [...text.matchAll(/^\s*\/\/ (?:\.\.\/)*node_modules\/((?:@[^/\s]+\/)?[^/\s]+)\//gm)].map(
		([, name]) => name ?? '',
	);
	return [...new Set(bundled)]
		.filter((name) => !licences.includes(`\n## ${name} `))
		.map((name) => `${file} holds ${name}, whose licence is not listed`);
}
