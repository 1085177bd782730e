import { setTimeout as sleep } from 'node:timers/promises';
import { outputOf, type Execution, type WorkflowJson } from '../host/client';
import type { InstalledN8n } from '../host/install';
import { startN8n, type N8nServer } from '../host/serve';
import { median } from './median';

const NODE = 'Hugging Face';
const PACKAGE_NODE = 'n8n-nodes-huggingface-inference.huggingFaceInference';
const OURS = { id: 'benchHuggingFace', name: 'Hugging Face', type: 'huggingFaceInferenceApi' };
const HEADER = { id: 'benchHeaderAuth0', name: 'Header', type: 'httpHeaderAuth' };
const RUNS = 5;
const CREDENTIAL_ITEMS = 1_000;
const SOAK_ITEMS = 20_000;
const SOAK_LATENCY_MS = 20;
const SOAK_CONCURRENCY = 20;
const SAMPLE_EVERY_MS = 100;

/** Median milliseconds of the node in n8n, with and without a stored credential. */
export interface CredentialFigures {
	readonly node: { readonly with: number; readonly without: number };
	readonly httpRequest: { readonly with: number; readonly without: number };
}

export interface SoakFigures {
	readonly items: number;
	readonly done: number;
	readonly failed: number;
	readonly inOrder: boolean;
	readonly calls: number;
	readonly seconds: number;
	/** n8n's median memory in megabytes, for each quarter of the node's run. */
	readonly memoryMb: readonly number[];
}

/** Runs the same 1,000 items through a full n8n, alternating with and without a stored credential. */
export async function measureCredential(
	n8n: InstalledN8n,
	tarball: string,
	serverUrl: string,
): Promise<CredentialFigures> {
	const host = await start(n8n, tarball, serverUrl, [
		['node', false],
		['node', true],
		['httpRequest', false],
		['httpRequest', true],
	]);
	try {
		const times = new Map<string, number[]>();
		for (let run = 0; run <= RUNS; run++) {
			for (const name of ['node', 'nodeWith', 'httpRequest', 'httpRequestWith']) {
				const execution = await host.client.run(idOf(name), 'Start', 120_000);
				const { executionTime = 0 } = execution.data.resultData.runData[NODE]?.at(-1) ?? {};
				// The HTTP Request node makes two items per answer, one per label.
				if (outputOf(execution, NODE).length < CREDENTIAL_ITEMS)
					throw new Error(`${name}: ${JSON.stringify(execution.data.resultData.error)}`);
				// The first run of each is a warm-up.
				if (run > 0) times.set(name, [...(times.get(name) ?? []), executionTime]);
			}
		}
		const of = (name: string): number => median(times.get(name) ?? []);
		return {
			node: { with: of('nodeWith'), without: of('node') },
			httpRequest: { with: of('httpRequestWith'), without: of('httpRequest') },
		};
	} finally {
		await host.stop();
	}
}

/** Runs 20,000 items through a full n8n. One in twenty meets a fault. */
export async function soak(n8n: InstalledN8n, tarball: string, serverUrl: string): Promise<SoakFigures> {
	const host = await start(n8n, tarball, serverUrl, [['soak', false]]);
	try {
		const run = `soak-${process.pid}`;
		const memory: number[] = [];
		let isOver = false;
		const watched = (async () => {
			while (!isOver) {
				if ((await callsOf(serverUrl, run)) > 0) memory.push(await residentMb(host));
				await sleep(SAMPLE_EVERY_MS);
			}
		})();
		const execution = await host.client.run(idOf('soak'), 'Start', 600_000).finally(() => (isOver = true));
		await watched;
		return soakFigures(execution, memory, await callsOf(serverUrl, run));
	} finally {
		await host.stop();
	}
}

function soakFigures(execution: Execution, memory: readonly number[], calls: number): SoakFigures {
	const out = outputOf(execution, NODE).map(({ json }) => json);
	const { executionTime = 0 } = execution.data.resultData.runData[NODE]?.at(-1) ?? {};
	const seconds = executionTime / 1000;
	// After the node's run, n8n only saves the execution.
	const during = memory.slice(0, Math.round((seconds * 1000) / SAMPLE_EVERY_MS));
	const quarter = Math.floor(during.length / 4);
	const numberOf = (index: number): string => `text ${index} of the soak`;
	return {
		items: SOAK_ITEMS,
		done: out.filter(({ error }) => error === undefined).length,
		failed: out.filter(({ error }) => error !== undefined).length,
		inOrder:
			out.length === SOAK_ITEMS && out.every((json, i) => json.error !== undefined || json.label === numberOf(i)),
		calls,
		seconds,
		memoryMb: [0, 1, 2, 3].map((i) => median(during.slice(i * quarter, (i + 1) * quarter))),
	};
}

