import { readdirSync, readFileSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { homedir } from 'node:os';
import { join, relative, resolve, sep } from 'node:path';

const NODES = ['HuggingFaceInference', 'HuggingFaceChatModel', 'HuggingFaceEmbeddings', 'HuggingFaceReranker'];

/** The complete list of published files. */
export const PUBLISHED = [
	'CHANGELOG.md',
	'LICENSE.md',
	'README.md',
	'dist/THIRD-PARTY-LICENSES.md',
	'dist/credentials/HuggingFaceInferenceApi.credentials.js',
	'dist/icons/huggingFace.dark.svg',
	'dist/icons/huggingFace.svg',
	'dist/nodes/bundle.js',
	...NODES.flatMap((name) => ['js', 'json'].map((end) => `dist/nodes/${name}/${name}.node.${end}`)),
	'index.js',
	'package.json',
];

/** The packages that n8n provides to community nodes. */
const HOST_PACKAGES = ['@n8n/ai-node-sdk', 'n8n-workflow'];

/** Keys of package.json that must be empty: n8n installs a package without running its scripts. */
const EMPTY_FIELDS = ['dependencies', 'optionalDependencies', 'bundledDependencies', 'bundleDependencies', 'overrides'];
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'];

/** Relative paths of all files below a folder, sorted. */
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

/** Problems of an unpacked package, one line each. Empty if it is ready to publish. */
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
		...(peers === JSON.stringify(Object.fromEntries(HOST_PACKAGES.map((name) => [name, '*'])))
			? []
			: [`package.json has the peers ${peers}`]),
	];
}

/** Paths of this machine, and source maps. */
function pathFaults(file: string, text: string): string[] {
	const machine = [resolve(__dirname, '../..'), homedir()].find((path) => path.length > 1 && text.includes(`${path}/`));
	return [
		...(machine === undefined ? [] : [`${file} names ${machine}`]),
		...(/^\/\/[#@] sourceMappingURL=/m.test(text) ? [`${file} names a source map`] : []),
	];
}

/** Files missing when n8n loads the package. */
function requireFaults(file: string, text: string): string[] {
	const required = [...text.matchAll(/\brequire\d*\((?:"([^"]+)"|'([^']+)')\)/g)].map(
		([, double, single]) => double ?? single ?? '',
	);
	const unknown = [...new Set(required)].filter((name) => !isProvided(name) && !/^\.{1,2}\//.test(name));
	return unknown.map((name) => `${file} needs ${name}, which is not installed with it`);
}

/** Modules of Node and n8n. Includes modules of newer Nodes, which undici loads optionally. */
function isProvided(name: string): boolean {
	return name.startsWith('node:') || isBuiltin(name) || HOST_PACKAGES.includes(name);
}

/** The bundler writes the origin above each module. */
function licenceFaults(file: string, text: string, licences: string): string[] {
	const bundled = [...text.matchAll(/^\s*\/\/ (?:\.\.\/)*node_modules\/((?:@[^/\s]+\/)?[^/\s]+)\//gm)].map(
		([, name]) => name ?? '',
	);
	return [...new Set(bundled)]
		.filter((name) => !licences.includes(`\n## ${name} `))
		.map((name) => `${file} holds ${name}, whose licence is not listed`);
}
