import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { demoCredential } from '../../tools/demo/credential';
import type { WorkflowJson } from '../../tools/host/client';
import type { InstalledN8n } from '../../tools/host/install';
import { startN8n, type CredentialJson, type N8nServer } from '../../tools/host/serve';
import { sampleFile, startSandbox, type Sandbox } from '../../sandbox';

const REAL_PHOTO = resolve(__dirname, '../../../shared/recorded/cheetah.png');

/** Time limit for the start of a suite's server on a busy machine. */
export const START_TIMEOUT_MS = 240_000;

/** The node's type in an installed package. */
export const NODE_TYPE = 'n8n-nodes-huggingface-inference.huggingFaceInference';

/** A node's reference to the sandbox's credential. */
export const CREDENTIAL = {
	credentials: { huggingFaceInferenceApi: { id: 'huggingFaceDemo1', name: 'Hugging Face Inference (demo)' } },
};

/** A picture from the sandbox. */
export const SAMPLE_PHOTO = sample('photo.png');

/** A camera photo, if available. */
export const CAMERA_PHOTO = existsSync(REAL_PHOTO) ? readFileSync(REAL_PHOTO) : undefined;

/** A real n8n with the package, and the sandbox behind its credential. */
export interface Host extends N8nServer {
	sandbox: Sandbox;
}

/** Starts the sandbox and n8n. Makes workflows and extra credentials from the sandbox's address and the folder of files. */
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

/** The n8n and the packed package to test. */
export function installed(): { n8n: InstalledN8n; tarball: string } {
	const env = JSON.parse(process.env.E2E_SETTINGS ?? '{}');
	return { n8n: { node: setting('E2E_NODE'), bin: setting('E2E_N8N'), env }, tarball: setting('E2E_TARBALL') };
}

/** `npm run test:e2e` builds and installs both. */
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
