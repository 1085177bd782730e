import type { IDataObject } from 'n8n-workflow';
import { runNode, type RunOptions, type RunResult } from '../support/engine';

/** An execution of the node on texts, with a server's address as its model. */
export interface TextRun {
	readonly url: string;
	readonly texts: readonly string[];
	/** Fields of 'Options'. */
	readonly options?: IDataObject;
	/** The token of its credential; absent: none. */
	readonly token?: string;
	readonly onStart?: RunOptions['onStart'];
}

/** n8n's own error where it checks a parameter on a machine too busy to do so in time; the node has not run then. */
const TOO_BUSY = 'Regular expression execution timed out';

/** Runs one execution, as one call of a webhook does. */
export async function execution(run: TextRun): Promise<RunResult> {
	const ended = await runNode(optionsOf(run)).catch((error: unknown) =>
		error instanceof Error && error.message === TOO_BUSY ? undefined : Promise.reject(error),
	);
	return ended ?? (await execution(run));
}

function optionsOf({ url, texts, options = {}, token, onStart }: TextRun): RunOptions {
	return {
		parameters: {
			operation: 'text-classification',
			text: '={{ $json.text }}',
			model: { __rl: true, mode: 'url', value: url },
			options,
		},
		items: texts.map((text) => ({ json: { text } })),
		...(token !== undefined && { credential: { accessToken: token, allowedHosts: '127.0.0.1' } }),
		onStart,
	};
}

/** Runs executions with one item each, all at once. */
export async function burst(count: number, run: Omit<TextRun, 'texts'>, name = 'text'): Promise<RunResult[]> {
	return await Promise.all(
		Array.from({ length: count }, async (_, i) => await execution({ ...run, texts: [`${name} ${i}`] })),
	);
}
