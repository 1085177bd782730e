'use strict';

const { execFile } = require('node:child_process');
const { mkdir, readFile, readdir, rm, writeFile } = require('node:fs/promises');
const { join } = require('node:path');
const { promisify } = require('node:util');
const { build } = require('esbuild');
const { dest, parallel, series, src } = require('gulp');

const NODES = ['HuggingFaceInference', 'HuggingFaceChatModel', 'HuggingFaceEmbeddings', 'HuggingFaceReranker'];
/** The code of all nodes: one pool of connections, one cache of the Hub and one pace. */
const BUNDLE = 'nodes/bundle';
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

/** n8n installs a community package without dependencies: one file has the code of all nodes, one that of the credential. */
async function bundle() {
	const transport = { inject: ['nodes/shared/client/providers/transport.ts'] };
	const inputs = await Promise.all([
		bundled({
			stdin: { contents: exportsOf(NODES), resolveDir: __dirname },
			outfile: `dist/${BUNDLE}.js`,
			...transport,
		}),
		bundled({ entryPoints: { [CREDENTIAL]: `${CREDENTIAL}.ts` }, outdir: 'dist' }),
		...NODES.map(nodeFile),
	]);
	await writeFile('dist/THIRD-PARTY-LICENSES.md', await licencesOf(inputs.flat()));
}

function exportsOf(classes) {
	return classes.map((name) => `export { ${name} } from './${pathOf(name)}';`).join('\n');
}

/** The path of a node's file; n8n finds the class by the file's name. */
function pathOf(name) {
	return `nodes/${name}/${name}.node`;
}

/** The file that n8n loads for a node. */
async function nodeFile(name) {
	await mkdir(`dist/nodes/${name}`, { recursive: true });
	await writeFile(`dist/${pathOf(name)}.js`, `'use strict';\n\nexports.${name} = require('../bundle.js').${name};\n`);
	return [];
}

/** Bundles code with all that it imports; gives the paths of what went in. */
async function bundled(options) {
	const { metafile } = await build({
		bundle: true,
		platform: 'node',
		target: 'node20',
		format: 'cjs',
		// n8n provides both; the second one not in each version.
		external: ['n8n-workflow', '@n8n/ai-node-sdk'],
		// Node finds n8n's packages by `require` alone.
		supported: { 'dynamic-import': false },
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

/** The codex of each node: categories, links, and the words by which the editor's node search finds it. */
async function codex() {
	await Promise.all(NODES.map(writeCodex));
}

async function writeCodex(name) {
	const file = JSON.parse(await readFile(`${pathOf(name)}.json`, 'utf8'));
	const { [name]: Node } = require(`./dist/${pathOf(name)}.js`);
	file.alias = [...new Set([...file.alias, ...taskWords(new Node().description)])];
	await writeFile(`dist/${pathOf(name)}.json`, `${JSON.stringify(file, null, '\t')}\n`);
}

/** The verbs and names of a node's tasks; none where the node has one task. */
function taskWords({ properties }) {
	const { options = [] } = properties.find(({ name }) => name === 'operation') ?? {};
	const verbs = options.map(({ action }) => action.split(' ')[0].toLowerCase());
	return [...verbs, ...options.map(({ name }) => name.toLowerCase())];
}

exports.clean = clean;
exports.bundle = series(clean, bundle, codex, icons);
exports.typecheck = typecheck;
exports.build = series(clean, parallel(typecheck, series(bundle, codex), icons));
exports.default = exports.build;
