'use strict';

const { execFile } = require('node:child_process');
const { readFile, readdir, rm, writeFile } = require('node:fs/promises');
const { join } = require('node:path');
const { promisify } = require('node:util');
const { build } = require('esbuild');
const { dest, parallel, series, src } = require('gulp');

const NODE = 'nodes/HuggingFaceInference/HuggingFaceInference.node';
const CREDENTIAL = 'credentials/HuggingFaceInferenceApi.credentials';

/** Removes what an earlier build left. */
async function clean() {
	await rm('dist', { recursive: true, force: true });
}

/** Checks the types of the node, the credential and the tests; writes nothing. */
async function typecheck() {
	const compiler = require.resolve('typescript/bin/tsc');
	try {
		await promisify(execFile)(process.execPath, [compiler, '--noEmit', '--pretty']);
	} catch (error) {
		throw new Error(`The types do not check:\n${error.stdout ?? error}`);
	}
}

/** One file for the node and one for the credential: n8n installs a community package without dependencies. */
async function bundle() {
	const inputs = await Promise.all([
		bundled(NODE, { inject: ['nodes/shared/client/providers/transport.ts'] }),
		bundled(CREDENTIAL),
	]);
	await writeFile('dist/THIRD-PARTY-LICENSES.md', await licencesOf(inputs.flat()));
}

/** Bundles a file with all that it imports; gives the paths of what went in. */
async function bundled(entry, options = {}) {
	const { metafile } = await build({
		entryPoints: { [entry]: `${entry}.ts` },
		outdir: 'dist',
		bundle: true,
		platform: 'node',
		target: 'node20',
		format: 'cjs',
		external: ['n8n-workflow'],
		alias: { debug: './nodes/shared/client/silentDebug.ts' },
		legalComments: 'none',
		logLevel: 'warning',
		metafile: true,
		...options,
	});
	return Object.keys(metafile.inputs);
}

/** The packages that were bundled, each with its version and licence text. */
async function licencesOf(inputs) {
	const folders = new Set(inputs.map((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]).filter(Boolean));
	const sections = await Promise.all([...folders].sort().map(licenceOf));
	return `# Third-party licences\n\nPackages that are bundled into this one.\n${sections.join('')}`;
}

async function licenceOf(folder) {
	const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
	const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
	const text = file === undefined ? `Licensed under ${license}.` : (await readFile(join(folder, file), 'utf8')).trim();
	return `\n## ${name} ${version} (${license})\n\n${text}\n`;
}

/** Icons lie beside the bundles at the same relative path as in the sources. */
function icons() {
	return src('icons/*.svg', { encoding: false }).pipe(dest('dist/icons'));
}

/** The codex: categories, links, and the words by which the editor's node search finds the node, the tasks' own among them. */
async function codex() {
	const { HuggingFaceInference } = require(`./dist/${NODE}.js`);
	const { options } = new HuggingFaceInference().description.properties.find(({ name }) => name === 'operation');
	const verbs = options.map(({ action }) => action.split(' ')[0].toLowerCase());
	const names = options.map(({ name }) => name.toLowerCase());
	const file = JSON.parse(await readFile(`${NODE}.json`, 'utf8'));
	file.alias = [...new Set([...file.alias, ...verbs, ...names])];
	await writeFile(`dist/${NODE}.json`, `${JSON.stringify(file, null, '\t')}\n`);
}

exports.clean = clean;
exports.bundle = series(clean, bundle, codex, icons);
exports.typecheck = typecheck;
exports.build = series(clean, parallel(typecheck, series(bundle, codex), icons));
exports.default = exports.build;
