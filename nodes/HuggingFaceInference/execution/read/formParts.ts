import type { FormPart } from '../../../shared/client/form';
import { invalidInput } from '../../../shared/client/errors';
import { isObject } from '../../../shared/client/json';
import type { FormField } from '../../../shared/fields/field';
import { valueOf } from '../../../shared/fields/value';
import type { InputFiles } from './inputFiles';

/** One row as n8n gives it. */
type Row = Readonly<Record<string, unknown>>;

/**
 * The fields of a form, in the order of their rows; undefined where there are none. Rows that are empty are left out.
 * @param given the fixed collection, or its rows from an expression
 * @throws {InferenceError} `invalidInput` for a row without a name, or with a value and a file
 */
export async function formParts(field: FormField, given: unknown, files: InputFiles): Promise<FormPart[] | undefined> {
	const rows = rowsOf(given).filter((row) => [row.name, row.value, row.binaryPropertyName].some(isFilled));
	const parts: FormPart[] = [];
	for (const row of rows) parts.push(await partOf(field, row, files));
	return parts.length === 0 ? undefined : parts;
}

function rowsOf(given: unknown): Row[] {
	const rows: unknown = isObject(given) ? given.field : given;
	return Array.isArray(rows) ? rows.filter(isObject) : [];
}

function isFilled(value: unknown): boolean {
	return value !== undefined && value !== null && value !== '';
}

async function partOf({ label }: FormField, row: Row, files: InputFiles): Promise<FormPart> {
	const { name: given, value, binaryPropertyName } = row;
	const name = isFilled(given) ? String(given) : '';
	if (name === '')
		throw invalidInput(`'${label}' has a row without a name`, "Write a name into 'Name', or remove the row.");
	if (!isFilled(binaryPropertyName)) return { name, value: textOf(name, value) };
	if (isFilled(value))
		throw invalidInput(
			`The row '${name}' of '${label}' has both a value and a file`,
			"Empty 'Value' or 'Input Data Field Name'.",
		);
	return { name, value: await files.named(binaryPropertyName, 'Input Data Field Name') };
}

/** The text of a field; one without a value is an empty text. */
function textOf(name: string, value: unknown): string {
	const field = { kind: 'text', name: 'value', label: `Value of ${name}`, description: '' } as const;
	return String(valueOf(field, value) ?? '');
}
