import type { IDisplayOptions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Field, NumberField, ShownWhen } from '../fields/field';

/** Shows a field for these tasks, and only under its own condition. */
export function shownFor(operations: readonly string[], shownWhen: ShownWhen = {}): IDisplayOptions {
	return { show: { operation: [...operations], ...copied(shownWhen) } };
}

function copied(shownWhen: ShownWhen): Record<string, Array<string | boolean>> {
	return Object.fromEntries(Object.entries(shownWhen).map(([name, values]) => [name, [...values]]));
}

/**
 * Turns a declaration into an n8n field.
 * @param displayOptions its condition; absent inside collections
 */
export function toProperty(field: Field, displayOptions?: IDisplayOptions): INodeProperties {
	return {
		displayName: field.label,
		name: field.name,
		...kindOf(field),
		...(field.required && displayOptions && { required: true }),
		description: field.description,
		...(field.placeholder !== undefined && { placeholder: field.placeholder }),
		...(field.hint !== undefined && { hint: field.hint }),
		...(displayOptions && { displayOptions }),
	} as INodeProperties;
}

type KindOfProperty = Pick<INodeProperties, 'type' | 'default'> & Partial<INodeProperties>;

function kindOf(field: Field): KindOfProperty {
	switch (field.kind) {
		case 'text':
			return {
				type: 'string',
				default: field.default ?? '',
				...(field.rows !== undefined && { typeOptions: { rows: field.rows } }),
			};
		case 'list':
			return { type: 'string', default: '', ...(field.split === 'lines' && { typeOptions: { rows: 4 } }) };
		case 'attachments':
			return { type: 'string', default: '', typeOptions: { binaryDataProperty: true } };
		case 'object':
			// The editor marks an empty JSON field as an error, so a field without a default is plain text.
			return field.default === undefined
				? { type: 'string', default: '', typeOptions: { rows: 2 } }
				: { type: 'json', default: field.default, typeOptions: { rows: 4 } };
		case 'table':
			return { type: 'string', default: '', typeOptions: { rows: 4 } };
		case 'number':
			return { type: 'number', default: field.default, typeOptions: numberOptions(field) };
		case 'boolean':
			return { type: 'boolean', default: field.default };
		case 'choice':
			return {
				type: 'options',
				default: field.default ?? field.choices[0]?.value ?? '',
				options: field.choices.map((entry): INodePropertyOptions => ({ ...entry })),
			};
		case 'size':
			// Shows width and height at once. Otherwise the user has to add the only entry first.
			return { type: 'fixedCollection', default: { size: { width: SIDE, height: SIDE } }, options: [sizeEntry()] };
		case 'messages':
			return messageRows();
		case 'form':
			return formRows();
		case 'file':
			throw new Error('A file needs several fields: use inputSourceProperties');
	}
}

function numberOptions({
	integer,
	min,
	max,
}: Pick<NumberField, 'integer' | 'min' | 'max'>): INodeProperties['typeOptions'] {
	return {
		...(min !== undefined && { minValue: min }),
		...(max !== undefined && { maxValue: max }),
		...(integer && { numberPrecision: 0 }),
	};
}

/** Initial width and height of a size, in pixels. */
const SIDE = 1024;

function sizeEntry() {
	const side = (displayName: string, name: string): INodeProperties => ({
		displayName,
		name,
		type: 'number',
		default: SIDE,
		description: 'In pixels',
		typeOptions: numberOptions({ integer: true, min: 1 }),
	});
	return { displayName: 'Size', name: 'size', values: [side('Width', 'width'), side('Height', 'height')] };
}

function messageRows(): KindOfProperty {
	const roles = ['User', 'Assistant', 'System', 'Tool'].map((name) => ({ name, value: name.toLowerCase() }));
	const role: INodeProperties = {
		displayName: 'Role',
		name: 'role',
		type: 'options',
		default: 'user',
		options: roles,
		description: 'Sender of the message',
	};
	const content: INodeProperties = {
		displayName: 'Content',
		name: 'content',
		type: 'string',
		default: '',
		typeOptions: { rows: 2 },
		description: 'Text of the message',
		placeholder: 'e.g. Where is my parcel?',
	};
	return {
		type: 'fixedCollection',
		placeholder: 'Add Message',
		default: { message: [{ role: 'user', content: '' }] },
		typeOptions: { multipleValues: true, sortable: true },
		options: [{ displayName: 'Message', name: 'message', values: [role, content] }],
	};
}

function formRows(): KindOfProperty {
	const values: INodeProperties[] = [
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			default: '',
			description: 'Name of the form field. Names may repeat.',
			placeholder: 'e.g. model',
		},
		{
			displayName: 'Value',
			name: 'value',
			type: 'string',
			default: '',
			description: 'Text of the form field. Leave empty for a file.',
			placeholder: 'e.g. whisper-1',
		},
		{
			displayName: 'Input Data Field Name',
			name: 'binaryPropertyName',
			type: 'string',
			default: '',
			hint: 'The name of the input field containing the file. Leave empty for a text.',
			description: 'Name of the binary input field to send as a file',
			placeholder: 'e.g. data',
		},
	];
	return {
		type: 'fixedCollection',
		placeholder: 'Add Form Field',
		default: { field: [{ name: '', value: '', binaryPropertyName: '' }] },
		typeOptions: { multipleValues: true, sortable: true },
		options: [{ displayName: 'Field', name: 'field', values }],
	};
}
