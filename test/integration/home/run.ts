import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { sampleFile, type RecordedRequest, type Sandbox } from '../../../sandbox';
import { runNode, type RunOptions, type RunResult } from '../support/engine';

/** An item with a sample file of the sandbox. */
export function itemWith(name: string, mimeType: string): INodeExecutionData {
	const bytes = sampleFile(name) ?? Buffer.alloc(0);
	return { json: {}, binary: { data: { data: bytes.toString('base64'), mimeType, fileName: name } } };
}

/** A place at home: the address as it was pasted, and the served model if one has to be named. */
export interface Place {
	readonly path: string;
	readonly model?: string;
}

/** Runs the node at a server of the sandbox. */
export async function runAt(
	sandbox: Sandbox,
	{ path, model }: Place,
	parameters: IDataObject,
	more: Partial<RunOptions> = {},
): Promise<RunResult> {
	const options = { ...(model !== undefined && { servedModel: model }), ...(parameters.options as IDataObject) };
	return await runNode({
		...more,
		parameters: { ...parameters, model: { __rl: true, mode: 'url', value: `${sandbox.url}${path}` }, options },
	});
}

/** The requests that were made with a body. */
export function posts({ requests }: Sandbox): RecordedRequest[] {
	return requests.filter(({ method }) => method === 'POST');
}

/** The questions that were asked. */
export function gets({ requests }: Sandbox): string[] {
	return requests.filter(({ method }) => method === 'GET').map(({ path }) => path);
}

/** The text fields of a form, by name. */
export function fieldsOf(request: RecordedRequest | undefined): Record<string, string> {
	return Object.fromEntries((request?.form?.fields ?? []).map(({ name, value }) => [name, value]));
}

/** What the user was told beside the items. */
export function told({ hints }: RunResult): string[] {
	return hints.map(({ message }) => message);
}
