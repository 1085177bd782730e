import { fieldsOf, isFields, textOf } from '../values';
import { hash, overlap, wordsOf } from '../words';
import { refuse, type Answer, type Question } from './answer';

type Table = Record<string, string[]>;

const AGGREGATORS: ReadonlyArray<readonly [RegExp, string]> = [
	[/\b(total|sum)\b/i, 'SUM'],
	[/\b(average|mean)\b/i, 'AVERAGE'],
	[/\bcount\b|\bhow many (rows|entries|items)\b/i, 'COUNT'],
];

function readTable(value: unknown): Table {
	if (!isFields(value) || Object.keys(value).length === 0) return refuse('table should be a non-empty dict of lists');
	const table: Table = {};
	for (const [name, cells] of Object.entries(value)) {
		if (!Array.isArray(cells)) return refuse(`table column "${name}" should be a list`);
		if (cells.some((cell) => typeof cell !== 'string')) return refuse('Data cells must be strings');
		table[name] = cells.map(String);
	}
	const lengths = new Set(Object.values(table).map((cells) => cells.length));
	if (lengths.size > 1) refuse('All columns of the table must have the same length');
	return table;
}

function bestIndex(scores: readonly number[]): number {
	return scores.indexOf(Math.max(...scores));
}

function columnFor(query: string, names: readonly string[], usedColumn: number): number {
	const scores = names.map((name, index) => overlap(name, query) + (index === usedColumn ? -1 : 0));
	if (Math.max(...scores) > 0) return bestIndex(scores);
	return names.length > 1 ? (usedColumn === 0 ? 1 : 0) : 0;
}

/** The cell that a question is about: the row whose words it has, in the column whose name it has. */
function place(query: string, names: readonly string[], table: Table): { rows: number[]; column: number } {
	const asked = wordsOf(query);
	let best = { hits: 0, row: -1, column: -1 };
	names.forEach((name, column) => {
		(table[name] ?? []).forEach((cell, row) => {
			const hits = wordsOf(cell).filter((word) => asked.includes(word)).length;
			if (hits > best.hits) best = { hits, row, column };
		});
	});
	const column = columnFor(query, names, best.column);
	const count = table[names[column] ?? '']?.length ?? 0;
	const isAll = AGGREGATORS.some(([pattern]) => pattern.test(query));
	if (isAll && best.row < 0) return { rows: Array.from({ length: count }, (_, row) => row), column };
	return { rows: [best.row >= 0 ? best.row : hash(query) % Math.max(1, count)], column };
}

/** Looks a question up in a table. */
export function askTable(query: string, value: unknown): object {
	if (query === '') refuse('query is empty');
	const table = readTable(value);
	const names = Object.keys(table);
	const { rows, column } = place(query, names, table);
	const cells = rows.map((row) => table[names[column] ?? '']?.[row] ?? '');
	const aggregator = AGGREGATORS.find(([pattern]) => pattern.test(query))?.[1] ?? 'NONE';
	const answer = aggregator === 'NONE' ? cells.join(', ') : `${aggregator} > ${cells.join(', ')}`;
	return { answer, coordinates: rows.map((row) => [row, column]), cells, aggregator };
}

export function table(question: Question): Answer {
	const nested = fieldsOf(question.inputs);
	const query = textOf(nested.query, textOf(nested.question, textOf(question.root.query)));
	return { json: askTable(query, nested.table ?? question.root.table) };
}
