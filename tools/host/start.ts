import {
	DEMO_ID,
	demoFiles,
	demoWorkflow,
	linesOf,
	START,
	startServers,
	type DemoServers,
	type Part,
} from '../demo/demo';
import { buildTarball } from './build';
import { OWNER } from './client';
import { installN8n } from './install';
import { stopOnSignals } from './processes';
import { phase, say } from './progress';
import { startN8n, type N8nServer } from './serve';

const RUN_WITHIN_MS = 600_000;

/** Builds the package, runs the demo in a real n8n, tells what it gave, and leaves the editor open unless `--once` is said. */
export async function startDemo(args: string[]): Promise<number> {
	const unknown = args.filter((arg) => arg !== '--once');
	if (unknown.length > 0) throw new Error(`Unknown: ${unknown.join(' ')}. Usage: npm start [-- --once]`);
	stopOnSignals();

	const tarball = await buildTarball();
	const n8n = await installN8n();
	const servers = await startServers(process.env.HF_TOKEN ?? '');
	try {
		const server = await startN8n({
			n8n,
			tarball,
			credentials: servers.credentials,
			files: demoFiles(),
			workflows: (files) => [demoWorkflow(files, servers.parts)],
		});
		try {
			const isSuccess = await runDemo(server, servers);
			if (!args.includes('--once')) await leaveOpen(server);
			return isSuccess ? 0 : 1;
		} finally {
			await server.stop();
		}
	} finally {
		await servers.close();
	}
}

async function runDemo({ client }: N8nServer, { parts, leftOut }: DemoServers): Promise<boolean> {
	const execution = await phase('Running the demo', async () => {
		return await client.run(DEMO_ID, START, RUN_WITHIN_MS);
	});
	for (const line of [...linesOf(execution, parts), '']) process.stdout.write(`${line}\n`);
	say(`The run ended with status ${execution.status}: ${countOf(parts)}`);
	for (const { name, reason } of leftOut) say(`Left out: ${name}, since ${reason}`);
	return execution.status === 'success';
}

function countOf(parts: readonly Part[]): string {
	const real = parts.filter(({ player }) => player.isReal).length;
	const played = parts.length - real;
	const how = played === 0 ? '' : ', where no model ran (set HF_TOKEN to have Hugging Face answer them)';
	return `${real} real steps, ${played} played${how}`;
}

async function leaveOpen({ url, ended }: N8nServer): Promise<void> {
	process.stdout.write(`
The demo is open in n8n's editor:  ${url}/workflow/${DEMO_ID}
Sign in as:                        ${OWNER.email}
with the password:                 ${OWNER.password}
Ctrl-C ends everything.
`);
	await ended;
}
