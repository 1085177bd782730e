import { tasks } from '../nodes/shared/tasks';
import type { Task } from '../nodes/shared/tasks/task';

type Media = 'image' | 'audio' | 'video';

/** What the sandbox needs to know of a task: nothing but its id, what its answers are, and what file goes in. */
export interface SandboxTask {
	id: string;
	answer: { kind: string; key?: string; media?: Media };
	file?: Media;
}

/** The kind of file that a task takes. Chat carries its files inside the messages, so it takes none. */
function fileOf({ inputs, route }: Task): Media | undefined {
	const field = route === 'chat' ? undefined : inputs.find(({ kind }) => kind === 'file');
	return field?.kind === 'file' && field.media !== 'any' ? field.media : undefined;
}

function played(task: Task): SandboxTask {
	const { kind, key, media } = task.answer;
	return { id: task.id, answer: { kind, key, media }, file: fileOf(task) };
}

/** The node's own catalogue, as the sandbox sees it: a new task is played without a word here. */
export const sandboxTasks: readonly SandboxTask[] = tasks.map(played);

const byId: ReadonlyMap<string, SandboxTask> = new Map(sandboxTasks.map((task) => [task.id, task]));

/** A task by its id; undefined for an id that no task has. */
export function taskOf(id: string): SandboxTask | undefined {
	return byId.get(id);
}
