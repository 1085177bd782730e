import { startSandbox, type Sandbox } from '../../../sandbox';

const JSON_TYPE = { 'content-type': 'application/json' };

/** A sandbox for all tests of a file, clean before each. */
export function useSandbox(): () => Sandbox {
	let sandbox: Sandbox | undefined;
	beforeAll(async () => {
		sandbox = await startSandbox();
	});
	beforeEach(() => sandbox?.reset());
	afterAll(async () => await sandbox?.close());
	return () => {
		if (sandbox === undefined) throw new Error('The sandbox has not started');
		return sandbox;
	};
}

/** Posts JSON, and gives the answer. */
export async function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
	return await fetch(url, { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) });
}

/** Posts JSON, and gives the answer's JSON. */
export async function ask(url: string, body: unknown, headers: Record<string, string> = {}): Promise<unknown> {
	const response = await post(url, body, headers);
	return await response.json();
}

/** Posts a file as it is. */
export async function postFile(
	url: string,
	file: Buffer,
	type: string,
	headers: Record<string, string> = {},
): Promise<Response> {
	return await fetch(url, {
		method: 'POST',
		headers: { 'content-type': type, ...headers },
		body: new Uint8Array(file),
		redirect: 'manual',
	});
}
