import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { outputOf, type Execution } from '../../tools/host/client';
import { example, exampleId, exampleNames, type Addresses } from './examples';
import { sample, startHost, type Host } from './host';
import { vectorStore, type VectorStore } from './qdrant';

const MANUAL = "When clicking 'Execute workflow'";
const PHOTOS = 'https://huggingface.co/datasets/huggingface/documentation-images/resolve/main';

/** A real n8n with all examples, and stand-ins for their services. */
export interface ExamplesHost extends Host {
	/** The stand-in for Qdrant. */
	store: VectorStore;
	/** Runs an example, and expects success. */
	runExample(name: string, trigger?: string): Promise<Execution>;
	/** The last execution of a published example. */
	lastExecution(name: string): Promise<Execution>;
	/** The bytes of an item's file. */
	fileOf(item: INodeExecutionData | undefined, field?: string): Promise<Buffer>;
	/** Calls to models since the run began, by their path. */
	modelCalls(part: string): string[];
}

/** Stand-ins for the services that examples use. */
function addresses(sandboxUrl: string): Record<string, Addresses> {
	return {
		'describe-product-photos': { [PHOTOS]: `${sandboxUrl}/photos` },
		'embed-documents': { 'http://localhost:6333': sandboxUrl },
	};
}

/** Starts n8n with the examples, set up like by a user. */
export async function startExamplesHost(): Promise<ExamplesHost> {
	const host = await startHost({}, (_files, sandboxUrl) =>
		exampleNames.map((name) => example(name, addresses(sandboxUrl)[name])),
	);
	const { client, sandbox } = host;
	const store = vectorStore();
	sandbox.respond(store.rule);
	sandbox.respond(({ path }, response) => {
		const photo = path.startsWith('/photos/')
			? sample(path.endsWith('car.jpg') ? 'photo.png' : 'invoice.png')
			: undefined;
		if (photo !== undefined) response.writeHead(200, { 'content-type': 'image/png' }).end(photo);
		return photo !== undefined;
	});
	return {
		...host,
		store,
		async runExample(name, trigger = MANUAL) {
			sandbox.requests.length = 0;
			const execution = await client.run(exampleId(name), trigger);
			expect(execution.data.resultData.error).toBeUndefined();
			expect(execution.status).toBe('success');
			return execution;
		},
		async lastExecution(name) {
			const { data } = await client.rest<{ data: Array<{ id: string }> }>(
				'GET',
				`/api/v1/executions?workflowId=${exampleId(name)}&limit=1`,
			);
			return await client.finishedExecution(data[0]?.id ?? '');
		},
		async fileOf(item, field = 'data') {
			const file = item?.binary?.[field];
			if (file === undefined) throw new Error(`The item has no file in ${field}`);
			return await client.file(file);
		},
		modelCalls: (part) =>
			sandbox.requests.filter(({ method, path }) => method === 'POST' && path.includes(part)).map(({ path }) => path),
	};
}

/** The json of a node's output items. */
export function jsonOf(execution: Execution, node: string, output = 0): IDataObject[] {
	return outputOf(execution, node, output).map(({ json }) => json);
}
