import { runJest } from './jest';
import { run, stopAll, stopOnSignals } from './processes';
import { phase } from './progress';

/** Lints, builds (which checks the types), and runs jest. Returns the status of jest, and stops at the first failing step. */
export async function runTests(jestArgs: string[]): Promise<number> {
	stopOnSignals();
	await phase('Linting, checking types and building (npm run lint, gulp build; 30 to 40 seconds)', check);
	return await runJest(jestArgs);
}

/** Both at once: each takes one core. If one fails, the other ends too. */
async function check(): Promise<void> {
	const checks = [run('npm', ['run', '--silent', 'lint']), run('npx', ['gulp', 'build'])];
	await Promise.all(checks).finally(stopAll);
}
