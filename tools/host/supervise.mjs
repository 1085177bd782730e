// Runs one command in its own process group, and ensures that no process outlives the parent. If the parent closes our
// standard input (also by dying in any way) or signals us, the whole group ends. SIGUSR2 kills it at once.
// usage: node supervise.mjs '{"command":"...","args":[],"show":false,"grace":2000,"scratch":["folder"]}'
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { constants } from 'node:os';

const { command, args, show = false, grace = 2_000, scratch = [] } = JSON.parse(process.argv[2] ?? '{}');

// Hidden output passes through here, so the command can still write after its reader is gone.
const output = show ? 'inherit' : 'pipe';
const child = spawn(command, args, { detached: true, stdio: ['ignore', output, output] });
let stopping = false;

function signalGroup(signal) {
	if (child.pid === undefined) return;
	try {
		process.kill(-child.pid, signal);
	} catch {
		// The group is gone already.
	}
}

function stop() {
	if (stopping) return;
	stopping = true;
	signalGroup('SIGTERM');
	setTimeout(() => signalGroup('SIGKILL'), grace);
}

function finish(status) {
	// These folders are useless after a failure.
	if (stopping || status !== 0) {
		for (const folder of scratch) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	}
	process.exitCode = status;
	// Not process.exit(): the command's last output may still be pending.
	process.stdin.destroy();
	setTimeout(() => process.exit(status), 1_000).unref();
}

child.stdout?.pipe(process.stdout);
child.stderr?.pipe(process.stderr);
child.on('error', (error) => {
	console.error(`${command} could not be started: ${error.message}`);
	finish(127);
});
child.on('exit', () => {
	// Leftover children of the command are still in its group.
	signalGroup('SIGKILL');
});
child.on('close', (code, signal) => {
	if (child.pid !== undefined) finish(code ?? 128 + (constants.signals[signal] ?? 0));
});

process.stdin.on('end', stop).on('error', stop).resume();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
process.on('SIGUSR2', () => signalGroup('SIGKILL'));
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
