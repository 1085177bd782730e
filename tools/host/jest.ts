import { resolve } from 'node:path';
import { start } from './processes';

const JEST = resolve(__dirname, '../../node_modules/jest/bin/jest.js');

/** Options for running jest. */
export interface JestOptions {
	env?: NodeJS.ProcessEnv;
	/** Node for running it. Default: the current one. */
	node?: string;
	/** File for the results as JSON. Default: the file in TEST_RESULTS, if set. */
	results?: string;
}

/** Runs jest with visible output, and returns its status. */
export async function runJest(args: string[], options: JestOptions = {}): Promise<number> {
	const { env = process.env, node = process.execPath, results = process.env.TEST_RESULTS ?? '' } = options;
	const output = results === '' ? [] : ['--json', `--outputFile=${results}`];
	return await start(node, [JEST, ...args, ...output], { env, show: true }).ended;
}
