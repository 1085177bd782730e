// npm run local [-- --port 8090]: a server with real models, from a fresh clone on.
import { load, runMain } from '../tools/host/bootstrap.mjs';

await runMain(async () => {
	const { runLocal } = await load('../../local/main.ts');
	return await runLocal(process.argv.slice(2));
});
