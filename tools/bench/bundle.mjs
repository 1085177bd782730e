// node tools/bench/bundle.mjs {out folder} {package.json of the installed n8n}: bundles the worker and the server of the
// bench into one file each. Both load n8n's modules from the installed n8n.
import { createRequire } from 'node:module';
import { build } from 'esbuild';

const OF_N8N = /^(n8n-core|n8n-workflow|@n8n\/di|reflect-metadata)$/;
const [outdir, from] = process.argv.slice(2);
const { resolve } = createRequire(from);

await build({
	entryPoints: ['tools/bench/worker.ts', 'tools/bench/server.ts'],
	outdir,
	bundle: true,
	platform: 'node',
	target: 'node24',
	format: 'cjs',
	plugins: [
		{
			name: 'installed',
			setup: (plugin) => plugin.onResolve({ filter: OF_N8N }, ({ path }) => ({ path: resolve(path), external: true })),
		},
	],
	logLevel: 'warning',
});
