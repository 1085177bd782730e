// npm run bench [-- part ...]: compares the node with plain undici and n8n's HTTP Request node, also on a fresh clone.
import { load, runMain } from '../host/bootstrap.mjs';

await runMain(async () => {
	const { runBench } = await load('../bench/bench.ts');
	return await runBench(process.argv.slice(2));
});
