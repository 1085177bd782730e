import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INodeParameters } from 'n8n-workflow';
import type { WorkflowJson } from '../../tools/host/client';
import { queueSettings } from '../../tools/host/queueMode';
import { startPostgres, startRedis } from '../../tools/host/services';
import { startWorker, type Worker } from '../../tools/host/worker';
import { streamedAgent } from './aiSteps';
import { CREDENTIAL, installed, NODE_TYPE, startHost, type Host } from './host';

/** The path of the workflow's production webhook. */
export const WEBHOOK = 'pictures';

/** Names of the node that generates a picture, and of the next node. */
export const PAINT = 'Paint';
export const CLASSIFY = 'Classify';

/** Concurrent executions per worker. */
export const CONCURRENCY = 8;

/** Header with a request's execution, for the sandbox. */
const EXECUTION_HEADER = 'x-execution';

/** Ids of the workflow and of its error workflow. */
export const WORKFLOW_ID = 'queueOfPictures1';
export const ERROR_WORKFLOW_ID = 'queueOfFailures1';

/** Id and webhook path of an agent that streams its answer. */
export const AGENT_ID = 'queueOfAgents001';
export const AGENT_WEBHOOK = 'agent';

/** The first node of the error workflow. */
export const ERROR_TRIGGER = 'Error Trigger';

/** n8n in queue mode: a main process for the calls, and workers for the executions. */
export interface Cluster {
	host: Host;
	workers: Worker[];
	stop(): Promise<void>;
}

/** Starts PostgreSQL, Redis, n8n and its workers, with the workflow published. */
export async function startCluster(workerCount: number): Promise<Cluster> {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-queue-'));
	const running: Array<{ stop: () => Promise<void> }> = [];
	let isReady = false;
	const stop = async () => {
		for (const part of running.reverse().splice(0)) await part.stop();
		rmSync(folder, { recursive: true, force: true });
	};
	const keep = <T extends { stop: () => Promise<void> }>(part: T): T => {
		running.push(part);
		return part;
	};
	try {
		const postgres = keep(await startPostgres(folder));
		const redis = keep(await startRedis(folder));
		const env = queueSettings(postgres, redis);
		const host = keep(
			await startHost({}, () => [errorWorkflow(), workflow(), streamedAgent(AGENT_ID, AGENT_WEBHOOK)], { env }),
		);
		const starting = Array.from({ length: workerCount }, async () =>
			keep(await startWorker({ ...installed(), concurrency: CONCURRENCY, env })),
		);
		const workers = (await Promise.allSettled(starting)).map((worker) => {
			if (worker.status === 'rejected') throw worker.reason;
			return worker.value;
		});
		for (const id of [ERROR_WORKFLOW_ID, WORKFLOW_ID, AGENT_ID]) await host.client.publish(id);
		isReady = true;
		return { host, workers, stop };
	} finally {
		if (!isReady) await stop();
	}
}

/** Number of the sandbox's requests for a task, per execution. */
export function requestsByExecution(host: Host, task: string): Map<string, number> {
	const counts = new Map<string, number>();
	for (const { method, path, headers } of host.sandbox.requests) {
		const id = headers[EXECUTION_HEADER];
		if (method !== 'POST' || !path.includes(task) || typeof id !== 'string') continue;
		counts.set(id, (counts.get(id) ?? 0) + 1);
	}
	return counts;
}

/** A webhook, a node that generates a picture, and a node that receives it. */
function workflow(): WorkflowJson {
	const headers = JSON.stringify({ [EXECUTION_HEADER]: '{{ $execution.id }}' });
	const options = { headers: `=${headers}`, maxRetries: 0 };
	const model = (task: string) => ({ __rl: true, mode: 'id', value: `sandbox/${task}` });
	const nodes = [
		{
			...place('Webhook', 'n8n-nodes-base.webhook', 2, {
				httpMethod: 'POST',
				path: WEBHOOK,
				responseMode: 'onReceived',
				options: {},
			}),
			webhookId: WEBHOOK,
		},
		{
			...place(PAINT, NODE_TYPE, 1, {
				operation: 'text-to-image',
				model: model('text-to-image'),
				prompt: '=Picture {{ $json.body.number }}',
				options,
			}),
			...CREDENTIAL,
		},
		{
			...place(CLASSIFY, NODE_TYPE, 1, {
				operation: 'image-classification',
				model: model('image-classification'),
				options,
			}),
			...CREDENTIAL,
		},
	];
	const to = (node: string) => ({ main: [[{ node, type: 'main' as const, index: 0 }]] });
	return {
		id: WORKFLOW_ID,
		name: 'Pictures',
		nodes,
		connections: { Webhook: to(PAINT), [PAINT]: to(CLASSIFY) },
		settings: { executionOrder: 'v1', errorWorkflow: ERROR_WORKFLOW_ID },
	};
}

/** The error workflow. Users attach their alarms here. */
function errorWorkflow(): WorkflowJson {
	const nodes = [
		place(ERROR_TRIGGER, 'n8n-nodes-base.errorTrigger', 1, {}),
		place('Note', 'n8n-nodes-base.noOp', 1, {}),
	];
	const connections = { [ERROR_TRIGGER]: { main: [[{ node: 'Note', type: 'main' as const, index: 0 }]] } };
	return { id: ERROR_WORKFLOW_ID, name: 'Failures', nodes, connections, settings: { executionOrder: 'v1' } };
}

function place(
	name: string,
	type: string,
	typeVersion: number,
	parameters: INodeParameters,
): WorkflowJson['nodes'][number] {
	return { id: name, name, type, typeVersion, position: [0, 0], parameters };
}
