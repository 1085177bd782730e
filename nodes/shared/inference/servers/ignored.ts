import type { IncomingHttpHeaders } from 'node:http';
import type { TaskArguments } from '../../client/arguments';
import { isObject, type JsonValue } from '../../client/json';
import type { ServerAnswer } from '../../client/response';
import type { FieldWords } from '../request';
import { PROGRAMS } from './index';
import type { Seen } from './program';
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

/** Programs that are told apart for sure come first. */
function hintFor(task: Fields, values: TaskArguments, seen: Seen): string | undefined {
	for (const isUnsure of [false, true]) {
		for (const { name, ignores } of PROGRAMS) {
			const known = ignores?.[task.id]?.find((entry) => (entry.isUnsure ?? false) === isUnsure && entry.isIt(seen));
			if (known === undefined) continue;
			const labels = labelsOf(task, values, known.fields);
			return labels.length === 0 ? undefined : sentence(labels.join(', '), name, isUnsure);
		}
	}
	return undefined;
}

function labelsOf({ inputs, parameters }: Fields, values: TaskArguments, fields: readonly string[]): string[] {
	const isSet = ({ name }: FieldWords): boolean =>
		fields.includes(name) && values[name] !== undefined && !(name === 'structuredOutput' && values[name] === 'none');
	return [...inputs, ...parameters].filter(isSet).map(({ label }) => `'${label}'`);
}

function sentence(names: string, program: string, isUnsure: boolean): string {
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
