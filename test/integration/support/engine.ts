import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

if (process.env.N8N_USER_FOLDER === undefined) {
	const folder = mkdtempSync(join(tmpdir(), 'hf-inference-n8n-'));
	process.env.N8N_USER_FOLDER = folder;
	// The documentation's tools use the engine without jest.
	if (typeof afterAll === 'function') afterAll(() => rmSync(folder, { recursive: true, force: true }));
}
process.env.N8N_ENCRYPTION_KEY ??= 'integration-tests';
// n8n prints each item that fails, and many tests are about those.
process.env.N8N_LOG_LEVEL ??= 'silent';

import 'reflect-metadata';
import { Container } from '@n8n/di';
import {
	BinaryDataConfig,
	BinaryDataService,
	ExecutionLifecycleHooks,
	PackageDirectoryLoader,
	WorkflowExecute,
} from 'n8n-core';
import {
	Workflow,
	type Failure,
	type ICredentialsExpressionResolveValues,
	type IDataObject,
	type INode,
	type INodeParameters,
	type INodeExecutionData,
	type INodeType,
	type INodeTypes,
	type IWorkflowExecuteAdditionalData,
	type NodeExecutionHint,
} from 'n8n-workflow';

const PACKAGE = 'n8n-nodes-huggingface-inference';
const ROOT = process.env.PACKAGE_UNDER_TEST ?? resolve(__dirname, '../../..');
const NODE = 'Hugging Face';

let loader: PackageDirectoryLoader | undefined;
let binaryMode: string | undefined;

/** The built package, loaded by n8n's own loader as an installed one is. */
export async function loadPackage(): Promise<PackageDirectoryLoader> {
	if (loader === undefined) {
		loader = new PackageDirectoryLoader(ROOT);
		await loader.loadAll();
	}
	return loader;
}

export interface RunOptions {
	readonly parameters: IDataObject;
	readonly items?: INodeExecutionData[];
	/** Fields of the credential; absent: the node has none, and `authentication` is set to none. */
	readonly credential?: IDataObject;
	readonly onError?: INode['onError'];
	readonly binary?: 'default' | 'filesystem';
	/** Called with the promise that runs the workflow, for tests that cancel it. */
	readonly onStart?: (run: { cancel: () => void }) => void;
	/** Told of each piece of a streamed response; with it the workflow streams. */
	readonly onChunk?: (chunk: { type: string; content?: unknown }) => void;
	readonly isTool?: boolean;
	readonly settings?: IDataObject;
	/** Another node to run in place of ours, to compare with. */
	readonly other?: { readonly name: string; readonly version: number; readonly type: INodeType };
}

export interface RunResult {
	readonly status: string;
	readonly error?: Error & { description?: string; context?: IDataObject; httpCode?: string; failure?: Failure };
	readonly items: INodeExecutionData[];
	readonly failed: INodeExecutionData[];
	readonly json: IDataObject[];
	readonly hints: NodeExecutionHint[];
	readonly bytes: (binaryOf: INodeExecutionData, field?: string) => Promise<Buffer>;
}

