// npm start [-- --once]: the demo in a real n8n, also on a fresh clone.
import { load, runMain } from './bootstrap.mjs';

await runMain(async () => {
	const { startDemo } = await load('start.ts');
	return await startDemo(process.argv.slice(2));
});
