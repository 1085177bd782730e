import type { INodeProperties } from 'n8n-workflow';
import { optionsProperty } from '../../nodes/HuggingFaceInference/panel/options';
import { tasks } from '../../nodes/shared/tasks';
import type { Task } from '../../nodes/shared/tasks/task';
import { abridged, type Example } from './examples';
import { INPUT_HEAD, PARAMETER_HEAD, inputRows, parameterRows } from './fieldRows';
import { code, jsonBlock, paragraphs, table } from './markdown';
import { filesOf, outputsOf, rawOf } from './outputs';

/** Makes the section about one task. */
export function taskSection(task: Task, example: Example): string {
	return paragraphs(
		`## ${task.name}`,
		`${task.description.replace(/\.$/, '')}.`,
		`Task ${code(task.id)}. In the node search: **${task.action}**.`,
		`**Input** (fields in bold are required)`,
		table(INPUT_HEAD, inputRows(task)),
		...parameters(task),
		options(task),
		'**Output**',
		table(
			['key of `json`', 'meaning'],
			outputsOf(task).map(({ key, meaning, when }) => [
				code(key),
				`${meaning}${when === undefined ? '' : ` (if ${when})`}`,
			]),
		),
		filesOf(task),
		'**Example**',
		given(example),
		jsonBlock(abridged(example.json)),
		example.binary.length === 0 ? '' : `Binary fields: ${example.binary.join(', ')}.`,
		...raw(task, example),
	);
}

function parameters(task: Task): string[] {
	if (task.parameters.length === 0)
		return ["The API's schema has no parameters for this task."].filter(() => task.route !== 'raw');
	const where = task.parametersAt === '' ? 'the request itself' : code(task.parametersAt);
	return [`**Model Parameters** (sent in ${where}, if added)`, table(PARAMETER_HEAD, parameterRows(task))];
}

/** Options of only some tasks. */
function options(task: Task): string {
	const own = (optionsProperty(tasks).options as INodeProperties[]).filter(({ displayOptions }) => {
		const shown = displayOptions?.show?.['/operation'];
		return shown?.includes(task.id) === true && shown.length < tasks.length / 2;
	});
	return own.length === 0
		? ''
		: `Options beyond [those of all tasks](fields.md#options): ${own.map(({ displayName, description }) => `**${displayName}** (${lowered(description ?? '')})`).join('; ')}.`;
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
	return example.raw === undefined || task.answer.media !== undefined
		? [words]
		: [words, jsonBlock(abridged(example.raw))];
}
