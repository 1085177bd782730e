import { createRequire } from 'node:module';
import type { IDataObject, INodeExecutionData, INodeType } from 'n8n-workflow';
import { runNode } from '../../../test/integration/support/engine';
import type { Work } from '../works';

const VERSION = 4.2;
const FIELDS: Partial<Record<Work['kind'], IDataObject>> = {
	upload: { contentType: 'binaryData', inputDataFieldName: 'data' },
};

/** n8n's HTTP Request node, set up like a user would. It can send base64 only from memory. */
export async function httpRequestClient(work: Work, url: string, items: INodeExecutionData[]): Promise<number> {
	const isLimited = work.concurrency < work.items;
	const parameters: IDataObject = {
		method: 'POST',
		url,
		sendBody: true,
		...(FIELDS[work.kind] ?? {
			specifyBody: 'keypair',
			bodyParameters: { parameters: [{ name: 'inputs', value: work.expression ?? '={{ $json.text }}' }] },
		}),
		options: {
			...(isLimited && { batching: { batch: { batchSize: work.concurrency, batchInterval: 100 } } }),
			...(work.kind === 'images' && { response: { response: { responseFormat: 'file' } } }),
		},
	};
	const type = httpRequestNode();
	const { items: out, error } = await runNode({
		parameters,
		items,
		other: { name: 'n8n-nodes-base.httpRequest', version: VERSION, type },
		...(work.continues && { onError: 'continueRegularOutput' }),
	});
	// The node turns each entry of a returned list into an item.
	const done = new Set(
		out.filter(({ json }) => json.error === undefined).map(({ pairedItem }) => JSON.stringify(pairedItem)),
	);
	return error === undefined ? done.size : 0;
}

/** Loads the node from the installed n8n, the only place that has it. */
function httpRequestNode(): INodeType {
	const require = createRequire(process.env.N8N_BIN ?? '');
	const { HttpRequest } = require('n8n-nodes-base/dist/nodes/HttpRequest/HttpRequest.node.js') as {
		HttpRequest: new () => { getNodeType: (version: number) => INodeType };
	};
	return new HttpRequest().getNodeType(VERSION);
}
