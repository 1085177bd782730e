import { startSandbox, type Sandbox } from '../../../sandbox';

export const TOKEN = 'hf_integration_test_token';

/** One sandbox for a test file, forgotten between its tests. */
export function useSandbox(): { current: () => Sandbox; credential: (more?: object) => { [field: string]: string } } {
	let sandbox: Sandbox | undefined;
	beforeAll(async () => {
		sandbox = await startSandbox();
	});
	afterEach(() => sandbox?.reset());
	afterAll(async () => await sandbox?.close());
	const current = (): Sandbox => {
		if (sandbox === undefined) throw new Error('the sandbox is not running yet');
		return sandbox;
	};
	return {
		current,
		credential: (more = {}) => ({ accessToken: TOKEN, hubUrl: current().url, routerUrl: current().url, ...more }),
	};
}
