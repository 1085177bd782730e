// npm test [-- jest arguments]: lint, types, build, unit and integration tests, also on a fresh clone.
import { load, runMain } from './bootstrap.mjs';

await runMain(async () => {
	const { runTests } = await load('test.ts');
	return await runTests(process.argv.slice(2));
});
