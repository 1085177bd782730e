// npm run test:compat: the same package in each version of n8n, on each version of Node, that it is for.
import { load, runMain } from './bootstrap.mjs';

await runMain(async () => {
	const { runCompat } = await load('compat.ts');
	return await runCompat();
});
