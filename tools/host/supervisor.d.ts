import type { ChildProcess } from 'node:child_process';

/** A command for `supervise.mjs`, with the fields of `StartOptions`. */
export interface SupervisedTask {
	command: string;
	args: string[];
	cwd?: string;
	env?: NodeJS.ProcessEnv;
	show: boolean;
	grace?: number;
	scratch?: string[];
}

/** Starts a command under `supervise.mjs`. Closing its input ends the command's whole process group. */
export function spawnSupervised(task: SupervisedTask): ChildProcess;
