import { tasks } from '../../../nodes/shared/tasks';
import { SERVED, type Served } from '../../../sandbox/dialects/reads';
import type { Cell, Fate } from './matrix';

/** The programs in the order of the table's columns, and what they are called there. */
const PROGRAMS: ReadonlyArray<readonly [program: Served['program'], name: string]> = [
	['toolkit', 'Endpoints toolkit'],
	['hf-serve', 'hf-serve'],
	['community', 'community images'],
	['TGI', 'TGI'],
	['TEI', 'TEI'],
	['OpenAI', "OpenAI's protocol"],
];

/** The tables of the docs: which task each program does, and which parameters it leaves out. */
export function matrixTables(cells: readonly Cell[]): string {
	const header = `| task | ${PROGRAMS.map(([, name]) => name).join(' | ')} |`;
	const line = `| --- |${' --- |'.repeat(PROGRAMS.length)}`;
	const played = tasks.filter(({ id }) => SERVED.some((served) => served.task === id));
	const rows = played.map(
		({ id, name }) => `| ${name} | ${PROGRAMS.map(([program]) => short(find(cells, program, id))).join(' | ')} |`,
	);
	return [header, line, ...rows, '', ...leftOut(cells)].join('\n');
}

/** A task may be at several addresses of a program, which differ in their answers alone. */
function find(cells: readonly Cell[], program: string, task: string): Cell | undefined {
	return cells.find(({ served }) => served.program === program && served.task === task);
}

function short(cell: Cell | undefined): string {
	if (cell === undefined) return '';
	if (cell.plain.error !== undefined) return 'fails';
	const taken = cell.fates.filter(({ fate }) => fate === 'read' || fate === 'applied').length;
	const parts = [
		cell.fates.length === 0 ? 'yes' : `${taken}/${cell.fates.length}`,
		cell.isRaw ? 'raw' : '',
		listsOf(cell),
	];
	return parts.filter(Boolean).join(', ');
}

/** A server that has no address for the first form is asked in another one: two requests for one list. */
function listsOf({ lists }: Cell): string {
	return lists !== undefined && lists.requests < lists.single.json.length ? 'lists' : '';
}

function leftOut(cells: readonly Cell[]): string[] {
	const rows = PROGRAMS.flatMap(([program, name]) =>
		tasks.flatMap((task) => rowOf(name, task.name, find(cells, program, task.id))),
	);
	return ['| server | task | rejects | ignores |', '| --- | --- | --- | --- |', ...rows];
}

function rowOf(program: string, task: string, cell: Cell | undefined): string[] {
	const fates = cell?.fates ?? [];
	const names = (kind: Fate['fate']): string => {
		const found = fates.filter(({ fate }) => fate === kind);
		return found.length > 2 && found.length === fates.length
			? 'all parameters'
			: found.map(({ field }) => field.label).join(', ');
	};
	const [refused, unread] = [names('refused'), names('hinted')];
	return refused === '' && unread === '' ? [] : [`| ${program} | ${task} | ${refused} | ${unread} |`];
}
