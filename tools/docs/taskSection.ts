import type { INodeProperties } from 'n8n-workflow';
import { optionsProperty } from '../../nodes/HuggingFaceInference/panel/options';
import { tasks } from '../../nodes/shared/tasks';
import type { Task } from '../../nodes/shared/tasks/task';
import { abridged, type Example } from './examples';
import { INPUT_HEAD, PARAMETER_HEAD, inputRows, parameterRows } from './fieldRows';
import { code, jsonBlock, paragraphs, table } from './markdown';
import { filesOf, outputsOf, rawOf } from './outputs';

/** The section of a page that tells all about one task. */
export function taskSection(task: Task, example: Example): string {
	return paragraphs(
		`## ${task.name}`,
		`${task.description.replace(/\.$/, '')}.`,
		`Task ${code(task.id)}, in the node search as **${task.action}**.`,
		`**What goes in** (fields in bold must be filled in)`,
		table(INPUT_HEAD, inputRows(task)),
		...parameters(task),
		options(task),
		'**What comes out**',
		table(['key of `json`', 'meaning'], outputsOf(task).map(({ key, meaning, when }) => [code(key), `${meaning}${when === undefined ? '' : ` (where ${when})`}`])),
		filesOf(task),
		'**Example**',
		given(example),
		jsonBlock(abridged(example.json)),
		example.binary.length === 0 ? '' : `With the binary fields ${example.binary.join(', ')}.`,
		...raw(task, example),
	);
}

function parameters(task: Task): string[] {
	if (task.parameters.length === 0) return ["This task has no parameters in the API's schema."].filter(() => task.route !== 'raw');
	const where = task.parametersAt === '' ? 'the request itself' : code(task.parametersAt);
	return [`**Model Parameters** (go to ${where}; one that is not added is not sent)`, table(PARAMETER_HEAD, parameterRows(task))];
}

/** The options that not every task has. */
function options(task: Task): string {
	const own = (optionsProperty(tasks).options as INodeProperties[]).filter(({ displayOptions }) => {
		const shown = displayOptions?.show?.['/operation'];
		return shown?.includes(task.id) === true && shown.length < tasks.length / 2;
	});
	return own.length === 0 ? '' : `Options that it has besides [those of all tasks](fields.md#options): ${own.map(({ displayName, description }) => `**${displayName}** (${lowered(description ?? '')})`).join('; ')}.`;
}

function lowered(description: string): string {
	return `${description.charAt(0).toLowerCase()}${description.slice(1)}`.replace(/\.$/, '');
}

function given({ typed, file }: Example): string {
	const fields = typed.map(({ label, value }) => `**${label}** ${code(value.replace(/\n/g, ' ⏎ '))}`);
	const sample = file === undefined ? [] : [`the file ${code(file)} of the sandbox`];
	return `With ${[...fields, ...sample].join(', ')}:`;
}

function raw(task: Task, example: Example): string[] {
	const words = rawOf(task);
	return example.raw === undefined || task.answer.media !== undefined ? [words] : [words, jsonBlock(abridged(example.raw))];
}
