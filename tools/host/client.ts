import { setTimeout as sleep } from 'node:timers/promises';
import type { IBinaryData, INode, IConnections, INodeExecutionData, IRunData, ITaskData } from 'n8n-workflow';

/** The account that is made on every n8n that the demo and the tests start; it is of no use elsewhere. */
export const OWNER = { email: 'owner@example.test', password: 'Passw0rd123', firstName: 'Demo', lastName: 'Owner' };

const UNFINISHED = ['new', 'running', 'waiting', 'unknown'];

/** A workflow as n8n exports it. */
export interface WorkflowJson {
	id: string;
	name: string;
	nodes: Array<Pick<INode, 'id' | 'name' | 'type' | 'typeVersion' | 'position' | 'parameters'> & Partial<INode>>;
	connections: IConnections;
	settings?: Record<string, unknown>;
}

/** An error as n8n keeps it with an execution. */
export interface RunError {
	name?: string;
	message: string;
	description?: string | null;
	httpCode?: string | null;
	node?: { name: string };
	context?: { itemIndex?: number } & Record<string, unknown>;
}

/** What n8n keeps of a run. */
export interface Execution {
	id: string;
	status: string;
	data: { resultData: { runData: IRunData; error?: RunError; lastNodeExecuted?: string } };
}

/** An answer of n8n that is not a success. */
export class N8nRequestError extends Error {
	constructor(
		request: string,
		readonly status: number,
		body: string,
	) {
		super(`${request}: ${status} ${body.slice(0, 400)}`);
	}
}

/** Talks to a running n8n as its editor and its public API do. */
export class N8nClient {
	private cookie = '';

	private apiKey = '';

	constructor(readonly url: string) {}

	/** Creates the owner, or signs in where that account exists, and makes a key for the public API. */
	async signIn(): Promise<void> {
		const { userManagement } = await this.rest<{ userManagement: { showSetupOnFirstLoad: boolean } }>(
			'GET',
			'/rest/settings',
		);
		if (userManagement.showSetupOnFirstLoad) await this.rest('POST', '/rest/owner/setup', OWNER);
		else await this.rest('POST', '/rest/login', { emailOrLdapLoginId: OWNER.email, password: OWNER.password });
		const scopes = await this.rest<string[]>('GET', '/rest/api-keys/scopes');
		const key = { label: `key-${Date.now()}`, scopes, expiresAt: null };
		const { rawApiKey } = await this.rest<{ rawApiKey: string }>('POST', '/rest/api-keys', key);
		this.apiKey = rawApiKey;
	}

	/** Names of all node types that n8n has loaded. */
	async nodeTypes(): Promise<string[]> {
		const types = await this.json<Array<{ name: string }>>('GET', '/types/nodes.json');
		return types.map(({ name }) => name);
	}

	/**
	 * Runs a saved workflow from one of its triggers, as the editor's button does, and waits for its end.
	 * @param items what the trigger gives, where it waits for something, as a chat does
	 */
	async run(
		workflowId: string,
		triggerName: string,
		timeoutMs = 60_000,
		items?: INodeExecutionData[],
	): Promise<Execution> {
		return await this.finishedExecution(await this.begin(workflowId, triggerName, items), timeoutMs);
	}

	/** Begins to run a saved workflow, and gives the id of the execution. */
	async begin(workflowId: string, triggerName: string, items?: INodeExecutionData[]): Promise<string> {
		// n8n 2.x runs what is saved; 1.x wants the workflow in the request.
		const workflowData = await this.rest('GET', `/rest/workflows/${workflowId}`);
		const { executionId } = await this.rest<{ executionId: string }>('POST', `/rest/workflows/${workflowId}/run`, {
			workflowData,
			triggerToStartFrom: { name: triggerName, ...(items && { data: ranWith(items) }) },
		});
		return executionId;
	}

	/** Stops an execution, as the editor's button does. */
	async stop(executionId: string): Promise<void> {
		await this.rest('POST', `/rest/executions/${executionId}/stop`);
	}

	/** Waits for the end of an execution and gives what n8n kept of it. */
	async finishedExecution(id: string, timeoutMs = 60_000): Promise<Execution> {
		const deadline = Date.now() + timeoutMs;
		for (;;) {
			const execution = await this.executionSoFar(id);
			if (execution !== undefined && isComplete(execution)) return execution;
			if (Date.now() > deadline) {
				throw new Error(
					`Execution ${id} is still ${execution?.status ?? 'not saved'}${execution?.data ? '' : ' and without data'} after ${timeoutMs / 1000} s`,
				);
			}
			await sleep(50);
		}
	}

