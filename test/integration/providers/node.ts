import type { IDataObject } from 'n8n-workflow';
import { startSandbox, type Sandbox } from '../../../sandbox';
import { runNode, type RunOptions, type RunResult } from '../support/engine';
import { itemFor, taskOf } from '../tasks/samples';
import { fieldsFor } from '../wire/arguments';
import type { Cell } from './cells';
import { hubSays, mappingFor, modelFor } from './hub';
import { sentTo, type Sent } from './wire';

export const TOKEN = ['hf', 'integration', 'cells'].join('_');
export const ORGANIZATION = 'my-organization';

/** What the node did for a cell. */
export interface NodeRun extends RunResult {
	readonly sent: readonly Sent[];
}

/** The options with which the node is run for a cell. */
export function optionsFor(cell: Cell, withParameters: boolean, credential: IDataObject): RunOptions {
	const parameters = {
		...fieldsFor(cell.task, withParameters),
		model: { __rl: true, mode: 'id', value: modelFor(cell) },
		provider: cell.provider,
		options: { timeout: 100, maxRetries: 0 },
	};
	return { parameters, items: [itemFor(taskOf(cell.task))], credential };
}

/** Runs the built node for a cell, against a sandbox of its own. */
export async function runCell(
	cell: Cell,
	withParameters: boolean,
	prepare: (sandbox: Sandbox) => void = () => {},
): Promise<NodeRun> {
	const sandbox = await startSandbox();
	sandbox.respond(hubSays(mappingFor(cell)));
	prepare(sandbox);
	try {
		const result = await runNode(
			optionsFor(cell, withParameters, {
				accessToken: TOKEN,
				organization: ORGANIZATION,
				hubUrl: sandbox.url,
				routerUrl: sandbox.url,
			}),
		);
		return { ...result, sent: await sentTo(sandbox.requests) };
	} finally {
		await sandbox.close();
	}
}

/** Fails unless the run gave one item, with its file where the task makes one. */
export function expectAnswered(run: RunResult | undefined, { task }: Cell): void {
	expect(run?.error).toBeUndefined();
	expect(run?.items).toHaveLength(1);
	expect(run?.hints).toEqual([]);
	if (taskOf(task).answer.media) expect(run?.items[0]?.binary?.data).toBeDefined();
}

const AT_ONCE = 6;

/** Does something for each of a list, some of them at a time. */
export async function atOnce<T>(list: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
	const left = list.values();
	const worker = async (): Promise<void> => {
		for (const one of left) await work(one);
	};
	await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
