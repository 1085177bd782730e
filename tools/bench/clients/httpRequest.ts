import { createRequire } from 'node:module';
import type { IDataObject, INodeExecutionData, INodeType } from 'n8n-workflow';
import { runNode } from '../../../test/integration/support/engine';
import type { Work } from '../works';

const VERSION = 4.2;
const FIELDS: Partial<Record<Work['kind'], IDataObject>> = {
	upload: { contentType: 'binaryData', inputDataFieldName: 'data' },
};

/** n8n's HTTP Request node, set up as its users do for the same work; it cannot send a file as base64 without holding it. */
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
	// A list that comes back becomes an item for each of its entries.
	const done = new Set(
		out.filter(({ json }) => json.error === undefined).map(({ pairedItem }) => JSON.stringify(pairedItem)),
	);
	return error === undefined ? done.size : 0;
}

/** It comes with the installed n8n alone. */
function httpRequestNode(): INodeType {
	const require = createRequire(process.env.N8N_BIN ?? '');
	const { HttpRequest } = require('n8n-nodes-base/dist/nodes/HttpRequest/HttpRequest.node.js') as {
		HttpRequest: new () => { getNodeType: (version: number) => INodeType };
	};
	return new HttpRequest().getNodeType(VERSION);
}
