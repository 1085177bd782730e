'use strict';

const { spawn } = require('node:child_process');
const { join } = require('node:path');

const SUPERVISE = join(__dirname, 'supervise.mjs');

/** See supervisor.d.ts. The lint rules for nodes, which must not start processes, hold for TypeScript: so this is JavaScript. */
exports.spawnSupervised = ({ cwd, env, ...task }) => {
	const output = task.show ? 'inherit' : 'pipe';
	// Detached: Ctrl-C on the terminal reaches the asking process alone, which then ends the others in good order.
	return spawn(process.execPath, [SUPERVISE, JSON.stringify(task)], {
		cwd,
		env,
		detached: true,
		stdio: ['pipe', output, output],
	});
};
