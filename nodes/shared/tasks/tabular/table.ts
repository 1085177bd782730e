import { invalidInput } from '../../client/errors';
import { isObject, type JsonObject, type JsonValue } from '../../client/json';
import type { TableField } from '../../fields/field';
import { dateText } from '../../fields/value';

/** A table, from JSON or from all input items. The API gets it as columns. */
export function tableInput(wire: string): TableField {
	return {
		kind: 'table',
		name: 'table',
		label: 'Table',
		description: 'Columns with lists of cells, or a list of rows, as JSON',
		required: true,
		wire,
		placeholder: 'e.g. { "city": ["Berlin", "Rome"], "parcels": [12, 30] }',
	};
}

/**
 * Brings a table into the API's form: columns of equal length, with cells as texts (servers reject numbers).
 * @param table columns (`{ a: [1, 2] }`) or rows (`[{ a: 1 }, { a: 2 }]`); a missing key leaves an empty cell
 * @throws {InferenceError} `invalidInput` for any other value
 */
export function toColumns(table: JsonValue): { [column: string]: string[] } {
	if (Array.isArray(table) && table.length > 0 && table.every(isObject)) return ofRows(table);
	if (isObject(table) && Object.keys(table).length > 0) return ofColumns(table);
	throw invalidInput(
		"'Table' is not a table",
		'Enter columns with lists of cells, e.g. { "city": ["Berlin", "Rome"] }, or a list of rows, e.g. ' +
			'[{ "city": "Berlin" }].',
	);
}

function ofRows(rows: readonly JsonObject[]): { [column: string]: string[] } {
	const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
	return Object.fromEntries(
		names.map((name) => [name, rows.map((row) => cell(Object.hasOwn(row, name) ? row[name] : undefined))]),
	);
}

function ofColumns(table: JsonObject): { [column: string]: string[] } {
	const columns = Object.entries(table).map(([name, cells]) => {
		if (!Array.isArray(cells))
			throw invalidInput(
				`The column '${name}' in 'Table' is not a list of cells`,
				'Enter a list for each column, e.g. { "city": ["Berlin", "Rome"] }.',
			);
		return [name, cells.map(cell)] as const;
	});
	const lengths = [...new Set(columns.map(([, cells]) => cells.length))];
	if (lengths.length > 1) {
		const counts = columns.map(([name, cells]) => `${name}: ${cells.length}`).join(', ');
		throw invalidInput(
			`The columns in 'Table' have different lengths (${counts})`,
			'Give all columns the same number of cells.',
		);
	}
	return Object.fromEntries(columns);
}

function cell(value: JsonValue | undefined): string {
	if (value === undefined || value === null) return '';
	return dateText(value) ?? (typeof value === 'object' ? JSON.stringify(value) : String(value));
}
