// npm test [-- jest arguments]: lint, types, build, and the unit and integration tests, from a fresh clone on.
import { load, runMain } from './bootstrap.mjs';

await runMain(async () => {
	const { runTests } = await load('test.ts');
	return await runTests(process.argv.slice(2));
});