type Kind = 'node' | 'httpRequest' | 'soak';

async function start(
	n8n: InstalledN8n,
	tarball: string,
	serverUrl: string,
	kinds: ReadonlyArray<readonly [Kind, boolean]>,
): Promise<N8nServer> {
	const accessToken = ['hf', 'bench'].join('_');
	const allowedHosts = '127.0.0.1';
	return await startN8n({
		n8n,
		tarball,
		env: { N8N_METRICS: 'true' },
		credentials: [
			{
				...OURS,
				data: { accessToken, endpointUrl: '', organization: '', allowedHosts, hubUrl: serverUrl, routerUrl: serverUrl },
			},
			{ ...HEADER, data: { name: 'authorization', value: `Bearer ${accessToken}` } },
		],
		workflows: () => kinds.map(([kind, isWith]) => workflow(kind, isWith, serverUrl)),
	});
}

/** n8n requires ids of sixteen characters. */
function idOf(name: string): string {
	return `bench${name}`.padEnd(16, '0');
}

function workflow(kind: Kind, isWith: boolean, serverUrl: string): WorkflowJson {
	const count = kind === 'soak' ? SOAK_ITEMS : CREDENTIAL_ITEMS;
	const jsCode = `return Array.from({ length: ${count} }, (_, i) => ({ json: { text: 'text ' + i + ' of the ${kind === 'soak' ? 'soak' : 'bench'}' } }));`;
	const at = (x: number): [number, number] => [x, 0];
	return {
		id: idOf(isWith ? `${kind}With` : kind),
		name: kind,
		nodes: [
			{
				id: 'start',
				name: 'Start',
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				position: at(0),
				parameters: {},
			},
			{
				id: 'items',
				name: 'Items',
				type: 'n8n-nodes-base.code',
				typeVersion: 2,
				position: at(200),
				parameters: { jsCode },
			},
			{ id: 'node', name: NODE, position: at(400), ...measured(kind, isWith, serverUrl) },
		],
		connections: {
			Start: { main: [[{ node: 'Items', type: 'main', index: 0 }]] },
			Items: { main: [[{ node: NODE, type: 'main', index: 0 }]] },
		},
	};
}

function measured(
	kind: Kind,
	isWith: boolean,
	serverUrl: string,
): Pick<WorkflowJson['nodes'][number], 'type' | 'typeVersion' | 'parameters' | 'credentials' | 'onError'> {
	if (kind === 'httpRequest') {
		const authentication = isWith ? { authentication: 'genericCredentialType', genericAuthType: HEADER.type } : {};
		return {
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			parameters: {
				method: 'POST',
				url: `${serverUrl}/texts/credential`,
				...authentication,
				sendBody: true,
				specifyBody: 'keypair',
				bodyParameters: { parameters: [{ name: 'inputs', value: '={{ $json.text }}' }] },
				options: {},
			},
			...(isWith && { credentials: { [HEADER.type]: { id: HEADER.id, name: HEADER.name } } }),
		};
	}
	const isSoak = kind === 'soak';
	const value = isSoak
		? `${serverUrl}/soak/soak-${process.pid}?latency=${SOAK_LATENCY_MS}`
		: `${serverUrl}/texts/credential`;
	return {
		type: PACKAGE_NODE,
		typeVersion: 1,
		parameters: {
			authentication: isWith ? 'accessToken' : 'none',
			operation: 'text-classification',
			model: { __rl: true, mode: 'url', value },
			text: '={{ $json.text }}',
			options: { maxConcurrency: isSoak ? SOAK_CONCURRENCY : 50 },
		},
		...(isWith && { credentials: { [OURS.type]: { id: OURS.id, name: OURS.name } } }),
		...(isSoak && { onError: 'continueRegularOutput' as const }),
	};
}

async function callsOf(serverUrl: string, run: string): Promise<number> {
	return (await (await fetch(`${serverUrl}/calls/${run}`)).json()) as number;
}

/** The memory of n8n's process, by its own report. */
async function residentMb({ url }: N8nServer): Promise<number> {
	const metrics = await (await fetch(`${url}/metrics`)).text();
	const [, bytes] = /^\w*process_resident_memory_bytes (\d\S*)/m.exec(metrics) ?? [];
	return Number(bytes) / 1024 / 1024;
}
