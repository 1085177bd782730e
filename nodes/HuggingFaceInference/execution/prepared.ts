import type { Choice } from '../client/target';
import type { Deadline } from '../http/deadline';
import type { TaskArguments } from '../tasks/task';
import type { OutputRules } from './answers';
import type { Settings } from './settings';

/** One item with all that its call is made of. */
export interface Prepared {
	readonly itemIndex: number;
	readonly values: TaskArguments;
	readonly choice: Choice;
	readonly settings: Settings;
	readonly rules: OutputRules;
	readonly deadline: Deadline;
}
