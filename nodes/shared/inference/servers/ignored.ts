import type { IncomingHttpHeaders } from 'node:http';
import type { TaskArguments } from '../../client/arguments';
import { isObject, type JsonValue } from '../../client/json';
import type { ServerAnswer } from '../../client/response';
import type { FieldWords } from '../request';
import { PROGRAMS } from './index';
import type { Ignored, Seen } from './program';
import { embeddings, under } from './shapes';

/** The parts of a task that hints need. */
interface Fields {
	readonly id: string;
	readonly inputs: readonly FieldWords[];
	readonly parameters: readonly FieldWords[];
	readonly list?: { readonly input: string };
}

/**
 * Hints about parameters that a server ignored without a word.
 * @param values the values of the call's fields; the input of a list of items is a list in it
 * @returns sentences with the fields' labels, none where all were read
 */
export function ignoredHints(
	task: Fields,
	values: TaskArguments,
	{ answer, headers }: { answer: ServerAnswer; headers: IncomingHttpHeaders },
): string[] {
	const listed = task.list === undefined ? undefined : values[task.list.input];
	const json = answer.kind === 'json' ? answer.value : undefined;
	const seen = { headers, json, count: Array.isArray(listed) ? listed.length : 1 };
	const hint = hintFor(task, values, seen);
	return [...(hint === undefined ? [] : [hint]), ...fewerThanAsked(values, json)];
}

/** What a program ignores of a task. */
interface OfProgram extends Ignored {
	readonly program: string;
	readonly taskId: string;
}

const IGNORED: readonly OfProgram[] = PROGRAMS.flatMap(({ name, ignores = {} }) =>
	Object.entries(ignores).flatMap(([taskId, entries = []]) =>
		entries.map((entry) => ({ ...entry, program: name, taskId })),
	),
);
/** What the programs ignore of each task. Programs that are told apart for sure come first. */
const IGNORED_OF: ReadonlyMap<string, readonly OfProgram[]> = byTask([
	...IGNORED.filter(({ isUnsure = false }) => !isUnsure),
	...IGNORED.filter(({ isUnsure = false }) => isUnsure),
]);

function byTask(entries: readonly OfProgram[]): Map<string, OfProgram[]> {
	const found = new Map<string, OfProgram[]>();
	for (const entry of entries) found.set(entry.taskId, [...(found.get(entry.taskId) ?? []), entry]);
	return found;
}

function hintFor(task: Fields, values: TaskArguments, seen: Seen): string | undefined {
	const entries = IGNORED_OF.get(task.id) ?? [];
	const given = givenFields(task, values);
	const mayMatter = entries.some(({ fields }) => given.some(({ name }) => fields.includes(name)));
	// Most items set none of these fields: their answers are not looked through.
	const known = mayMatter ? entries.find(({ isIt }) => isIt(seen)) : undefined;
	const labels = given.filter(({ name }) => known?.fields.includes(name)).map(({ label }) => `'${label}'`);
	return known === undefined || labels.length === 0 ? undefined : sentence(labels.join(', '), known);
}

function givenFields({ inputs, parameters }: Fields, values: TaskArguments): FieldWords[] {
	return [...inputs, ...parameters].filter(
		({ name }) => values[name] !== undefined && !(name === 'structuredOutput' && values[name] === 'none'),
	);
}

function sentence(names: string, { program, isUnsure = false }: OfProgram): string {
	return isUnsure
		? `${names} may have been ignored: this server looks like ${program}, which does not support it`
		: `${names} had no effect: this server is ${program}, which ignores it`;
}

/** Whatever the server is: part of what was asked for is missing. */
function fewerThanAsked({ n, dimensions }: TaskArguments, json: JsonValue | undefined): string[] {
	const choices = isObject(json) && Array.isArray(json.choices) ? json.choices.length : undefined;
	const hints: string[] = [];
	if (typeof n === 'number' && choices !== undefined && choices < n) {
		hints.push(`'Number of Answers' had no effect: the server returned ${choices} instead of ${n}`);
	}
	const length = typeof dimensions === 'number' ? lengthOf(json) : undefined;
	if (length !== undefined && length !== dimensions) {
		const wanted = String(dimensions);
		hints.push(`'Dimensions' had no effect: the server returned vectors of ${length} numbers instead of ${wanted}`);
	}
	return hints;
}

/** The length of the first vector of an answer; undefined where there is none, or it is packed. */
function lengthOf(json: JsonValue | undefined): number | undefined {
	const data = under(json, 'data');
	const first = Array.isArray(data) && isObject(data[0]) ? data[0].embedding : undefined;
	let found: JsonValue | undefined = first ?? embeddings(json) ?? json;
	while (Array.isArray(found) && Array.isArray(found[0])) found = found[0];
	return Array.isArray(found) && typeof found[0] === 'number' ? found.length : undefined;
}
