const HEARTBEAT_MS = 15_000;
const startedAt = Date.now();

/** Prints a line after the seconds since the start. */
export function say(text: string): void {
	const seconds = String(Math.round((Date.now() - startedAt) / 1000)).padStart(4);
	process.stdout.write(`${seconds} s  ${text}\n`);
}

/** Announces a step, shows progress, and prints its duration. */
export async function phase<T>(what: string, work: () => Promise<T>): Promise<T> {
	const since = Date.now();
	const seconds = () => `${((Date.now() - since) / 1000).toFixed(1)} s`;
	say(`${what} ...`);
	const heartbeat = setInterval(() => say(`  still at it (${seconds()})`), HEARTBEAT_MS);
	let outcome = 'failed after';
	try {
		const result = await work();
		outcome = 'done in';
		return result;
	} finally {
		clearInterval(heartbeat);
		say(`  ${outcome} ${seconds()}`);
	}
}
