import { runJest } from './jest';
import { run, stopAll, stopOnSignals } from './processes';
import { phase } from './progress';

/**
 * Builds (which checks the types), then runs jest. Lint runs beside both, since tests leave a core idle while they
 * wait for servers. The first step that fails ends the others.
 *
 * @returns the status of jest
 */
export async function runTests(jestArgs: string[]): Promise<number> {
	stopOnSignals();
	const failures: unknown[] = [];
	const orStop = async <T>(step: Promise<T>): Promise<T | undefined> =>
		await step.catch(async (error: unknown) => {
			failures.push(error);
			await stopAll();
			return undefined;
		});
	const linted = run('npm', ['run', '--silent', 'lint']);
	const [status] = await Promise.all([orStop(buildAndTest(jestArgs)), orStop(linted)]);
	if (failures.length > 0) throw failures[0];
	return status ?? 1;
}

async function buildAndTest(jestArgs: string[]): Promise<number> {
	const what = 'Checking types and building (gulp build; 20 to 40 seconds), with the lint rules beside it';
	await phase(what, async () => await run('npx', ['gulp', 'build']));
	return await runJest(jestArgs);
}
