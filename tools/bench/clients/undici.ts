import type { Readable } from 'node:stream';
import type { INodeExecutionData } from 'n8n-workflow';
import { Pool } from 'undici';
import { open, store } from '../stored';
import type { Work } from '../works';
import { base64Json } from './base64Json';

const LIST_SIZE = 64;
const CHUNK = 64 * 1024;

/** The floor: plain undici, with one connection per concurrent call. */
export async function undiciClient(work: Work, url: string, items: INodeExecutionData[]): Promise<number> {
	const { origin, pathname, search } = new URL(url);
	const pool = new Pool(origin, { connections: work.concurrency });
	const post = async (body: string | Readable, type: string): Promise<Awaited<ReturnType<Pool['request']>>> =>
		await pool.request({ path: pathname + search, method: 'POST', body, headers: { 'content-type': type } });
	const texts = items.map(({ json }) => json.text);
	const inputs: unknown[] = work.kind === 'lists' ? slices(texts) : texts;
	let next = 0;
	let done = 0;
	const worker = async (): Promise<void> => {
		while (next < inputs.length) {
			const input = inputs[next++];
			const response = await bodyFor(work, items, input, post);
			if (work.kind === 'images') await store(response.body, { mimeType: 'image/png' });
			else await response.body.json();
			if (response.statusCode === 200) done += Array.isArray(input) ? input.length : 1;
		}
	};
	await Promise.all(Array.from({ length: work.concurrency }, worker));
	await pool.close();
	return done;
}

type Post = (body: string | Readable, type: string) => ReturnType<Pool['request']>;

async function bodyFor(
	work: Work,
	[first]: INodeExecutionData[],
	input: unknown,
	post: Post,
): ReturnType<Pool['request']> {
	const file = first?.binary?.data;
	if (file === undefined) return await post(JSON.stringify({ inputs: input }), 'application/json');
	const stream = await open(file, CHUNK);
	return work.kind === 'upload'
		? await post(stream, 'audio/flac')
		: await post(stream.pipe(base64Json()), 'application/json');
}

function slices<T>(list: readonly T[]): T[][] {
	return Array.from({ length: Math.ceil(list.length / LIST_SIZE) }, (_, i) =>
		list.slice(i * LIST_SIZE, (i + 1) * LIST_SIZE),
	);
}
