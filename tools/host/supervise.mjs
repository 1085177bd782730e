// Runs one command in a process group of its own, and sees to it that nothing of it outlives whoever asked for it:
// when the asker closes our standard input (also by dying, however it died) or signals us, the whole group is ended;
// on SIGUSR2 by force and at once.
// usage: node supervise.mjs '{"command":"...","args":[],"show":false,"grace":2000,"scratch":["folder"]}'
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { constants } from 'node:os';

const { command, args, show = false, grace = 2_000, scratch = [] } = JSON.parse(process.argv[2] ?? '{}');

// Output that is not shown passes through here, so that the command can still write when its reader has gone.
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
	// Folders that are of use only if the command went through.
	if (stopping || status !== 0) {
		for (const folder of scratch) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	}
	process.exitCode = status;
	// Not process.exit(): what the command said last is still on its way out.
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
	// What the command started and left behind is still in its group.
	signalGroup('SIGKILL');
});
child.on('close', (code, signal) => {
	if (child.pid !== undefined) finish(code ?? 128 + (constants.signals[signal] ?? 0));
});

process.stdin.on('end', stop).on('error', stop).resume();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
process.on('SIGUSR2', () => signalGroup('SIGKILL'));
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
