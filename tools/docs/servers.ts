import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCell, type Cell } from '../../test/integration/servers/matrix';
import { matrixTables } from '../../test/integration/servers/matrixTable';
import { startSandbox } from '../../sandbox';
import { SERVED } from '../../sandbox/dialects/reads';

const PAGE = join(__dirname, '..', '..', 'docs', 'servers.md');
const START = '<!-- matrix:start -->';
const END = '<!-- matrix:end -->';

export function readServersPage(): string {
	return readFileSync(PAGE, 'utf8');
}

/** Puts the tables into the page about servers. */
export function withMatrix(page: string, cells: readonly Cell[]): string {
	const [before, rest = ''] = page.split(START);
	const after = rest.slice(rest.indexOf(END) + END.length);
	return `${before ?? ''}${START}\n${matrixTables(cells)}\n${END}${after}`;
}

/** Runs the built node at every server of the sandbox, and writes the results. */
async function main(): Promise<void> {
	const sandbox = await startSandbox();
	const cells: Cell[] = [];
	for (const served of SERVED) cells.push(await runCell(sandbox, served));
	await sandbox.close();
	writeFileSync(PAGE, withMatrix(readServersPage(), cells));
}

if (require.main === module) void main().then(() => process.exit(0));
