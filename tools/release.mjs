// npm run release [-- --publish]: all checks before a release, also on a fresh clone. With --publish, the release too.
import { load, runMain } from './host/bootstrap.mjs';

await runMain(async () => {
	const { release } = await load('release.ts');
	return await release(process.argv.slice(2));
});
