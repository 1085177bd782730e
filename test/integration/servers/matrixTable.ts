import { tasks } from '../../../nodes/shared/tasks';
import { SERVED, type Served } from '../../../sandbox/dialects/reads';
import type { Cell, Fate } from './matrix';

/** Programs in the order of a table's columns, and what they are called there. */
type Columns = ReadonlyArray<readonly [program: Served['program'], name: string]>;

const PROGRAMS: Columns = [
	['toolkit', 'Endpoints toolkit'],
	['hf-serve', 'hf-serve'],
	['community', 'community images'],
	['TGI', 'TGI'],
	['TEI', 'TEI'],
	['OpenAI', "OpenAI's protocol"],
];
/** Programs for the home, beyond chat. */
const HOME: Columns = (
	[
		'vLLM',
		'llama.cpp',
		'LocalAI',
		'infinity',
		'whisper.cpp',
		'speaches',
		'Kokoro-FastAPI',
		'stable-diffusion.cpp',
	] as const
).map((name) => [name, name] as const);

/** The tables of the docs: which task each program does, and which parameters it leaves out. */
export function matrixTables(cells: readonly Cell[]): string {
	return [...table(PROGRAMS, cells), '', ...table(HOME, cells), '', ...leftOut(cells)].join('\n');
}

function table(columns: Columns, cells: readonly Cell[]): string[] {
	const header = `| task | ${columns.map(([, name]) => name).join(' | ')} |`;
	const line = `| --- |${' --- |'.repeat(columns.length)}`;
	const programs = columns.map(([program]) => program);
	const played = tasks.filter(({ id }) =>
		SERVED.some(({ task, program }) => task === id && programs.includes(program)),
	);
	const rows = played.map(
		({ id, name }) => `| ${name} | ${programs.map((program) => short(find(cells, program, id))).join(' | ')} |`,
	);
	return [header, line, ...rows];
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
	const rows = [...PROGRAMS, ...HOME].flatMap(([program, name]) =>
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
