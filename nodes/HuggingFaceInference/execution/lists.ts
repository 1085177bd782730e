import { InferenceError } from '../client/errors';
import { isObject, type JsonValue } from '../client/json';
import type { Task } from '../tasks/task';
import { arePlain } from './arguments';
import type { Prepared } from './prepared';

/** Items that may travel in one request: neighbours that differ in the list's input alone. */
export function groupsOf(items: readonly Prepared[], task: Task): Prepared[][] {
	const { list } = task;
	if (list === undefined || items.length < list.shortest) return items.map((item) => [item]);
	const groups: Array<{ key: string; members: Prepared[] }> = [];
	for (const item of items) {
		const key = keyOf(item, list.input);
		const last = groups.at(-1);
		if (last?.key === key) last.members.push(item);
		else groups.push({ key, members: [item] });
	}
	return groups.flatMap(({ members }) => (members.length < list.shortest ? members.map((item) => [item]) : [members]));
}

function keyOf({ values, choice, settings, itemIndex }: Prepared, input: string): string {
	if (!arePlain(values)) return String(itemIndex);
	return JSON.stringify([{ ...values, [input]: '' }, choice, settings.extraParameters, settings.timeoutSeconds, settings.rules]);
}

/** The results of a list, one for each input; undefined where their number is wrong. */
export function elementsOf(json: JsonValue, count: number): JsonValue[] | undefined {
	const list = isObject(json) ? (json.embeddings ?? json.results ?? embeddingsOf(json.data)) : json;
	if (!Array.isArray(list)) return undefined;
	// Hugging Face's own service wraps the results of a list once more for some tasks.
	const inner = list.length === 1 && count > 1 && Array.isArray(list[0]) ? list[0] : list;
	return inner.length === count ? inner : undefined;
}

/** OpenAI's embeddings, put in the order of their `index`. */
function embeddingsOf(data: JsonValue | undefined): JsonValue[] | undefined {
	if (!Array.isArray(data)) return undefined;
	const sorted = data.filter(isObject).sort((a, b) => Number(a.index ?? 0) - Number(b.index ?? 0));
	return sorted.map(({ embedding }) => embedding ?? null);
}

/** Words with which servers refuse a list because it is one, and not because of what is in it. */
const SHAPE = /valid string|str type expected|invalid type|did not match|expected a string|must be a string|string_type/i;

/** Whether a list was refused before it was worked on: for one of its inputs, or for being a list. */
export function isRefusal(error: unknown): 'shape' | 'input' | false {
	if (!(error instanceof InferenceError)) return false;
	if (![400, 413, 422].includes(error.details.status ?? 0)) return false;
	return SHAPE.test(error.message) ? 'shape' : 'input';
}
