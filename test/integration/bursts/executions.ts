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
	readonly onError?: RunOptions['onError'];
}

/** Runs one execution, as one call of a webhook does. */
export async function execution(run: TextRun): Promise<RunResult> {
	return await runNode(optionsOf(run));
}

function optionsOf({ url, texts, options = {}, token, onStart, onError }: TextRun): RunOptions {
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
		onError,
	};
}

/** Runs executions with one item each, all at once. */
export async function burst(count: number, run: Omit<TextRun, 'texts'>, name = 'text'): Promise<RunResult[]> {
	return await Promise.all(
		Array.from({ length: count }, async (_, i) => await execution({ ...run, texts: [`${name} ${i}`] })),
	);
}