	/** The latest executions of a workflow, without their data. */
	async executions(workflowId: string, limit: number): Promise<Array<Pick<Execution, 'id' | 'status'>>> {
		const { data } = await this.json<{ data: Array<Pick<Execution, 'id' | 'status'>> }>(
			'GET',
			`/api/v1/executions?workflowId=${workflowId}&limit=${limit}`,
		);
		return data;
	}

	/** Publishes a workflow, so that its production webhook answers. */
	async publish(workflowId: string): Promise<void> {
		await this.rest('POST', `/api/v1/workflows/${workflowId}/activate`, {});
	}

	/** Calls a production webhook. */
	async webhook(path: string, body: unknown, timeoutMs = 10_000): Promise<Response> {
		const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
		return await this.published(`/webhook/${path}`, request, timeoutMs);
	}

	/** Sends a published form whose first field takes files. */
	async form(webhookId: string, files: Readonly<Record<string, Buffer>>, timeoutMs = 10_000): Promise<Response> {
		const body = new FormData();
		for (const [name, bytes] of Object.entries(files)) body.append('field-0', new Blob([new Uint8Array(bytes)]), name);
		return await this.published(`/form/${webhookId}`, { method: 'POST', body }, timeoutMs);
	}

	/** n8n registers addresses shortly after publishing, so 404 is tried again for a while. */
	private async published(path: string, request: RequestInit, timeoutMs: number): Promise<Response> {
		const deadline = Date.now() + timeoutMs;
		for (;;) {
			const response = await fetch(this.url + path, request);
			if (response.status !== 404 || Date.now() > deadline) return response;
			await response.body?.cancel();
			await sleep(30);
		}
	}

	/** The bytes of a file of an execution, fetched by its id as the editor's preview does. */
	async file(binary: IBinaryData): Promise<Buffer> {
		// Without an id n8n keeps the bytes in the item itself.
		if (binary.id === undefined) return Buffer.from(binary.data, 'base64');
		const query = new URLSearchParams({ id: binary.id, action: 'view', mimeType: binary.mimeType });
		const response = await this.send('GET', `/rest/binary-data?${query}`);
		return Buffer.from(await response.arrayBuffer());
	}

	/** Sends a request of the editor's own API and gives the `data` of the answer. */
	async rest<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
		const answer = await this.json<{ data: T } & T>(method, path, body);
		return path.startsWith('/rest/') ? answer.data : answer;
	}

	/** n8n knows an execution a moment after it gave its id. */
	private async executionSoFar(id: string): Promise<Execution | undefined> {
		const response = await this.send('GET', `/api/v1/executions/${id}?includeData=true`, undefined, [404]);
		const body = await response.text();
		return response.ok ? JSON.parse(body) : undefined;
	}

	private async json<T>(method: string, path: string, body?: unknown): Promise<T> {
		const text = await (await this.send(method, path, body)).text();
		return JSON.parse(text === '' ? '{}' : text);
	}

	private async send(method: string, path: string, body?: unknown, expected: number[] = []): Promise<Response> {
		const credential: Record<string, string> = path.startsWith('/api/')
			? { 'x-n8n-api-key': this.apiKey }
			: { cookie: this.cookie };
		const response = await fetch(this.url + path, {
			method,
			headers: { ...credential, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		const session = response.headers.getSetCookie().find((cookie) => cookie.startsWith('n8n-auth='));
		if (session !== undefined) this.cookie = session.split(';')[0] ?? '';
		if (response.ok || expected.includes(response.status)) return response;
		throw new N8nRequestError(`${method} ${path}`, response.status, await response.text());
	}
}

/** n8n 1.x says that an execution has ended some moments before it gives out the data; what crashed may have none. */
function isComplete({ status, data }: Partial<Execution>): boolean {
	return status !== undefined && !UNFINISHED.includes(status) && (data !== undefined || status === 'crashed');
}

/** What the editor says of a trigger that has given its items already. */
function ranWith(items: INodeExecutionData[]): ITaskData {
	return {
		startTime: Date.now(),
		executionTime: 0,
		executionIndex: 0,
		executionStatus: 'success',
		data: { main: [items] },
		source: [null],
	};
}

/** The items on an output of a node, in its last run; none where the node did not run. */
export function outputOf(execution: Execution, nodeName: string, output = 0): INodeExecutionData[] {
	return execution.data.resultData.runData[nodeName]?.at(-1)?.data?.main?.[output] ?? [];
}

/** The error that a node ended with in its last run. */
export function errorOf(execution: Execution, nodeName: string): RunError | undefined {
	const error: unknown = execution.data.resultData.runData[nodeName]?.at(-1)?.error;
	return error === undefined ? undefined : (error as RunError);
}
