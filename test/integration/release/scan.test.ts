import { run } from '../../../tools/host/processes';

test("n8n's scanner for community packages finds no problem in the sources and the published files", async () => {
	// Under NODE_ENV=test, which jest sets, the rules take every file for a node file.
	const report = await run('node', ['tools/scanPackage.mjs'], { env: { ...process.env, NODE_ENV: 'production' } });
	const counts = [...report.matchAll(/^the (?:sources|published files) by .*: (\d+) files, (\d+) errors$/gm)].map(
		([, files, errors]) => [Number(files), Number(errors)],
	);
	expect(counts).toHaveLength(4);
	for (const [files, errors] of counts) {
		expect(files).toBeGreaterThan(3);
		expect(errors).toBe(0);
	}
}, 120_000);
