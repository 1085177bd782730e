import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { outputOf, type Execution } from '../../tools/host/client';
import { say } from '../../tools/host/progress';
import { missingServices } from '../../tools/host/services';
import { decodePng } from '../../sandbox/media/png';
import { piecesFrom } from './aiSteps';
import { START_TIMEOUT_MS } from './host';
import {
	AGENT_WEBHOOK,
	CLASSIFY,
	CONCURRENCY,
	ERROR_TRIGGER,
	ERROR_WORKFLOW_ID,
	PAINT,
	requestsByExecution,
	startCluster,
	WEBHOOK,
	WORKFLOW_ID,
	type Cluster,
} from './queue';

const EXECUTIONS = 200;
const AT_A_TIME = 20;
/** Long enough to kill a worker in the middle of its work. */
const LATENCY_MS = 300;
const BATCH_TIMEOUT_MS = 240_000;

const missing = missingServices();
if (missing.length > 0) process.stdout.write(`Queue mode is not tested: not installed is ${missing.join(', ')}.\n`);

let cluster: Cluster;
let executions: Execution[] = [];
let survivor: Cluster['workers'][number];
let victim: Cluster['workers'][number];

/** Ids of executions, without repetitions. */
const distinct = (ids: string[]) => [...new Set(ids)];
const interrupted = () => distinct(victim.started()).filter((id) => !victim.finished().includes(id));
const succeeded = () => executions.filter(({ status }) => status === 'success');

/** Calls the webhook once per item, kills a worker halfway, and waits for the end of all executions. */
async function runBatch(): Promise<Execution[]> {
	const { client, sandbox } = cluster.host;
	sandbox.latencyMs = LATENCY_MS;
	const since = Date.now();
	const numbers = Array.from({ length: EXECUTIONS }, (_, i) => i + 1);
	const callers = Array.from({ length: AT_A_TIME }, async () => {
		for (let number = numbers.shift(); number !== undefined; number = numbers.shift()) {
			const response = await client.webhook(WEBHOOK, { number });
			expect(response.status).toBe(200);
			await response.body?.cancel();
		}
	});
	const deadline = since + BATCH_TIMEOUT_MS;
	await Promise.all([...callers, killHalfWay(deadline)]);
	const ids = await endedIds(deadline);
	const ended = await Promise.all(ids.map(async (id) => await client.finishedExecution(id)));
	say(
		`${ended.length} executions have ended after ${((Date.now() - since) / 1000).toFixed(1)} s: ${countsOf(ended.map(({ status }) => status))}`,
	);
	say(
		`The workers finished ${survivor.finished().length} and ${victim.finished().length}; the killed one left ${interrupted().length}`,
	);
	return ended;
}

/** How often each word occurs, as text. */
function countsOf(words: string[]): string {
	return distinct(words)
		.map((word) => `${words.filter((other) => other === word).length} ${word}`)
		.join(', ');
}

/** Kills a busy worker after half of the executions. */
async function killHalfWay(deadline: number): Promise<void> {
	const done = () => survivor.finished().length + victim.finished().length;
	while (Date.now() < deadline && (done() < EXECUTIONS / 2 || interrupted().length === 0)) await sleep(20);
	await victim.kill();
}

/** Waits for the end of all executions, and returns their ids. */
async function endedIds(deadline: number): Promise<string[]> {
	for (;;) {
		const all = await cluster.host.client.executions(WORKFLOW_ID, EXECUTIONS + 50);
		const open = all.filter(({ status }) => ['new', 'running', 'waiting'].includes(status));
		if (all.length >= EXECUTIONS && open.length === 0) return all.map(({ id }) => id);
		if (Date.now() > deadline)
			throw new Error(
				`${all.length} executions, ${open.length} have not ended: ${open.map(({ id, status }) => `${id} ${status}`).join(', ')}`,
			);
		await sleep(500);
	}
}

(missing.length === 0 ? describe : describe.skip)('a batch over two workers, of which one is killed half way', () => {
	beforeAll(
		async () => {
			cluster = await startCluster(2);
			const [first, second] = cluster.workers;
			if (first === undefined || second === undefined) throw new Error('There are no two workers.');
			[survivor, victim] = [first, second];
			executions = await runBatch();
		},
		2 * START_TIMEOUT_MS + BATCH_TIMEOUT_MS,
	);

	afterAll(async () => await cluster?.stop(), 60_000);

	test('has one execution per call, and all of them end', () => {
		expect(executions).toHaveLength(EXECUTIONS);
		expect(distinct(executions.map(({ id }) => id))).toHaveLength(EXECUTIONS);
		for (const { status } of executions) expect(['success', 'error', 'crashed']).toContain(status);
	});

	test('runs on both workers', () => {
		for (const worker of cluster.workers) expect(worker.finished().length).toBeGreaterThan(EXECUTIONS / 10);
	});

	test("succeeds, except the killed worker's running executions", () => {
		const failed = executions.filter(({ status }) => status !== 'success').map(({ id }) => id);
		expect(interrupted()).toEqual(expect.arrayContaining(failed));
		expect(failed.length).toBeLessThanOrEqual(CONCURRENCY);
		expect(interrupted().length).toBeGreaterThan(0);
	});

	test('requests each picture and label once per run of its execution', () => {
		const runs = [...survivor.started(), ...victim.started()];
		for (const task of ['text-to-image', 'image-classification']) {
			const requests = requestsByExecution(cluster.host, task);
			for (const [id, count] of requests) expect(count).toBeLessThanOrEqual(runs.filter((run) => run === id).length);
			for (const { id } of succeeded()) expect(requests.get(id)).toBeGreaterThan(0);
		}
	});

	test('notifies the error workflow of every failed execution', async () => {
		const { client } = cluster.host;
		const failed = executions.filter(({ status }) => status !== 'success').map(({ id }) => id);
		const reports = async () => await client.executions(ERROR_WORKFLOW_ID, EXECUTIONS);
		for (let tries = 0; tries < 60 && (await reports()).length < failed.length; tries++) await sleep(500);
		const told = await Promise.all(
			(await reports()).map(async ({ id }) => only(outputOf(await client.finishedExecution(id), ERROR_TRIGGER)).json),
		);
		expect(told.map(({ execution }) => (execution as IDataObject).id).sort()).toEqual(failed.sort());
	});

	test('passes pictures between nodes through the database', async () => {
		for (const execution of succeeded()) {
			const picture = only(outputOf(execution, PAINT)).binary?.data;
			expect(picture).toMatchObject({ id: expect.stringMatching(/^database:/), mimeType: 'image/png' });
			expect(only(outputOf(execution, CLASSIFY)).json).toMatchObject({
				label: expect.any(String),
				score: expect.any(Number),
			});
		}
		const [first] = succeeded();
		const picture = first && only(outputOf(first, PAINT)).binary?.data;
		const bytes = picture === undefined ? Buffer.alloc(0) : await cluster.host.client.file(picture);
		expect(decodePng(bytes)?.width).toBeGreaterThan(0);
	});

	test('streams the answer of an agent that runs in the worker left', async () => {
		const before = survivor.started().length;
		const { client } = cluster.host;
		const pieces = await piecesFrom(client, AGENT_WEBHOOK, 'Judge mood of "what a terrible lamp"');
		expect(pieces.length).toBeGreaterThan(2);
		expect(pieces.join('')).toContain('NEGATIVE');
		expect(survivor.started()).toHaveLength(before + 1);
	});
});

function only(items: INodeExecutionData[]): INodeExecutionData {
	expect(items).toHaveLength(1);
	return items[0] ?? { json: {} };
}
