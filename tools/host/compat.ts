import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildTarball } from './build';
import { pinnedVersion } from './cache';
import { installFirstN8nWithSdk, installN8n, installN8n1, type InstalledN8n } from './install';
import { runJest } from './jest';
import { environmentOn, installNode, type NodeMajor, type NodeRuntime } from './node';
import { stopOnSignals } from './processes';
import { say } from './progress';

/** Versions of Node for the tests of n8n's engine alone. */
const NODES: NodeMajor[] = [20, 22, 24];

/** Tests of the engine alone that cover most possible differences between Node versions. */
const ENGINE_TESTS = [
	'test/integration/(sixTasks|failures|chat/streaming|tasks/|faults/(running|deadServers)|providers/failover)',
	'test/unit/client/',
];

/** The used part of jest's report. */
interface Results {
	numPassedTests: number;
	numFailedTests: number;
	numRuntimeErrorTestSuites: number;
	testResults: Array<{ assertionResults: Array<{ title: string; status: string }> }>;
}

/** A run of tests, with its versions. */
interface Shown extends Results {
	n8n: string;
	node: string;
}

const NOTHING: Results = { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 1, testResults: [] };

/**
 * Packs the package once. Runs `test/compat` in the pinned n8n 1.x on each Node, in the first n8n with the SDK for AI
 * nodes and in the pinned n8n 2.x on the newest Node, and the engine's tests on each Node. Prints a table of results. Returns 0 if all passed.
 */
export async function runCompat(): Promise<number> {
	stopOnSignals();
	const tarball = await buildTarball();
	const runtimes: NodeRuntime[] = [];
	for (const major of NODES) runtimes.push(await installNode(major));

	const inN8n: Shown[] = [];
	for (const runtime of runtimes) {
		inN8n.push(await testIn(await installN8n1(runtime), pinnedVersion('n8n-1', 'n8n') ?? '', runtime, tarball));
	}
	const newest = runtimes[runtimes.length - 1];
	if (newest !== undefined) {
		const first = await installFirstN8nWithSdk(newest);
		inN8n.push(await testIn(first, pinnedVersion('n8n-2.16', 'n8n') ?? '', newest, tarball));
		inN8n.push(await testIn(await installN8n(newest), pinnedVersion('n8n', 'n8n') ?? '', newest, tarball));
	}

	const inEngine: Shown[] = [];
	for (const runtime of runtimes) inEngine.push(await testEngine(runtime));

	const all = [...inN8n, ...inEngine];
	process.stdout.write(`\n${tableOf(inN8n)}\n\n${inEngine.map(engineLine).join('\n')}\n`);
	writeTotal(all);
	return all.every(isSuccess) ? 0 : 1;
}

async function testIn(
	n8n: InstalledN8n,
	version: string,
	{ version: node }: NodeRuntime,
	tarball: string,
): Promise<Shown> {
	say(`n8n ${version} on Node ${node}`);
	const settings = JSON.stringify(n8n.env ?? {});
	const env = { ...process.env, E2E_TARBALL: tarball, E2E_NODE: n8n.node, E2E_N8N: n8n.bin, E2E_SETTINGS: settings };
	return { n8n: version, node, ...(await resultsOf(['--config', 'test/compat/jest.config.js'], env)) };
}

/** n8n's engine inside the test process, without a server. */
async function testEngine({ node, version }: NodeRuntime): Promise<Shown> {
	say(`n8n's engine on Node ${version}`);
	return {
		n8n: 'engine',
		node: version,
		...(await resultsOf(ENGINE_TESTS, { ...environmentOn(node), N8N_LOG_LEVEL: 'silent' }, node)),
	};
}

async function resultsOf(args: string[], env: NodeJS.ProcessEnv, node?: string): Promise<Results> {
	const folder = mkdtempSync(join(tmpdir(), 'compat-'));
	const results = join(folder, 'results.json');
	try {
		await runJest(args, { env, node, results });
		return JSON.parse(readFileSync(results, 'utf8'));
	} catch {
		return NOTHING;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** One line per expected result, one column per version of n8n and Node. */
function tableOf(runs: Shown[]): string {
	const titles = [...new Set(runs.flatMap(testsOf).map(({ title }) => title))];
	const heads = [
		['', ...runs.map(({ n8n }) => `n8n ${n8n}`)],
		['', ...runs.map(({ node }) => `Node ${node}`)],
	];
	const rows = titles.map((title) => [
		title,
		...runs.map((run) => word(testsOf(run).find((test) => test.title === title)?.status)),
	]);
	const lines = [...heads, ...rows];
	const width = Math.max(...lines.flat().map(({ length }) => length)) + 2;
	return lines
		.map((line) =>
			line
				.map((cell) => cell.padEnd(width))
				.join('')
				.trimEnd(),
		)
		.join('\n');
}

function engineLine({ node, numPassedTests, numFailedTests }: Shown): string {
	return `n8n's engine on Node ${node}: ${numPassedTests} tests passed, ${numFailedTests} failed`;
}

function testsOf({ testResults }: Shown): Array<{ title: string; status: string }> {
	return testResults.flatMap(({ assertionResults }) => assertionResults);
}

function word(status = 'not run'): string {
	return status === 'passed' ? 'yes' : status;
}

function isSuccess({ numPassedTests, numFailedTests, numRuntimeErrorTestSuites }: Results): boolean {
	return numPassedTests > 0 && numFailedTests === 0 && numRuntimeErrorTestSuites === 0;
}

/** Sums up the runs in the file of TEST_RESULTS, if set. */
function writeTotal(runs: Shown[]): void {
	const file = process.env.TEST_RESULTS ?? '';
	if (file === '') return;
	const sum = (key: 'numPassedTests' | 'numFailedTests' | 'numRuntimeErrorTestSuites') =>
		runs.reduce((total, run) => total + run[key], 0);
	const total = {
		numPassedTests: sum('numPassedTests'),
		numFailedTests: sum('numFailedTests'),
		numRuntimeErrorTestSuites: sum('numRuntimeErrorTestSuites'),
	};
	writeFileSync(file, JSON.stringify(total));
}
