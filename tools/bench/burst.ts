import { callWebhooks, webhookWorkflow, type BurstOutcome, type WebhookWorkflow } from '../host/burst';
import type { N8nClient } from '../host/client';
import type { InstalledN8n } from '../host/install';
import { startQueueMode } from '../host/queueMode';
import { say } from '../host/progress';
import { startN8n } from '../host/serve';
import { missingServices } from '../host/services';

const PACKAGE_NODE = 'n8n-nodes-huggingface-inference.huggingFaceInference';

/** Webhook calls at once, and the server behind the node. */
export const BURST = { calls: 200, slots: 10, queue: 10, serviceMs: 1_500, tries: 5 };
export const IDEAL_SECONDS = ((BURST.calls / BURST.slots) * BURST.serviceMs) / 1000;
export const WORKERS = 2;
/** Executions at once in each worker: together five times what the server takes. n8n needs 10 MB for each. */
const WORKER_CONCURRENCY = 50;

/** One line of the burst's table. */
export interface BurstLine extends BurstOutcome {
	readonly client: 'node' | 'httpRequest' | 'queueMode';
	readonly retryAfter: boolean;
	/** Requests that reached the server. */
	readonly requests: number;
}

export interface BurstFigures {
	readonly lines: readonly BurstLine[];
	/** How long n8n takes for as many executions that do nothing. */
	readonly startSeconds: number;
}

/** What the bursts run on. */
export interface BurstHost {
	readonly n8n: InstalledN8n;
	readonly tarball: string;
	/** Starts a server of the bench; each has a pace of its own. */
	readonly server: () => Promise<{ readonly url: string }>;
}

/** Runs the bursts in a whole n8n, each against a server that the node has not met. */
export async function measureBursts(host: BurstHost): Promise<BurstFigures> {
	const regular = await inRegularMode(host);
	if (missingServices().length > 0) return regular;
	return { ...regular, lines: [...regular.lines, ...(await inQueueMode(host))] };
}

async function inRegularMode({ n8n, tarball, server }: BurstHost): Promise<BurstFigures> {
	const bursts: Burst[] = [];
	for (const retryAfter of [true, false]) {
		const { url } = await server();
		bursts.push(burstOf('node', url, retryAfter), burstOf('httpRequest', url, retryAfter));
	}
	const workflows = (): ReturnType<typeof webhookWorkflow>[] => [IDLE, ...bursts].map(webhookWorkflow);
	const n8nServer = await startN8n({ n8n, tarball, workflows });
	try {
		await n8nServer.client.publish(IDLE.id);
		// The first call loads n8n's code.
		await callWebhooks(n8nServer.client, IDLE.id, 1);
		const { seconds } = await callWebhooks(n8nServer.client, IDLE.id, BURST.calls);
		return { startSeconds: seconds, lines: await run(n8nServer.client, bursts) };
	} finally {
		await n8nServer.stop();
	}
}

async function inQueueMode({ n8n, tarball, server }: BurstHost): Promise<BurstLine[]> {
	const bursts: Burst[] = [];
	for (const retryAfter of [true, false]) bursts.push(burstOf('queueMode', (await server()).url, retryAfter));
	const options = { n8n, tarball, workflows: () => bursts.map(webhookWorkflow) };
	const cluster = await startQueueMode(options, WORKERS, WORKER_CONCURRENCY);
	try {
		return await run(cluster.host.client, bursts);
	} finally {
		await cluster.stop();
	}
}

interface Burst extends WebhookWorkflow, Pick<BurstLine, 'client' | 'retryAfter'> {
	readonly callsUrl: string;
}

async function run(client: N8nClient, bursts: readonly Burst[]): Promise<BurstLine[]> {
	const lines: BurstLine[] = [];
	for (const burst of bursts) {
		await client.publish(burst.id);
		const outcome = await callWebhooks(client, burst.id, BURST.calls);
		const requests = (await (await fetch(burst.callsUrl)).json()) as number;
		const { answered, seconds, failure = 'none' } = outcome;
		say(`${burst.id}: ${answered} answered, ${requests} calls, ${seconds.toFixed(1)} s, failure: ${failure}`);
		lines.push({ ...outcome, client: burst.client, retryAfter: burst.retryAfter, requests });
	}
	return lines;
}

/** Shows what n8n itself takes to run so many executions. */
const IDLE: WebhookWorkflow = {
	id: idOf('idle'),
	node: { type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} },
};

function burstOf(client: BurstLine['client'], serverUrl: string, retryAfter: boolean): Burst {
	const id = idOf(`${client}${retryAfter ? '1' : '0'}`);
	const query = `queue=${BURST.queue}&service=${BURST.serviceMs}${retryAfter ? '&retryAfter=1' : ''}`;
	const url = `${serverUrl}/capacity/${id}?${query}`;
	const node = client === 'httpRequest' ? httpRequest(url) : ours(url);
	return { id, client, retryAfter, callsUrl: `${serverUrl}/calls/${id}`, node };
}

function ours(url: string): WebhookWorkflow['node'] {
	return {
		type: PACKAGE_NODE,
		typeVersion: 1,
		parameters: {
			authentication: 'none',
			operation: 'text-classification',
			model: { __rl: true, mode: 'url', value: url },
			text: '={{ $json.body.text }}',
		},
	};
}

function httpRequest(url: string): WebhookWorkflow['node'] {
	const bodyParameters = { parameters: [{ name: 'inputs', value: '={{ $json.body.text }}' }] };
	return {
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: { method: 'POST', url, sendBody: true, specifyBody: 'keypair', bodyParameters, options: {} },
		retryOnFail: true,
		maxTries: BURST.tries,
	};
}

/** n8n requires ids of sixteen characters. */
function idOf(name: string): string {
	return `burst${name}`.padEnd(16, '0');
}
