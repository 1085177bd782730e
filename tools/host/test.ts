import { runJest } from './jest';
import { run, stopOnSignals } from './processes';
import { phase } from './progress';

/** Lints, builds (which checks the types), and runs jest. Returns the status of jest, and stops at the first failing step. */
export async function runTests(jestArgs: string[]): Promise<number> {
	stopOnSignals();
	await phase('Linting (npm run lint; 20 to 30 seconds)', async () => await run('npm', ['run', '--silent', 'lint']));
	await phase('Checking types and building (gulp build; 20 seconds)', async () => await run('npx', ['gulp', 'build']));
	return await runJest(jestArgs);
}
