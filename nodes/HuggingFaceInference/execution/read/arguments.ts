import type { IExecuteFunctions } from 'n8n-workflow';
import { invalidInput } from '../../../shared/client/errors';
import { InputFile } from '../../../shared/client/inputFile';
import type { Field, ShownWhen, TableField } from '../../../shared/fields/field';
import { toColumns } from '../../../shared/tasks/tabular/table';
import { isSet, type ArgumentValue, type Task, type TaskArguments } from '../../../shared/tasks/task';
import { formParts } from './formParts';
import { InputFiles, type FileTransport, type ReadParameter } from './inputFiles';
import { oncePerObject } from './oncePerObject';
import { readCollection } from '../../../shared/fields/collection';
import { valueOf } from '../../../shared/fields/value';

/** Whether the value at these names, one inside the other, is an expression's. */
export type IsComputed = (...names: readonly string[]) => boolean;

/** Reads the fields of a task for the items of a run. */
export class ArgumentReader {
	private readonly inputs: readonly Field[];
	private readonly parametersOf: (given: unknown) => Record<string, ArgumentValue>;
	private readonly optionsOf: (given: unknown) => Record<string, ArgumentValue>;

	constructor(
		task: Task,
		private readonly context: IExecuteFunctions,
		private readonly isComputed: IsComputed,
	) {
		const readerOf = (collection: string, fields: readonly Field[]) =>
			oncePerObject((given) => readCollection(fields, given, (name) => isComputed(collection, name)));
		this.inputs = inReadingOrder(task.inputs);
		this.parametersOf = readerOf('parameters', task.parameters);
		this.optionsOf = readerOf('options', task.options);
	}

	/**
	 * All fields of the task for one item.
	 * @throws {InferenceError} `invalidInput`, naming the field
	 */
	async read(itemIndex: number, read: ReadParameter, transport: () => FileTransport): Promise<TaskArguments> {
		const files = new InputFiles(this.context, itemIndex, transport);
		const values: Record<string, ArgumentValue> = {};
		for (const field of this.inputs) {
			if (!isShown(field.shownWhen, values)) continue;
			const value = await this.readInput(field, read, files);
			if (isSet(value)) values[field.name] = value;
			else if (field.required)
				throw invalidInput(
					`'${field.label}' is empty`,
					`Fill in '${field.label}', or check that its expression gives a value for this item.`,
				);
		}
		return Object.assign(values, this.parametersOf(read('parameters', {})), this.optionsOf(read('options', {})));
	}

	private readInput(
		field: Field,
		read: ReadParameter,
		files: InputFiles,
	): ArgumentValue | undefined | Promise<ArgumentValue | undefined> {
		switch (field.kind) {
			case 'file':
				return files.chosen(read, field.media, field.required ?? false);
			case 'attachments':
				return files.attached(read(field.name, ''));
			case 'form':
				return formParts(field, read(field.name, {}), files);
			case 'table':
				return read('tableSource', 'json') === 'items'
					? toColumns(this.context.getInputData().map(({ json }) => json as never))
					: tableValue(field, read(field.name, ''), this.isComputed(field.name));
			default:
				return valueOf(field, read(field.name, defaultOf(field)), this.isComputed(field.name));
		}
	}
}

/** Fields that show or hide others come first. */
function inReadingOrder(fields: readonly Field[]): Field[] {
	return [...fields.filter(({ kind }) => kind === 'choice'), ...fields.filter(({ kind }) => kind !== 'choice')];
}

function isShown(shownWhen: ShownWhen | undefined, values: TaskArguments): boolean {
	return Object.entries(shownWhen ?? {}).every(([name, allowed]) => allowed.some((value) => value === values[name]));
}

function tableValue(
	{ name, label, description }: TableField,
	given: unknown,
	isComputed: boolean,
): ArgumentValue | undefined {
	const table = valueOf({ kind: 'object', name, label, description }, given, isComputed);
	return table === undefined ? undefined : toColumns(table);
}

function defaultOf(field: Field): unknown {
	return 'default' in field ? field.default : '';
}

/** Whether all of an item's values are plain, so that items can be compared by them. */
export function arePlain(values: TaskArguments): boolean {
	return !Object.values(values).some(
		(value) =>
			value instanceof InputFile || (Array.isArray(value) && value.some((entry) => entry instanceof InputFile)),
	);
}
