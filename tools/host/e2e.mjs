// npm run test:e2e [-- jest arguments]: the tests that run in a real n8n, from a fresh clone on.
import { load, runMain } from './bootstrap.mjs';

await runMain(async () => {
	const { runE2e } = await load('e2e.ts');
	return await runE2e(process.argv.slice(2));
});
