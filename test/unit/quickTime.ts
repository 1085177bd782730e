/**
 * Lets the pauses of the code under test pass faster, for the tests of a file or of a `describe`: timers end sooner, and
 * the clock agrees with them. What goes over the network takes its real time.
 * @param factor how many seconds pass in one
 */
export function useQuickTime(factor: number): void {
	const { setTimeout: realTimeout } = globalThis;

	beforeEach(() => {
		const now = performance.now.bind(performance);
		jest.spyOn(performance, 'now').mockImplementation(() => now() * factor);
		const quick = (callback: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
			realTimeout(callback, ms / factor, ...args);
		jest.spyOn(globalThis, 'setTimeout').mockImplementation(quick as typeof setTimeout);
	});

	afterEach(() => {
		jest.restoreAllMocks();
	});
}
