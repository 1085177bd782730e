import { spawnSupervised } from './supervisor';

const KEPT_OUTPUT = 200_000;

/** Options for starting a command. */
export interface StartOptions {
	cwd?: string;
	env?: NodeJS.ProcessEnv;
	/** Whether to pass the output through at once instead of keeping its end. */
	show?: boolean;
	/** Milliseconds between the request to end and the forced end. */
	grace?: number;
	/** Folders to remove if the command is stopped or fails. */
	scratch?: string[];
}

/** A running command. It cannot outlive this process. */
export interface Supervised {
	/** Resolves with the exit status. */
	ended: Promise<number>;
	hasEnded(): boolean;
	/** The end of its output, if not shown. */
	output(): string;
	/** Ends the command and its children. Resolves after their end. */
	stop(): Promise<void>;
	/** Kills them like a crash of the machine. Resolves after their end. */
	kill(): Promise<void>;
}

const running = new Set<Supervised>();

/** Starts a command under `supervise.mjs`. Its whole process group ends with this process. */
export function start(command: string, args: string[], options: StartOptions = {}): Supervised {
	const child = spawnSupervised({ command, args, show: false, ...options });
	let kept = '';
	const keep = (chunk: string) => {
		kept = (kept + chunk).slice(-KEPT_OUTPUT);
	};
	child.stdout?.setEncoding('utf8').on('data', keep);
	child.stderr?.setEncoding('utf8').on('data', keep);
	// If the command ends first, the pipe breaks. That is not a failure.
	child.stdin?.on('error', () => {});

	let hasEnded = false;
	const ended = new Promise<number>((resolve) => {
		child.on('close', (code) => {
			hasEnded = true;
			running.delete(supervised);
			resolve(code ?? 1);
		});
	});
	const supervised: Supervised = {
		ended,
		hasEnded: () => hasEnded,
		output: () => kept,
		stop: async () => {
			child.stdin?.end();
			await ended;
		},
		kill: async () => {
			child.kill('SIGUSR2');
			await ended;
		},
	};
	running.add(supervised);
	return supervised;
}

/** Runs a command and returns its output. Fails with the end of the output for a status other than 0. */
export async function run(command: string, args: string[], options: StartOptions = {}): Promise<string> {
	const supervised = start(command, args, options);
	const status = await supervised.ended;
	if (status === 0) return supervised.output();
	const said = supervised.output().trim().split('\n').slice(-40).join('\n');
	throw new Error(`"${[command, ...args].join(' ')}" ended with status ${status}${said ? `:\n${said}` : ''}`);
}

/** Ends every running command of this process. */
export async function stopAll(): Promise<void> {
	await Promise.all([...running].map(async (supervised) => await supervised.stop()));
}

/** On Ctrl-C or a request to end: ends every command, then this process with the usual status. */
export function stopOnSignals(): void {
	const stopWith = (status: number) => () => {
		process.stderr.write('\nStopping ...\n');
		void stopAll().finally(() => process.exit(status));
	};
	process.once('SIGINT', stopWith(130));
	process.once('SIGTERM', stopWith(143));
	process.once('SIGHUP', stopWith(129));
}
