// npm run bench [-- part ...]: measures the node beside plain undici and n8n's HTTP Request node, from a fresh clone on.
import { load, runMain } from '../host/bootstrap.mjs';

await runMain(async () => {
	const { runBench } = await load('./bench.ts');
	return await runBench(process.argv.slice(2));
});
