import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { startLocal, type LocalOptions, type LocalServer } from '../../local';
import { installModels } from '../../local/install';
import { runNode, type RunOptions, type RunResult } from '../integration/support/engine';

/** Real models are slow on a busy machine, and the first use of each loads it. */
export const PATIENCE_MS = 240_000;

const DEMO_FILES = resolve(__dirname, '../../tools/demo/files');
const RECORDED = resolve(__dirname, '../../../shared/recorded');

/** One server with real models for a test file. */
export function useLocal(options: Partial<LocalOptions> = {}): () => LocalServer {
	let server: LocalServer | undefined;
	beforeAll(async () => {
		server = await startLocal({ packages: await installModels(), ...options });
	}, PATIENCE_MS);
	afterAll(async () => await server?.close());
	return () => {
		if (server === undefined) throw new Error('the server is not running yet');
		return server;
	};
}

/** Runs the built node in n8n's engine, with the server as its Hub and its router. */
export async function runAt(
	url: string,
	operation: string,
	model: string,
	more: IDataObject,
	run: Partial<RunOptions> = {},
): Promise<RunResult> {
	return await runNode({
		parameters: { operation, model: { __rl: true, mode: 'id', value: model }, ...more },
		credential: { accessToken: '', hubUrl: url, routerUrl: url },
		...run,
	});
}

/** An item for each text, in the field `text`. */
export function textItems(texts: readonly string[]): INodeExecutionData[] {
	return texts.map((text) => ({ json: { text } }));
}

/** An item with a picture in its binary field. */
export function pictureItem(bytes: Buffer, mimeType: string): INodeExecutionData {
	return { json: {}, binary: { data: { data: bytes.toString('base64'), mimeType, fileName: 'picture' } } };
}

/** A file of the demo. */
export function demoFile(name: string): Buffer {
	return readFileSync(join(DEMO_FILES, name));
}

/** A recorded file that is no part of the package, where it is at hand. */
export function recordedFile(name: string): Buffer | undefined {
	const path = join(RECORDED, name);
	return existsSync(path) ? readFileSync(path) : undefined;
}
