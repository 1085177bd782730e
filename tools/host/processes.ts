import { spawnSupervised } from './supervisor';

const KEPT_OUTPUT = 200_000;

/** How a command is started. */
export interface StartOptions {
	cwd?: string;
	env?: NodeJS.ProcessEnv;
	/** Pass the output on as it comes, instead of keeping the end of it. */
	show?: boolean;
	/** Milliseconds between asking the command to end and ending it by force. */
	grace?: number;
	/** Folders to remove when the command is stopped or fails. */
	scratch?: string[];
}

/** A command that cannot outlive this process. */
export interface Supervised {
	/** Resolves with the exit status. */
	ended: Promise<number>;
	hasEnded(): boolean;
	/** The end of what it printed, where that is not shown. */
	output(): string;
	/** Ends the command and all that it started; resolves when they are gone. */
	stop(): Promise<void>;
	/** Ends them by force, as a crash of the machine does; resolves when they are gone. */
	kill(): Promise<void>;
}

const running = new Set<Supervised>();

/** Starts a command under `supervise.mjs`, which ends its whole process group when this process ends. */
export function start(command: string, args: string[], options: StartOptions = {}): Supervised {
	const child = spawnSupervised({ command, args, show: false, ...options });
	let kept = '';
	const keep = (chunk: string) => {
		kept = (kept + chunk).slice(-KEPT_OUTPUT);
	};
	child.stdout?.setEncoding('utf8').on('data', keep);
	child.stderr?.setEncoding('utf8').on('data', keep);
	// The pipe breaks when the command ends first; that is no failure.
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

/** Runs a command to its end and gives what it printed; fails with the end of that when the status is not 0. */
export async function run(command: string, args: string[], options: StartOptions = {}): Promise<string> {
	const supervised = start(command, args, options);
	const status = await supervised.ended;
	if (status === 0) return supervised.output();
	const said = supervised.output().trim().split('\n').slice(-40).join('\n');
	throw new Error(`"${[command, ...args].join(' ')}" ended with status ${status}${said ? `:\n${said}` : ''}`);
}

/** Ends every command that was started here and still runs. */
export async function stopAll(): Promise<void> {
	await Promise.all([...running].map(async (supervised) => await supervised.stop()));
}

/** On Ctrl-C or a request to end: ends every command, then this process with the status that shells expect. */
export function stopOnSignals(): void {
	const stopWith = (status: number) => () => {
		process.stderr.write('\nStopping ...\n');
		void stopAll().finally(() => process.exit(status));
	};
	process.once('SIGINT', stopWith(130));
	process.once('SIGTERM', stopWith(143));
	process.once('SIGHUP', stopWith(129));
}
