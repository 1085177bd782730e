import type { Readable } from 'node:stream';
import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';
import { Pool } from 'undici';
import { runNode } from '../../../test/integration/support/engine';
import type { Work } from '../works';
import { base64Json } from './base64Json';

const CHUNK = 1024 * 1024;

/** The smallest n8n node that does the work with undici: the floor inside n8n. */
export async function smallestClient(work: Work, url: string, items: INodeExecutionData[]): Promise<number> {
	const { origin, pathname, search } = new URL(url);
	const pool = new Pool(origin, { connections: work.concurrency });
	const post = async (body: string | Readable, type: string): Promise<Awaited<ReturnType<Pool['request']>>> =>
		await pool.request({ path: pathname + search, method: 'POST', body, headers: { 'content-type': type } });
	const { json, error } = await runNode({
		parameters: {},
		items,
		other: { name: 'bench.smallest', version: 1, type: smallestNode(work, post) },
	});
	await pool.close();
	if (error !== undefined) throw error;
	return json.length;
}

type Post = (body: string | Readable, type: string) => ReturnType<Pool['request']>;

function smallestNode(work: Work, post: Post): INodeType {
	return {
		description: {
			displayName: 'Smallest',
			name: 'smallest',
			group: ['transform'],
			version: 1,
			description: 'Smallest node of the bench',
			defaults: { name: 'Smallest' },
			inputs: ['main'],
			outputs: ['main'],
			properties: [],
		},
		async execute() {
			const items = this.getInputData();
			const out: INodeExecutionData[] = [];
			let next = 0;
			const worker = async (): Promise<void> => {
				while (next < items.length) {
					const i = next++;
					out[i] = { ...(await answered(this, work, post, items[i] ?? { json: {} })), pairedItem: i };
				}
			};
			await Promise.all(Array.from({ length: work.concurrency }, worker));
			return [out];
		},
	};
}

async function answered(
	{ helpers }: IExecuteFunctions,
	{ kind }: Work,
	post: Post,
	item: INodeExecutionData,
): Promise<INodeExecutionData> {
	const file = item.binary?.data;
	const body =
		file === undefined
			? JSON.stringify({ inputs: item.json.text })
			: await helpers.getBinaryStream(file.id ?? '', CHUNK);
	const isRaw = kind === 'upload';
	const sent = typeof body === 'string' || isRaw ? body : body.pipe(base64Json());
	const response = await post(sent, isRaw ? 'audio/flac' : 'application/json');
	if (kind !== 'images') return { json: { answer: (await response.body.json()) as IDataObject } };
	const data = await helpers.prepareBinaryData(response.body, 'image.png', 'image/png');
	return { json: {}, binary: { data } };
}
