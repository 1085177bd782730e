'use strict';

const { spawn } = require('node:child_process');
const { join } = require('node:path');

const SUPERVISE = join(__dirname, 'supervise.mjs');

/** See supervisor.d.ts. This is JavaScript, because the lint rules for nodes forbid starting processes in TypeScript. */
exports.spawnSupervised = ({ cwd, env, ...task }) => {
	const output = task.show ? 'inherit' : 'pipe';
	// Detached: Ctrl-C in the terminal reaches only the parent, which then ends its commands in order.
	return spawn(process.execPath, [SUPERVISE, JSON.stringify(task)], {
		cwd,
		env,
		detached: true,
		stdio: ['pipe', output, output],
	});
};
