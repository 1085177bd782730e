import type { MediaKind } from '../client/mediaTypes';

/** Shows a field only if the named other fields have one of these values. */
export type ShownWhen = Readonly<Record<string, ReadonlyArray<string | boolean>>>;

interface FieldBase {
	/** Name of the n8n parameter: the API name in camelCase. */
	readonly name: string;
	/** Dot path of the value in the request's JSON. Absent if the task's own `request` places it. */
	readonly wire?: string;
	readonly label: string;
	readonly description: string;
	readonly placeholder?: string;
	readonly hint?: string;
	/** Whether an item without a value fails before its request. */
	readonly required?: boolean;
	readonly shownWhen?: ShownWhen;
}

export interface TextField extends FieldBase {
	readonly kind: 'text';
	readonly rows?: number;
	readonly default?: string;
}

export interface ListField extends FieldBase {
	readonly kind: 'list';
	/** Separator of the elements in typed text. */
	readonly split: 'commas' | 'lines';
	/** Whether white space in an element has a meaning, e.g. a line break at which a text ends. */
	readonly isExact?: boolean;
}

/** JSON of any kind. With `words`, a bare word counts as a string. */
export interface ObjectField extends FieldBase {
	readonly kind: 'object';
	readonly words?: boolean;
	readonly default?: string;
}

export interface NumberField extends FieldBase {
	readonly kind: 'number';
	readonly integer: boolean;
	/** Initial value when the user adds the field. A parameter not added is not sent. */
	readonly default: number;
	readonly min?: number;
	readonly max?: number;
}

export interface BooleanField extends FieldBase {
	readonly kind: 'boolean';
	readonly default: boolean;
}

export interface ChoiceField extends FieldBase {
	readonly kind: 'choice';
	readonly choices: ReadonlyArray<{ value: string | boolean; name: string; description?: string }>;
	readonly default?: string | boolean;
}

/** Width and height in pixels, sent as `{ width, height }`. */
export interface SizeField extends FieldBase {
	readonly kind: 'size';
}

/** A file from the item, a URL or the host's disk. Shown as the input source fields. */
export interface FileField extends FieldBase {
	readonly kind: 'file';
	readonly media: MediaKind;
}

/** Rows of named columns, from JSON or from all input items. */
export interface TableField extends FieldBase {
	readonly kind: 'table';
}

/** Several files of the item, by the names of their binary fields. */
export interface AttachmentsField extends FieldBase {
	readonly kind: 'attachments';
}

/** Rows of `role` and `content`. */
export interface MessagesField extends FieldBase {
	readonly kind: 'messages';
}

/** Rows of a multipart form: a name, and a text or the name of a binary field. */
export interface FormField extends FieldBase {
	readonly kind: 'form';
}

export type Field =
	| TextField
	| ListField
	| ObjectField
	| NumberField
	| BooleanField
	| ChoiceField
	| SizeField
	| FileField
	| TableField
	| AttachmentsField
	| MessagesField
	| FormField;

/** Turns an API name into an n8n parameter name: `top_k` to `topK`. */
export function camelCase(apiName: string): string {
	return apiName.replace(/_+([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}

/** The API's name of a field, which gives the parameter's name and its default wire path, and its label. */
type Name = readonly [apiName: string, label: string];
type More<F extends Field> = Partial<Omit<F, 'kind' | 'name' | 'label' | 'description'>>;

function base([apiName, label]: Name, description: string) {
	return { name: camelCase(apiName), label, description };
}

export function text(name: Name, description: string, more: More<TextField> = {}): TextField {
	return { kind: 'text', ...base(name, description), ...more };
}

export function list(name: Name, description: string, more: More<ListField> = {}): ListField {
	const separator = more.split === 'lines' ? 'line breaks' : 'commas';
	const hint = `Separate entries by ${separator}, or use an expression that returns a list`;
	return { kind: 'list', split: 'commas', hint, ...base(name, description), ...more };
}

export function object(name: Name, description: string, more: More<ObjectField> = {}): ObjectField {
	return { kind: 'object', ...base(name, description), ...more };
}

export function number(name: Name, description: string, more: More<NumberField> = {}): NumberField {
	return { kind: 'number', integer: false, default: 0, ...base(name, description), ...more };
}

export function integer(name: Name, description: string, more: More<NumberField> = {}): NumberField {
	return { kind: 'number', integer: true, default: 1, ...base(name, description), ...more };
}

export function boolean(name: Name, description: string, more: More<BooleanField> = {}): BooleanField {
	return { kind: 'boolean', default: true, ...base(name, description), ...more };
}

/** Choices in full, or the name in the dropdown for each API value. */
interface Choices {
	readonly choices: ChoiceField['choices'] | Readonly<Record<string, string>>;
}

export function choice(
	name: Name,
	description: string,
	more: Choices & Omit<More<ChoiceField>, 'choices'>,
): ChoiceField {
	const choices = isNamed(more.choices)
		? Object.entries(more.choices).map(([value, label]) => ({ value, name: label }))
		: more.choices;
	return { kind: 'choice', ...base(name, description), ...more, choices };
}

function isNamed(choices: Choices['choices']): choices is Readonly<Record<string, string>> {
	return !Array.isArray(choices);
}

export function size(name: Name, description: string, more: More<SizeField> = {}): SizeField {
	return { kind: 'size', ...base(name, description), ...more };
}

/** The file input of a task. Its default wire path is `inputs`. */
export function file(media: FileField['media'], more: More<FileField> = {}): FileField {
	return {
		kind: 'file',
		name: 'file',
		label: 'File',
		description: media === 'any' ? 'File to send' : `${media.charAt(0).toUpperCase()}${media.slice(1)} to process`,
		wire: 'inputs',
		required: true,
		media,
		...more,
	};
}

/** Puts the wire paths of fields under `path`. Fields with their own path keep it. */
export function under(path: string, fields: readonly Field[]): Field[] {
	return fields.map((field) =>
		field.wire === undefined ? { ...field, wire: joinPath(path, wireName(field.name)) } : field,
	);
}

/** The inverse of {@link camelCase}: `topK` to `top_k`. */
export function wireName(name: string): string {
	return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function joinPath(path: string, name: string): string {
	return path === '' ? name : `${path}.${name}`;
}
