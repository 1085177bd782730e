import { start } from './processes';

/** Runs jest in sight and gives its status; TEST_RESULTS names a file that the results then go to as JSON. */
export async function runJest(args: string[], env: NodeJS.ProcessEnv = process.env): Promise<number> {
	const file = process.env.TEST_RESULTS ?? '';
	const results = file === '' ? [] : ['--json', `--outputFile=${file}`];
	return await start('npx', ['jest', ...args, ...results], { env, show: true }).ended;
}
