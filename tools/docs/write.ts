import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startSandbox } from '../../sandbox';
import { domainPages } from './pages';
import { plainPages } from './plain';

const ROOT = join(__dirname, '..', '..');

/** Writes all generated pages. */
async function write(): Promise<void> {
	const sandbox = await startSandbox();
	const pages = { ...plainPages(), ...(await domainPages(sandbox)) };
	await sandbox.close();
	for (const [path, text] of Object.entries(pages)) {
		mkdirSync(dirname(join(ROOT, path)), { recursive: true });
		writeFileSync(join(ROOT, path), text);
		process.stdout.write(`${path}\n`);
	}
}

if (require.main === module) {
	// n8n's engine keeps timers alive, so exit explicitly.
	void write().then(
		() => process.exit(0),
		(error: unknown) => {
			process.stderr.write(`${String(error)}\nThe pages need the built node: run npm run build first.\n`);
			process.exit(1);
		},
	);
}
