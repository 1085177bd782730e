// npm run test:e2e [-- jest arguments]: the tests in a real n8n, also on a fresh clone.
import { load, runMain } from './bootstrap.mjs';

await runMain(async () => {
	const { runE2e } = await load('e2e.ts');
	return await runE2e(process.argv.slice(2));
});
