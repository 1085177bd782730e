import { startSandbox, type RecordedRequest, type Sandbox } from '../../../sandbox';

export const TOKEN = 'hf_integration_test_token';

/** Whether a request looks up a model, on the Hub or at the router. Look-ups are shared, and come when they are due. */
export function isLookup({ method, path }: Pick<RecordedRequest, 'method' | 'path'>): boolean {
	return method === 'GET' && /^\/(api|v1)\/models(\/|$)/.test(path);
}

interface UsedSandbox {
	readonly current: () => Sandbox;
	readonly credential: (more?: object) => { [field: string]: string };
}

/** One sandbox for a test file, forgotten between its tests. */
export function useSandbox(): UsedSandbox {
	let sandbox: Sandbox | undefined;
	beforeAll(async () => {
		sandbox = await startSandbox();
	});
	afterEach(() => sandbox?.reset());
	afterAll(async () => await sandbox?.close());
	return used(() => sandbox);
}

/** A sandbox of its own for each test of a file, for tests of state that the process keeps about a service. */
export function useFreshSandbox(): UsedSandbox {
	let sandbox: Sandbox | undefined;
	beforeEach(async () => {
		sandbox = await startSandbox();
	});
	afterEach(async () => await sandbox?.close());
	return used(() => sandbox);
}

/** A test with a sandbox of its own, for tests of `it.concurrent`: many wait at once. */
export function inSandbox<T extends unknown[]>(
	play: (sandbox: Sandbox, ...given: T) => Promise<void>,
): (...given: T) => Promise<void> {
	return async (...given) => {
		const sandbox = await startSandbox();
		try {
			await play(sandbox, ...given);
		} finally {
			await sandbox.close();
		}
	};
}

/** The fields of a credential whose service is a sandbox. */
export function credentialFor({ url }: Sandbox, more: object = {}): { [field: string]: string } {
	return { accessToken: TOKEN, hubUrl: url, routerUrl: url, ...more };
}

function used(started: () => Sandbox | undefined): UsedSandbox {
	const current = (): Sandbox => {
		const sandbox = started();
		if (sandbox === undefined) throw new Error('the sandbox is not running yet');
		return sandbox;
	};
	return {
		current,
		credential: (more) => credentialFor(current(), more),
	};
}