/** Runs the built node on the given items through n8n's own engine. */
export async function runNode(options: RunOptions): Promise<RunResult> {
	const types = await loadPackage();
	await useBinaryMode(options.binary ?? 'filesystem');
	const items = options.items ?? [{ json: {} }];
	const node: INode = {
		id: 'node',
		name: NODE,
		type: options.other?.name ?? `${PACKAGE}.huggingFaceInference${options.isTool ? 'Tool' : ''}`,
		typeVersion: options.other?.version ?? 1,
		position: [200, 0],
		parameters: {
			...(options.credential === undefined && { authentication: 'none' }),
			...options.parameters,
		} as INode['parameters'],
		...(options.credential && { credentials: { huggingFaceInferenceApi: { id: 'credential', name: 'Credential' } } }),
		...(options.onError && { onError: options.onError }),
	};
	const start: INode = {
		id: 'start',
		name: 'Start',
		type: 'n8n-nodes-base.manualTrigger',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	const definition = {
		id: 'workflow',
		name: 'Test',
		nodes: [start, node],
		connections: { Start: { main: [[{ node: NODE, type: 'main' as const, index: 0 }]] } },
		active: false,
		settings: options.settings ?? {},
	};
	const workflow = new Workflow({
		...definition,
		nodeTypes: nodeTypes(types, items, options.other),
	} as ConstructorParameters<typeof Workflow>[0]);
	const run = new WorkflowExecute(additionalData(types, options, definition), 'manual').run({ workflow });
	options.onStart?.(run as unknown as { cancel: () => void });
	const { data, status } = await run;
	const { runData, error } = data.resultData;
	const task = runData[NODE]?.at(-1);
	const [out = [], failed = []] = task?.data?.main ?? [];
	return {
		status: status ?? (error ? 'error' : 'success'),
		error: (error ?? task?.error) as RunResult['error'],
		items: out ?? [],
		failed: failed ?? [],
		json: (out ?? []).map(({ json }) => json),
		hints: task?.hints ?? [],
		bytes: async (item, field = 'data') => {
			const binary = item.binary?.[field];
			if (binary === undefined) throw new Error(`no binary field ${field}`);
			return binary.id === undefined
				? Buffer.from(binary.data, 'base64')
				: await Container.get(BinaryDataService).getAsBuffer(binary);
		},
	};
}

/** Has n8n keep files in memory, or on disk. */
export async function useBinaryMode(mode: 'default' | 'filesystem'): Promise<void> {
	if (binaryMode === mode) return;
	const config = Container.get(BinaryDataConfig);
	config.mode = mode;
	await Container.get(BinaryDataService).init();
	binaryMode = mode;
}

export function nodeTypes(
	types: PackageDirectoryLoader,
	items: INodeExecutionData[],
	other: RunOptions['other'],
): INodeTypes {
	const start = {
		description: {
			displayName: 'Start',
			name: 'manualTrigger',
			group: ['trigger'],
			version: 1,
			defaults: { name: 'Start' },
			inputs: [],
			outputs: ['main'],
			properties: [],
		},
		execute: async () => [items],
	} as unknown as INodeType;
	const typeOf = (name: string): INodeType => {
		if (name === 'n8n-nodes-base.manualTrigger') return start;
		if (other !== undefined && name === other.name) return other.type;
		const own = name.replace(/^.*\.|Tool$/g, '');
		const type = types.getNode(own).type as INodeType;
		return name.endsWith('Tool') ? asTool(type) : type;
	};
	return { getByName: typeOf, getByNameAndVersion: typeOf, getKnownTypes: () => ({}) } as unknown as INodeTypes;
}

/** The same node in n8n's tool form, as far as the engine looks at it. */
function asTool(type: INodeType): INodeType {
	return Object.assign(Object.create(type) as INodeType, {
		description: { ...type.description, name: `${type.description.name}Tool` },
	});
}

export function additionalData(
	types: PackageDirectoryLoader,
	{ credential, onChunk }: RunOptions,
	workflow: object,
): IWorkflowExecuteAdditionalData {
	const url = 'http://127.0.0.1';
	const hooks = new ExecutionLifecycleHooks(
		'manual',
		'1',
		workflow as ConstructorParameters<typeof ExecutionLifecycleHooks>[2],
	);
	if (onChunk) hooks.addHandler('sendChunk', async (chunk) => onChunk(chunk));
	return {
		streamingEnabled: onChunk !== undefined,
		credentialsHelper: {
			// As n8n's own helper does it: for the item of the call.
			getDecrypted: async (
				_data: unknown,
				_details: unknown,
				_type: string,
				mode: never,
				executeData: never,
				_raw: boolean,
				at?: ICredentialsExpressionResolveValues,
			) =>
				at === undefined
					? (credential ?? {})
					: at.workflow.expression.getParameterValue(
							(credential ?? {}) as INodeParameters,
							at.runExecutionData,
							at.runIndex,
							at.itemIndex,
							at.node.name,
							at.connectionInputData,
							mode,
							{},
							executeData,
						),
			getCredentials: async () => credential ?? {},
			isCredentialUsableByNode: () => true,
			getParentTypes: () => [],
			getCredentialsProperties: (name: string) => types.getCredential(name).type.properties,
			preAuthentication: async () => undefined,
			runPreAuthentication: async () => undefined,
			authenticate: async (_data: unknown, _name: string, request: unknown) => request,
		},
		hooks,
		executionId: '1',
		variables: {},
		restApiUrl: `${url}/rest`,
		instanceBaseUrl: url,
		webhookBaseUrl: `${url}/webhook`,
		webhookTestBaseUrl: `${url}/webhook-test`,
		webhookWaitingBaseUrl: `${url}/webhook-waiting`,
		formWaitingBaseUrl: `${url}/form-waiting`,
		setExecutionStatus: () => {},
		sendDataToUI: () => {},
		logAiEvent: () => {},
	} as unknown as IWorkflowExecuteAdditionalData;
}
