// npm run release [-- --publish]: all that comes before a release, from a fresh clone on; with --publish the release too.
import { load, runMain } from './host/bootstrap.mjs';

await runMain(async () => {
	const { release } = await load('release.ts');
	return await release(process.argv.slice(2));
});
