import { runJest } from './jest';
import { run, stopOnSignals } from './processes';
import { phase } from './progress';

/** Lints, checks the types, builds, and runs jest. Returns jest's status, and stops at the first failing step. */
export async function runTests(jestArgs: string[]): Promise<number> {
	stopOnSignals();
	await phase(
		'Linting (eslint; 10 to 20 seconds)',
		async () => await run('npx', ['eslint', '.', '--max-warnings', '0']),
	);
	await phase('Checking types (tsc; 10 seconds)', async () => await run('npx', ['tsc', '--noEmit', '--pretty']));
	await phase('Building (gulp build; 10 to 20 seconds)', async () => await run('npx', ['gulp', 'build']));
	return await runJest(jestArgs);
}
