import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tasks } from '../../nodes/shared/tasks';
import type { Task } from '../../nodes/shared/tasks/task';
import { addressOf } from './addresses';

const README = join(__dirname, '..', '..', 'README.md');
const START = '<!-- tasks:start -->';
const END = '<!-- tasks:end -->';

/** Makes the README's table of tasks from the catalogue. */
export function taskTable(all: readonly Task[] = tasks): string {
	const domains = [...new Set(all.map(({ domain }) => domain))];
	const rows = domains.flatMap((domain) => all.filter((task) => task.domain === domain).map((task) => row(task)));
	return ['| domain | task | what it does | parameters |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function row(task: Task): string {
	const { domain, name, id, description, parameters } = task;
	return `| ${domain} | [**${name}**](${addressOf(task)}) (\`${id}\`) | ${description} | ${parameters.length} |`;
}

/** Puts the table into the README. */
export function withTaskTable(readme: string): string {
	const [before, rest = ''] = readme.split(START);
	const after = rest.slice(rest.indexOf(END) + END.length);
	return `${before ?? ''}${START}\n${taskTable()}\n${END}${after}`;
}

export function readReadme(): string {
	return readFileSync(README, 'utf8');
}
