import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { RecordedRequest, Sandbox } from '../../../sandbox';
import { runNode } from '../support/engine';

/** What a refusal of the sandbox says, so that a test knows it again. */
export const NOTED = 'noted by the test';

/** Lets the sandbox note every POST and refuse it, so that nothing is asked again. */
export function noteAll(sandbox: Sandbox): void {
	sandbox.respond(({ method }, response) => {
		if (method !== 'POST') return false;
		response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ error: NOTED }));
		return true;
	});
}

/** The one request that the node makes for an item at an endpoint without a credential. */
export async function requestOf(
	sandbox: Sandbox,
	parameters: IDataObject,
	item: INodeExecutionData = { json: {} },
): Promise<RecordedRequest> {
	noteAll(sandbox);
	const model = { __rl: true, mode: 'url', value: `${sandbox.url}/server` };
	const { error } = await runNode({ parameters: { model, ...parameters }, items: [item] });
	expect(error?.message).toContain(NOTED);
	const [request, ...others] = sandbox.requests.filter(({ method }) => method === 'POST');
	expect(others.map(({ path }) => path)).toEqual([]);
	if (request === undefined) throw new Error('no request was made');
	return request;
}

/** The error with which the node stops before it makes any request. */
export async function refusalOf(
	sandbox: Sandbox,
	parameters: IDataObject,
	item: INodeExecutionData = { json: {} },
): Promise<{ message: string; description: string }> {
	const model = { __rl: true, mode: 'url', value: `${sandbox.url}/server` };
	const { error } = await runNode({ parameters: { model, ...parameters }, items: [item] });
	expect(sandbox.requests.map(({ path }) => path)).toEqual([]);
	return { message: error?.message ?? '', description: error?.description ?? '' };
}
