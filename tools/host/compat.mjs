// npm run test:compat: tests the same package in each supported version of n8n and Node.
import { load, runMain } from './bootstrap.mjs';

await runMain(async () => {
	const { runCompat } = await load('compat.ts');
	return await runCompat();
});
