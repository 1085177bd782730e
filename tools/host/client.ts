import { setTimeout as sleep } from 'node:timers/promises';
import type { IBinaryData, INode, IConnections, INodeExecutionData, IRunData, ITaskData } from 'n8n-workflow';

/** Account on every n8n of the demo and the tests. Useless elsewhere. */
export const OWNER = { email: 'owner@example.test', password: 'Passw0rd123', firstName: 'Demo', lastName: 'Owner' };

const UNFINISHED = ['new', 'running', 'waiting', 'unknown'];

/** A workflow in n8n's export format. */
export interface WorkflowJson {
	id: string;
	name: string;
	nodes: Array<Pick<INode, 'id' | 'name' | 'type' | 'typeVersion' | 'position' | 'parameters'> & Partial<INode>>;
	connections: IConnections;
	settings?: Record<string, unknown>;
}

/** An error stored by n8n with an execution. */
export interface RunError {
	name?: string;
	message: string;
	description?: string | null;
	httpCode?: string | null;
	node?: { name: string };
	context?: { itemIndex?: number } & Record<string, unknown>;
}

/** n8n's record of a run. */
export interface Execution {
	id: string;
	status: string;
	data: { resultData: { runData: IRunData; error?: RunError; lastNodeExecuted?: string } };
}

/** An unsuccessful answer of n8n. */
export class N8nRequestError extends Error {
	constructor(
		request: string,
		readonly status: number,
		body: string,
	) {
		super(`${request}: ${status} ${body.slice(0, 400)}`);
	}
}

/** Client for a running n8n, using the editor's API and the public API. */
export class N8nClient {
	private cookie = '';

	private apiKey = '';

	constructor(readonly url: string) {}

	/** Creates the owner or signs in, and creates a key for the public API. */
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

	/** Names of all loaded node types. */
	async nodeTypes(): Promise<string[]> {
		const types = await this.json<Array<{ name: string }>>('GET', '/types/nodes.json');
		return types.map(({ name }) => name);
	}

	/**
	 * Runs a saved workflow from a trigger, like the editor's button, and waits for its end.
	 * @param items the trigger's output, for triggers that wait for input, e.g. a chat
	 */
	async run(
		workflowId: string,
		triggerName: string,
		timeoutMs = 60_000,
		items?: INodeExecutionData[],
	): Promise<Execution> {
		return await this.finishedExecution(await this.begin(workflowId, triggerName, items), timeoutMs);
	}

	/** Starts a saved workflow, and returns the id of the execution. */
	async begin(workflowId: string, triggerName: string, items?: INodeExecutionData[]): Promise<string> {
		// n8n 2.x runs the saved workflow; 1.x needs the workflow in the request.
		const workflowData = await this.rest('GET', `/rest/workflows/${workflowId}`);
		const { executionId } = await this.rest<{ executionId: string }>('POST', `/rest/workflows/${workflowId}/run`, {
			workflowData,
			triggerToStartFrom: { name: triggerName, ...(items && { data: ranWith(items) }) },
		});
		return executionId;
	}

	/** Stops an execution, like the editor's button. */
	async stop(executionId: string): Promise<void> {
		await this.rest('POST', `/rest/executions/${executionId}/stop`);
	}

	/** Waits for the end of an execution, and returns n8n's record. */
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

	/** Publishes a workflow, which activates its production webhook. */
	async publish(workflowId: string): Promise<void> {
		await this.rest('POST', `/api/v1/workflows/${workflowId}/activate`, {});
	}

	/** Calls a production webhook. */
	async webhook(path: string, body: unknown, timeoutMs = 10_000): Promise<Response> {
		const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
		return await this.published(`/webhook/${path}`, request, timeoutMs);
	}

	/** Submits a published form with a file field first. */
	async form(webhookId: string, files: Readonly<Record<string, Buffer>>, timeoutMs = 10_000): Promise<Response> {
		const body = new FormData();
		for (const [name, bytes] of Object.entries(files)) body.append('field-0', new Blob([new Uint8Array(bytes)]), name);
		return await this.published(`/form/${webhookId}`, { method: 'POST', body }, timeoutMs);
	}

	/** n8n registers addresses shortly after publishing, so retry 404 for a while. */
	private async published(path: string, request: RequestInit, timeoutMs: number): Promise<Response> {
		const deadline = Date.now() + timeoutMs;
		for (;;) {
			const response = await fetch(this.url + path, request);
			if (response.status !== 404 || Date.now() > deadline) return response;
			await response.body?.cancel();
			await sleep(30);
		}
	}

	/** Fetches a file of an execution by its id, like the editor's preview. */
	async file(binary: IBinaryData): Promise<Buffer> {
		// Without an id, the bytes are in the item itself.
		if (binary.id === undefined) return Buffer.from(binary.data, 'base64');
		const query = new URLSearchParams({ id: binary.id, action: 'view', mimeType: binary.mimeType });
		const response = await this.send('GET', `/rest/binary-data?${query}`);
		return Buffer.from(await response.arrayBuffer());
	}

	/** Sends a request to the editor's API, and returns the answer's `data`. */
	async rest<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
		const answer = await this.json<{ data: T } & T>(method, path, body);
		return path.startsWith('/rest/') ? answer.data : answer;
	}

	/** n8n finds an execution only some moments after returning its id; n8n 2.16 answers 500 until it saved something. */
	private async executionSoFar(id: string): Promise<Execution | undefined> {
		const response = await this.send('GET', `/api/v1/executions/${id}?includeData=true`, undefined, [404, 500]);
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

/** n8n 1.x reports the end of an execution before its data is available. A crashed one may have no data. */
function isComplete({ status, data }: Partial<Execution>): boolean {
	return status !== undefined && !UNFINISHED.includes(status) && (data !== undefined || status === 'crashed');
}

/** The editor's form of a trigger that already has its items. */
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

/** The items on an output of a node's last run. Empty if the node did not run. */
export function outputOf(execution: Execution, nodeName: string, output = 0): INodeExecutionData[] {
	return execution.data.resultData.runData[nodeName]?.at(-1)?.data?.main?.[output] ?? [];
}

/** The error of a node's last run. */
export function errorOf(execution: Execution, nodeName: string): RunError | undefined {
	const error: unknown = execution.data.resultData.runData[nodeName]?.at(-1)?.error;
	return error === undefined ? undefined : (error as RunError);
}
