import type { RecordedRequest } from '../../../sandbox';
import { isLookup } from '../support/sandbox';

/** What a provider acts on in a request. */
export interface Sent {
	readonly method: string;
	/** With the query. */
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	/** JSON, or the fields of a form, each file with its name, type and bytes. */
	readonly body: unknown;
}

const HEADERS = ['authorization', 'prefer', 'x-hf-bill-to', 'x-source-channel'];

/** Every request to the provider and to its files, without look-ups of the model. */
export async function sentTo(requests: readonly RecordedRequest[]): Promise<Sent[]> {
	return await Promise.all(requests.filter((request) => !isLookup(request)).map(toSent));
}

async function toSent({ method, path, headers, body, json }: RecordedRequest): Promise<Sent> {
	const type = headers['content-type'] ?? '';
	const named = HEADERS.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]]));
	// The global fetch adds `*` by itself.
	const language = headers['accept-language'] === '*' ? undefined : headers['accept-language'];
	return {
		method,
		path,
		// For polls the official client names the type of a body that they do not have.
		headers: {
			...Object.fromEntries(named),
			...(language && { 'accept-language': language }),
			...(method === 'POST' && { 'content-type': type.replace(/;.*$/, '') }),
		},
		body: type.startsWith('multipart/') ? await formOf(body, type) : (json ?? body.toString('base64')),
	};
}

async function formOf(body: Buffer, type: string): Promise<unknown> {
	const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
	return await Promise.all(
		[...form].map(async ([name, value]) => [
			name,
			typeof value === 'string'
				? value
				: [value.name, value.type, Buffer.from(await value.arrayBuffer()).toString('base64')],
		]),
	);
}
