import { AsyncLocalStorage } from 'node:async_hooks';
import * as client from '@huggingface/inference';
import { startSandbox } from '../../../sandbox';
import { hubSays, mappingFor, modelFor } from './hub';
import { argumentsFor } from '../wire/arguments';
import { withFile } from '../wire/official';
import { nested } from '../wire/request';
import type { Cell } from './cells';
import { ORGANIZATION, TOKEN } from './node';
import { sentTo, type Sent } from './wire';

/** What the official client did for a cell. */
export interface OfficialRun {
	readonly sent: readonly Sent[];
	readonly result?: unknown;
	readonly error?: unknown;
}

const realFetch = globalThis.fetch;
const places = new AsyncLocalStorage<string>();

/** The official client goes to Hugging Face's hosts: here they are the sandbox that its call runs under. */
async function fetchFromSandbox(input: string | URL | Request, init?: RequestInit): Promise<Response> {
	const address = String(input instanceof Request ? input.url : input);
	const url = address.replace(/^https:\/\/(router\.)?huggingface\.co/, places.getStore() ?? '');
	return await realFetch(url, init).catch(async (error: unknown) => {
		// On a busy machine a connection may be closed for being idle in the moment that it is used.
		if (init?.body) throw error;
		return await realFetch(url, init);
	});
}

/** Lets the official client reach sandboxes for the time of a test file. */
export function useOfficialClient(): void {
	beforeAll(() => {
		globalThis.fetch = fetchFromSandbox as typeof fetch;
	});
	afterAll(() => {
		globalThis.fetch = realFetch;
	});
}

/** The official client's function for a task. */
function functionOf(mappedAs: string): (args: never, options: object) => Promise<unknown> {
	const name =
		mappedAs === 'conversational'
			? 'chatCompletion'
			: mappedAs.replace(/-(\w)/g, (_dash, letter: string) => letter.toUpperCase());
	const found = (client as unknown as Record<string, (args: never, options: object) => Promise<unknown>>)[name];
	if (found === undefined) throw new Error(`the official client has no function ${name}`);
	return found;
}

/** The arguments of a cell's call in the official client's form. */
function argumentsOf({ provider, task, mappedAs }: Cell, withParameters: boolean): object {
	const { inputs, parameters, file } = argumentsFor(task, 'router', withParameters);
	const blob = file && new Blob([new Uint8Array(file.bytes)], { type: file.type });
	const inText = file && `data:${file.type};base64,${file.bytes.toString('base64')}`;
	return {
		...(withFile({ ...inputs, ...nested(parameters) }, mappedAs === 'conversational' ? inText : blob) as object),
		provider,
	};
}

/** Runs a cell through the official client, against a sandbox of its own. */
export async function runOfficial(cell: Cell, withParameters: boolean): Promise<OfficialRun> {
	const sandbox = await startSandbox();
	sandbox.respond(hubSays(mappingFor(cell)));
	const args = { ...argumentsOf(cell, withParameters), model: modelFor(cell), accessToken: TOKEN };
	try {
		const outcome = await places.run(
			sandbox.url,
			async () =>
				await functionOf(cell.mappedAs)(args as never, { billTo: ORGANIZATION, retry_on_error: false }).then(
					(result) => ({ result }),
					(error: unknown) => ({ error }),
				),
		);
		return { ...outcome, sent: await sentTo(sandbox.requests) };
	} finally {
		await sandbox.close();
	}
}

/** The call that the official client makes for a cell with this token; it is made nowhere. */
export async function officialCall(
	cell: Cell,
	token: string,
): Promise<{ url: URL; method: string; headers: Record<string, string>; body: Buffer }> {
	const helper = client.getProviderHelper(cell.provider, cell.mappedAs as 'conversational') as ReturnType<
		typeof client.getProviderHelper
	> & { preparePayloadAsync?: (args: object) => Promise<object> };
	const given = { ...argumentsOf(cell, false), accessToken: token };
	const args = (await helper.preparePayloadAsync?.(given)) ?? given;
	const mapping = mappingFor(cell);
	const id = helper.clientSideRoutingOnly ? modelFor(cell).replace(`${cell.provider}/`, '') : mapping.providerId;
	const { url, info } = client.makeRequestOptionsFromResolvedModel(
		id,
		helper,
		args as client.RequestArgs,
		{ ...mapping, hfModelId: modelFor(cell) } as never,
		{ task: cell.mappedAs as 'conversational' },
	);
	const request = new Request(url, info);
	return {
		url: new URL(url),
		method: request.method,
		headers: Object.fromEntries(request.headers),
		body: Buffer.from(await request.arrayBuffer()),
	};
}
