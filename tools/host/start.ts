import { readFileSync } from 'node:fs';
import { demoCredential, demoWorkflow, linesOf, PHOTO, START } from '../demo/demo';
import { sampleFile, startSandbox } from '../../sandbox';
import { buildTarball } from './build';
import { OWNER } from './client';
import { installN8n } from './install';
import { stopOnSignals } from './processes';
import { phase, say } from './progress';
import { startN8n, type N8nServer } from './serve';

const RUN_WITHIN_MS = 600_000;

/** Builds the package, runs the demo in a real n8n, and prints its output. Keeps the editor open without `--once`. */
export async function startDemo(args: string[]): Promise<number> {
	const unknown = args.filter((arg) => arg !== '--once');
	if (unknown.length > 0) throw new Error(`Unknown: ${unknown.join(' ')}. Usage: npm start [-- --once]`);
	stopOnSignals();

	const tarball = await buildTarball();
	const n8n = await installN8n();
	const target = await startTarget(process.env.HF_TOKEN ?? '');
	try {
		const server = await startN8n({
			n8n,
			tarball,
			credentials: [demoCredential(target.credential)],
			files: { [PHOTO]: photo() },
			workflows: (files) => [demoWorkflow(files)],
		});
		try {
			const isSuccess = await runDemo(server);
			if (!args.includes('--once')) await leaveOpen(server);
			return isSuccess ? 0 : 1;
		} finally {
			await server.stop();
		}
	} finally {
		await target.close();
	}
}

/** The demo's service: Hugging Face if there is a token, otherwise the sandbox. */
async function startTarget(token: string): Promise<{ credential: Record<string, string>; close: () => Promise<void> }> {
	if (token !== '') {
		say('HF_TOKEN is set: the demo calls Hugging Face itself');
		return { credential: { accessToken: token }, close: async () => {} };
	}
	const sandbox = await startSandbox({ record: false });
	say(`Started the sandbox, which plays Hugging Face, on ${sandbox.url} (set HF_TOKEN to call Hugging Face itself)`);
	return {
		credential: { accessToken: 'hf_demo', hubUrl: sandbox.url, routerUrl: sandbox.url },
		close: async () => await sandbox.close(),
	};
}

/** The picture to classify: DEMO_PHOTO if set, otherwise the sandbox's sample. */
function photo(): Buffer {
	const file = process.env.DEMO_PHOTO ?? '';
	const picture = file === '' ? sampleFile('photo.png') : readFileSync(file);
	if (picture === undefined) throw new Error('The sandbox has no sample photo.');
	return picture;
}

async function runDemo({ client, userFolder }: N8nServer): Promise<boolean> {
	const workflow = demoWorkflow(userFolder);
	const execution = await phase(`Running the workflow "${workflow.name}"`, async () => {
		return await client.run(workflow.id, START, RUN_WITHIN_MS);
	});
	for (const line of linesOf(execution, workflow)) process.stdout.write(`        ${line}\n`);
	say(`The run ended with status ${execution.status}`);
	return execution.status === 'success';
}

async function leaveOpen({ url, ended }: N8nServer): Promise<void> {
	process.stdout.write(`
The demo is open in n8n's editor:  ${url}/workflow/${demoWorkflow('').id}
Sign in as:                        ${OWNER.email}
with the password:                 ${OWNER.password}
Ctrl-C ends everything.
`);
	await ended;
}
