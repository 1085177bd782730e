// npm run lint:scan: runs n8n's scanner for submitted packages on the sources and the published files. Ignores comments
// that turn off a rule. Skips the two rules for n8n's cloud: they forbid other HTTP clients, timers and the environment.
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

// The scanner pins an older release of n8n's rules, so this runs the newest too.
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

/** Prints ESLint's findings in a folder, and returns the number of errors. */
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

/** Collects the files for publishing. */
function unpackInto(folder) {
	run('npm', ['pack', '--silent', '--pack-destination', folder]);
	run('sh', ['-c', 'tar -xzf *.tgz --strip-components=1 && rm *.tgz'], folder);
}

function run(command, args, cwd = ROOT) {
	const { status, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
	if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? stderr}`);
}
