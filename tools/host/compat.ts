import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildTarball } from './build';
import { pinnedVersion } from './cache';
import { installN8n, installN8n1, type InstalledN8n } from './install';
import { runJest } from './jest';
import { environmentOn, installNode, type NodeMajor, type NodeRuntime } from './node';
import { stopOnSignals } from './processes';
import { say } from './progress';

/** The versions of Node that n8n's engine is tested on by itself. */
const NODES: NodeMajor[] = [20, 22, 24];

/** The tests that need the engine alone, and show most of what could differ between versions of Node. */
const ENGINE_TESTS = [
	'test/integration/(sixTasks|failures|chat/streaming|tasks/|faults/running|providers/failover)',
	'test/unit/client/',
];

/** What jest writes about a run, as far as it is read here. */
interface Results {
	numPassedTests: number;
	numFailedTests: number;
	numRuntimeErrorTestSuites: number;
	testResults: Array<{ assertionResults: Array<{ title: string; status: string }> }>;
}

/** A run of tests, and where it was. */
interface Shown extends Results {
	n8n: string;
	node: string;
}

const NOTHING: Results = { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 1, testResults: [] };

/**
 * Packs the package once, runs `test/compat` with it in the pinned n8n and in the pinned one of the 1.x line on every Node
 * that each is for, and the engine's tests on each Node; prints a table of what was shown, and gives 0 if all of it was.
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
	if (newest !== undefined)
		inN8n.push(await testIn(await installN8n(newest), pinnedVersion('n8n', 'n8n') ?? '', newest, tarball));

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

/** n8n's engine in the process of the tests, without a server. */
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

/** A line for each thing that was to be shown, a column for each version of n8n and Node. */
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

/** Adds the runs up for whoever asked for results by TEST_RESULTS. */
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
