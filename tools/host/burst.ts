import type { INodeParameters } from 'n8n-workflow';
import type { N8nClient, WorkflowJson } from './client';

/** A workflow with a webhook that answers with what its one other node gives. */
export interface WebhookWorkflow {
	/** Id of the workflow, of sixteen characters, and path of its webhook. */
	readonly id: string;
	readonly node: Pick<WorkflowJson['nodes'][number], 'type' | 'typeVersion' | 'parameters'> &
		Partial<WorkflowJson['nodes'][number]>;
}

/** How a burst of webhook calls ended. */
export interface BurstOutcome {
	/** Calls that were answered with a result. */
	readonly answered: number;
	readonly seconds: number;
	/** The answer to the first call that failed. */
	readonly failure?: string;
}

/** The workflow in n8n's format. */
export function webhookWorkflow({ id, node }: WebhookWorkflow): WorkflowJson {
	const parameters: INodeParameters = { httpMethod: 'POST', path: id, responseMode: 'lastNode', options: {} };
	const webhook = { id: 'webhook', name: 'Webhook', type: 'n8n-nodes-base.webhook', typeVersion: 2.1 };
	return {
		id,
		name: id,
		nodes: [
			{ ...webhook, position: [0, 0], parameters, webhookId: id },
			{ id: 'node', name: 'Node', position: [220, 0], ...node },
		],
		connections: { Webhook: { main: [[{ node: 'Node', type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1' },
	};
}

/** Calls a published webhook so often at once, with a text each, and waits for all answers. */
export async function callWebhooks(client: N8nClient, path: string, count: number): Promise<BurstOutcome> {
	const since = performance.now();
	const call = async (i: number): Promise<{ isOk: boolean; text: string }> => {
		const response = await client.webhook(path, { text: `text ${i}` });
		return { isOk: response.ok, text: await response.text() };
	};
	const calls = Array.from({ length: count }, async (_, i) => {
		return await call(i).catch((error: unknown) => ({ isOk: false, text: String(error) }));
	});
	const ended = await Promise.all(calls);
	const seconds = (performance.now() - since) / 1000;
	const failure = ended.find(({ isOk }) => !isOk)?.text;
	return { answered: ended.filter(({ isOk }) => isOk).length, seconds, failure };
}
