import { wireName, type ChoiceField, type Field, type NumberField } from '../../nodes/shared/fields/field';
import type { Task } from '../../nodes/shared/tasks/task';
import { code } from './markdown';

export const INPUT_HEAD = ['field', 'name', 'in the API', 'type', 'description'];
export const PARAMETER_HEAD = ['field', 'name', 'in the API', 'type', 'initial value', 'description'];

/** The rows of a task's inputs. A file has one row for all of its fields. */
export function inputRows(task: Task): string[][] {
	return task.inputs.flatMap((field) => {
		if (field.kind === 'file') return [fileRow(field, task)];
		const source =
			field.kind === 'table'
				? [
						[
							'Table Source',
							code('tableSource'),
							'',
							'JSON (`json`), All Input Items (`items`)',
							'Origin of the table. All Input Items uses each input item as a row, and returns one answer for all.',
						],
					]
				: [];
		return [
			...source,
			[
				nameOf(field),
				code(field.name),
				placeOf(field),
				typeOf(field),
				`${sentence(`${field.description.replace(/\.$/, '')}${shownWords(field, task)}`)}${defaultWords(field)}`,
			],
		];
	});
}

/** The rows of a task's parameters, by label. */
export function parameterRows(task: Task): string[][] {
	const sorted = [...task.parameters].sort((a, b) => a.label.localeCompare(b.label));
	return sorted.map((field) => [
		field.label,
		code(field.name),
		code(withoutRoot(field, task)),
		typeOf(field),
		firstShown(field),
		field.description,
	]);
}

/** The row of a file. Its fields are the same for all tasks. */
function fileRow(field: Field, task: Task): string[] {
	const needed = field.required ? '' : ' (optional)';
	return [
		field.required ? '**Input Source**' : 'Input Source',
		code('inputSource'),
		placeOf(field),
		'file',
		sentence(
			`${field.description}${needed}: from [a binary field, a URL or a path](fields.md#fields-of-the-node)${shownWords(field, task)}`,
		),
	];
}

/** A text with a full stop at its end. */
function sentence(words: string): string {
	return /[.!?]$/.test(words) ? words : `${words}.`;
}

function nameOf({ label, required }: Field): string {
	return required ? `**${label}**` : label;
}

function placeOf({ wire }: Field): string {
	return wire === undefined ? '' : code(wire);
}

/** The API's name of a parameter, without the common key of all parameters. */
function withoutRoot({ name, wire = wireName(name) }: Field, { parametersAt }: Task): string {
	return parametersAt !== '' && wire.startsWith(`${parametersAt}.`) ? wire.slice(parametersAt.length + 1) : wire;
}

function shownWords({ shownWhen }: Field, { inputs }: Task): string {
	return Object.entries(shownWhen ?? {})
		.map(([name, values]) => {
			const other = inputs.find((field) => field.name === name);
			const words = values.map((value) =>
				other?.kind === 'choice'
					? (other.choices.find((choice) => choice.value === value)?.name ?? String(value))
					: String(value),
			);
			return ` (with ${other?.label ?? name}: ${words.join(', ')})`;
		})
		.join('');
}

function defaultWords(field: Field): string {
	if (field.kind === 'choice') return ` Default: ${code(String(field.default ?? field.choices[0]?.value ?? ''))}.`;
	if (field.kind === 'boolean') return ` Default: ${field.default ? 'on' : 'off'}.`;
	return '';
}

/** The type of a field in words, with its bounds or choices. */
export function typeOf(field: Field): string {
	switch (field.kind) {
		case 'text':
			return 'text';
		case 'list':
			return `list, separated by ${field.split}`.replace('lines', 'line breaks');
		case 'object':
			return field.words ? 'word or JSON' : 'JSON';
		case 'number':
			return numberType(field);
		case 'boolean':
			return 'on or off';
		case 'choice':
			return choiceType(field);
		case 'size':
			return 'width and height';
		case 'table':
			return 'JSON';
		case 'attachments':
			return 'names of binary fields, separated by commas';
		case 'messages':
			return 'rows of role and content';
		case 'form':
			return 'rows of name, and value or name of a binary field';
		case 'file':
			return 'file';
	}
}

function numberType({ integer, min, max }: NumberField): string {
	const kind = integer ? 'whole number' : 'number';
	if (min !== undefined && max !== undefined) return `${kind}, ${min} to ${max}`;
	if (min !== undefined) return `${kind}, from ${min}`;
	return max === undefined ? kind : `${kind}, to ${max}`;
}

function choiceType({ choices }: ChoiceField): string {
	return choices.map(({ name, value }) => `${name} (${code(String(value))})`).join(', ');
}

/** Initial value of a newly added parameter. */
function firstShown(field: Field): string {
	switch (field.kind) {
		case 'number':
			return code(String(field.default));
		case 'boolean':
			return field.default ? 'on' : 'off';
		case 'choice':
			return code(String(field.default ?? field.choices[0]?.value ?? ''));
		case 'size':
			return '`1024` by `1024`';
		default:
			return 'empty';
	}
}
