import { resolve } from 'node:path';
import { start } from './processes';

const JEST = resolve(__dirname, '../../node_modules/jest/bin/jest.js');

/** How jest is run. */
export interface JestOptions {
	env?: NodeJS.ProcessEnv;
	/** The Node to run it on, by default this one. */
	node?: string;
	/** A file for the results as JSON; by default the one that TEST_RESULTS names, if any. */
	results?: string;
}

/** Runs jest in sight and gives its status. */
export async function runJest(args: string[], options: JestOptions = {}): Promise<number> {
	const { env = process.env, node = process.execPath, results = process.env.TEST_RESULTS ?? '' } = options;
	const output = results === '' ? [] : ['--json', `--outputFile=${results}`];
	return await start(node, [JEST, ...args, ...output], { env, show: true }).ended;
}
