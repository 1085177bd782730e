import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

export const ROOT = resolve(__dirname, '../../..');

const CONFIG = join(ROOT, '.dependency-cruiser.cjs');
/** The package exports no path of its program. */
const CRUISER = join(ROOT, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');

interface Violation {
	readonly from: string;
	readonly to: string;
	readonly rule: { readonly name: string };
	readonly cycle?: ReadonlyArray<{ readonly name: string }>;
}

/**
 * Holds the imports of a tree against `.dependency-cruiser.cjs`.
 *
 * @param root the folder that holds `nodes` and `credentials`
 * @returns one line for each violation: the rule and the path from file to file, in the order of the alphabet
 */
export async function violationsIn(root: string): Promise<string[]> {
	const args = [CRUISER, '--config', CONFIG, '--output-type', 'json', 'nodes', 'credentials'];
	const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, maxBuffer: 64 * 1024 * 1024 });
	const { summary }: { summary: { violations: Violation[] } } = JSON.parse(stdout);
	return summary.violations.map(line).sort();
}

function line({ from, to, rule, cycle }: Violation): string {
	const rest = cycle === undefined ? [to] : cycle.map(({ name }) => name);
	return `${rule.name}: ${[from, ...rest].join(' -> ')}`;
}
