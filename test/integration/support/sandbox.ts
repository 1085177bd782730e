import { startSandbox, type Sandbox } from '../../../sandbox';

export const TOKEN = 'hf_integration_test_token';

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

function used(started: () => Sandbox | undefined): UsedSandbox {
	const current = (): Sandbox => {
		const sandbox = started();
		if (sandbox === undefined) throw new Error('the sandbox is not running yet');
		return sandbox;
	};
	return {
		current,
		credential: (more = {}) => ({ accessToken: TOKEN, hubUrl: current().url, routerUrl: current().url, ...more }),
	};
}
