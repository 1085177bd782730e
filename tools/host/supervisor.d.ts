import type { ChildProcess } from 'node:child_process';

/** A command for `supervise.mjs`; the fields are those of `StartOptions`. */
export interface SupervisedTask {
	command: string;
	args: string[];
	cwd?: string;
	env?: NodeJS.ProcessEnv;
	show: boolean;
	grace?: number;
	scratch?: string[];
}

/** Starts a command under `supervise.mjs`, which ends the command's whole process group when its own input is closed. */
export function spawnSupervised(task: SupervisedTask): ChildProcess;
