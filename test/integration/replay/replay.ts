import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { JsonValue } from '../../../nodes/shared/client/json';
import type { RecordedRequest, Sandbox } from '../../../sandbox';
import { runNode, type RunOptions, type RunResult } from '../support/engine';
import { asNode, at } from './asNode';
import { promisedFor } from './promised';
import type { Exchange } from './recorded';

/** What came of a recorded exchange that was played to the node. */
export interface Replayed {
	readonly result: RunResult;
	/** The requests for the model, redirected ones included. */
	readonly requests: readonly RecordedRequest[];
}

/** Runs the node with what the recorded request says, and answers it as it was answered; `answers` has others by path. */
export async function replay(
	exchange: Exchange,
	sandbox: Sandbox,
	options: Omit<RunOptions, 'parameters'> & { parameters: IDataObject },
	answers: ReadonlyMap<string, Exchange> = new Map(),
): Promise<Replayed> {
	sandbox.respond(({ method, path }, response) => {
		if (method !== 'POST') return false;
		const { status, headers, body } = (answers.get(path) ?? exchange).response;
		response.writeHead(status, headers).end(body);
		return true;
	});
	const { parameters, item } = asNode(exchange);
	const result = await runNode({ items: [item], ...options, parameters: { ...parameters, ...options.parameters } });
	return { result, requests: sandbox.requests.filter(({ method }) => method === 'POST') };
}

/** Holds the one item against what the design promises for the recorded answer. */
export async function expectPromised(exchange: Exchange, { items, error, bytes }: RunResult): Promise<void> {
	expect(error).toBeUndefined();
	expect(items).toHaveLength(1);
	const item = items[0] as INodeExecutionData;
	const promised = promisedFor(exchange);
	if (promised !== undefined) {
		expect(item.json).toEqual(promised);
		await expectParts(exchange, item, bytes);
		return;
	}
	const file = item.binary?.data;
	expect(item.json).toMatchObject({ mimeType: file?.mimeType, fileName: file?.fileName, fileSize: expect.any(Number) });
	const content = await bytes(item);
	const sent = fileIn(exchange);
	if (sent !== undefined) expect(content.equals(sent)).toBe(true);
	else expect(content.toString('latin1', 0, 16)).toMatch(/^RIFF....WAVEfmt /s);
}

/** The file of an answer: its body, or the base64 that it is; undefined for samples of sound. */
function fileIn({ response: { json, body } }: Exchange): Buffer | undefined {
	if (json === undefined) return body;
	return typeof json === 'string' ? Buffer.from(json, 'base64') : undefined;
}

async function expectParts({ response }: Exchange, item: INodeExecutionData, bytes: RunResult['bytes']): Promise<void> {
	const list = at(response.json, 'results') ?? response.json;
	const parts = (Array.isArray(list) ? list : []).flatMap((entry) => {
		const base64 = at(entry, 'mask') ?? at(entry, 'blob');
		return typeof base64 === 'string' ? [base64] : [];
	});
	expect(Object.keys(item.binary ?? {})).toEqual(parts.map((_, i) => `data_${i}`));
	for (const [i, part] of parts.entries())
		expect((await bytes(item, `data_${i}`)).equals(Buffer.from(part, 'base64'))).toBe(true);
}

/** The server's words in a recorded refusal. */
export function wordsOf({ response: { json, body } }: Exchange): string[] {
	const said = at(json, 'error') ?? at(json, 'detail') ?? body.toString();
	const list: readonly JsonValue[] = Array.isArray(said) ? said : [said];
	return list.map((entry) => String(at(entry, 'msg') ?? entry).trim());
}
