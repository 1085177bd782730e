// npm run lint:scan: what n8n runs on a package that is submitted to it, run on this one: the rules of its scanner, on the
// sources and on the files that are published, with comments that turn a rule off ignored. The two rules for packages that
// run in n8n's cloud stand aside: they forbid every HTTP client but n8n's own, timers and the environment.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as newestRules from '@n8n/eslint-plugin-community-nodes';
import { buildScanConfig, SOURCE_FILE_PATTERNS } from '@n8n/scan-community-package/scanner/scanner.mjs';
import { ESLint } from 'eslint';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PLUGIN = '@n8n/community-nodes';
const CLOUD_ONLY = {
	rules: { [`${PLUGIN}/no-restricted-imports`]: 'off', [`${PLUGIN}/no-restricted-globals`]: 'off' },
};

// The scanner is pinned to an older release of n8n's rules than the newest: both are run.
const scanners = await buildScanConfig();
const newest = scanners.map((part) =>
	part.plugins?.[PLUGIN] ? newestRules.n8nCommunityNodesPlugin.configs.recommended : part,
);

const published = mkdtempSync(join(tmpdir(), 'scan-package-'));
let errors = 0;
try {
	unpackInto(published);
	for (const [rules, config] of Object.entries({ "the scanner's rules": scanners, 'the newest rules': newest })) {
		errors += await scan('the sources', ROOT, SOURCE_FILE_PATTERNS, rules, config);
		errors += await scan('the published files', published, ['**/*.js', 'package.json'], rules, config);
	}
} finally {
	rmSync(published, { recursive: true, force: true });
}
process.exitCode = errors === 0 ? 0 : 1;

/** Prints what ESLint finds in a folder, and gives the number of errors. */
async function scan(what, cwd, patterns, rules, config) {
	const eslint = new ESLint({
		cwd,
		allowInlineConfig: false,
		overrideConfigFile: true,
		overrideConfig: [...config, CLOUD_ONLY],
	});
	const results = await eslint.lintFiles(patterns);
	const errors = results.reduce((sum, { errorCount }) => sum + errorCount, 0);
	console.log(`${what} by ${rules}: ${results.length} files, ${errors} errors`);
	const formatter = await eslint.loadFormatter('stylish');
	const report = await formatter.format(results);
	if (report !== '') console.log(report);
	return errors;
}

/** Lays out the files that would be published. */
function unpackInto(folder) {
	run('npm', ['pack', '--silent', '--pack-destination', folder]);
	run('sh', ['-c', 'tar -xzf *.tgz --strip-components=1 && rm *.tgz'], folder);
}

function run(command, args, cwd = ROOT) {
	const { status, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
	if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? stderr}`);
}
