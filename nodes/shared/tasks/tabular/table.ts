import { invalidInput } from '../../client/errors';
import { isObject, type JsonObject, type JsonValue } from '../../client/json';
import type { TableField } from '../../fields/field';
import { dateText } from '../../fields/value';

/** A table: as JSON, or of all input items. It goes to the API as columns. */
export function tableInput(wire: string): TableField {
	return {
		kind: 'table',
		name: 'table',
		label: 'Table',
		description: 'Columns with their cells, or a list of rows',
		required: true,
		wire,
		placeholder: 'e.g. { "city": ["Berlin", "Rome"], "parcels": [12, 30] }',
	};
}

/**
 * A table in the API's form: columns of equal length, cells as texts (servers refuse numbers).
 * @param table columns (`{ a: [1, 2] }`) or rows (`[{ a: 1 }, { a: 2 }]`); a row without a column leaves an empty cell
 * @throws {InferenceError} `invalidInput` for anything else
 */
export function toColumns(table: JsonValue): { [column: string]: string[] } {
	if (Array.isArray(table) && table.length > 0 && table.every(isObject)) return ofRows(table);
	if (isObject(table) && Object.keys(table).length > 0) return ofColumns(table);
	throw invalidInput(
		"'Table' holds no table",
		'Write columns with lists of cells, e.g. { "city": ["Berlin", "Rome"] }, or a list of rows, e.g. [{ "city": "Berlin" }].',
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
				`The column '${name}' of 'Table' is not a list of cells`,
				'Write a list for each column, e.g. { "city": ["Berlin", "Rome"] }.',
			);
		return [name, cells.map(cell)] as const;
	});
	const lengths = [...new Set(columns.map(([, cells]) => cells.length))];
	if (lengths.length > 1) {
		const counts = columns.map(([name, cells]) => `${name}: ${cells.length}`).join(', ');
		throw invalidInput(
			`The columns of 'Table' differ in length (${counts})`,
			'Give each column as many cells as the others.',
		);
	}
	return Object.fromEntries(columns);
}

function cell(value: JsonValue | undefined): string {
	if (value === undefined || value === null) return '';
	return dateText(value) ?? (typeof value === 'object' ? JSON.stringify(value) : String(value));
}
