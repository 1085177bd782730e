import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { demoCredential } from '../../tools/demo/credential';
import type { WorkflowJson } from '../../tools/host/client';
import type { InstalledN8n } from '../../tools/host/install';
import { startN8n, type CredentialJson, type N8nServer } from '../../tools/host/serve';
import { sampleFile, startSandbox, type Sandbox } from '../../sandbox';

const REAL_PHOTO = resolve(__dirname, '../../../shared/recorded/cheetah.png');

/** How long a suite's server may take to start on a busy machine. */
export const START_TIMEOUT_MS = 240_000;

/** The node, as an installed package names it. */
export const NODE_TYPE = 'n8n-nodes-huggingface-inference.huggingFaceInference';

/** What a node needs to use the credential that leads to the sandbox. */
export const CREDENTIAL = {
	credentials: { huggingFaceInferenceApi: { id: 'huggingFaceDemo1', name: 'Hugging Face Inference (demo)' } },
};

/** A picture that the sandbox paints. */
export const SAMPLE_PHOTO = sample('photo.png');

/** A photo that a camera took, where one is at hand. */
export const CAMERA_PHOTO = existsSync(REAL_PHOTO) ? readFileSync(REAL_PHOTO) : undefined;

/** A real n8n with the package installed, and the sandbox that its credential leads to. */
export interface Host extends N8nServer {
	sandbox: Sandbox;
}

/** Starts the sandbox and n8n; the workflows, and credentials beside the demo's, are made for the sandbox's address and the folder of the files. */
export async function startHost(
	files: Record<string, Buffer>,
	workflows: (files: string, sandboxUrl: string) => WorkflowJson[],
	more: { env?: Record<string, string>; credentials?: (sandboxUrl: string) => CredentialJson[] } = {},
): Promise<Host> {
	const sandbox = await startSandbox();
	const credential = demoCredential({
		accessToken: 'hf_e2e',
		hubUrl: sandbox.url,
		routerUrl: sandbox.url,
		allowedHosts: '127.0.0.1, localhost',
	});
	const server = await startN8n({
		...installed(),
		credentials: [credential, ...(more.credentials?.(sandbox.url) ?? [])],
		files,
		workflows: (folder) => workflows(folder, sandbox.url),
		env: more.env,
	}).catch(async (error: unknown) => await sandbox.close().then(() => Promise.reject(error)));
	const stop = async () => {
		await server.stop();
		await sandbox.close();
	};
	return { ...server, sandbox, stop };
}

/** The n8n to test in, and the packed package to test. */
export function installed(): { n8n: InstalledN8n; tarball: string } {
	const env = JSON.parse(process.env.E2E_SETTINGS ?? '{}');
	return { n8n: { node: setting('E2E_NODE'), bin: setting('E2E_N8N'), env }, tarball: setting('E2E_TARBALL') };
}

/** `npm run test:e2e` builds and installs what these name. */
function setting(name: string): string {
	const value = process.env[name];
	if (!value) throw new Error(`${name} is not set: run these tests with "npm run test:e2e".`);
	return value;
}

/** A sample file of the sandbox. */
export function sample(name: string): Buffer {
	const bytes = sampleFile(name);
	if (bytes === undefined) throw new Error(`The sandbox has no sample ${name}.`);
	return bytes;
}
