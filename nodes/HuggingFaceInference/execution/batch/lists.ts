import type { InferenceError } from '../../../shared/client/errors';
import type { Service } from '../../../shared/client/service';
import type { Task } from '../../../shared/tasks/task';
import { arePlain } from '../read/arguments';
import type { Prepared } from '../read/prepared';

/** Items that may travel in one request: neighbours that differ in the list's input alone. */
export function groupsOf(items: readonly Prepared[], task: Task): Prepared[][] {
	const { list } = task;
	if (list === undefined || items.length < list.shortest) return items.map((item) => [item]);
	const groups: Array<{ key: string; service: Service; members: Prepared[] }> = [];
	for (const item of items) {
		const key = keyOf(item, list.input);
		const last = groups.at(-1);
		// The token of one item must not pay for another.
		if (last?.key === key && last.service === item.service) last.members.push(item);
		else groups.push({ key, service: item.service, members: [item] });
	}
	return groups.flatMap(({ members }) => (members.length < list.shortest ? members.map((item) => [item]) : [members]));
}

function keyOf({ values, choice, settings, itemIndex }: Prepared, input: string): string {
	if (!arePlain(values)) return String(itemIndex);
	return JSON.stringify([
		{ ...values, [input]: '' },
		choice,
		settings.extraParameters,
		settings.timeoutSeconds,
		settings.rules,
	]);
}

/** How an item ended: with this error, or well. */
export type Outcome = InferenceError | undefined;

/** What a run has learned of the lists that its server takes. */
export class ListMemory {
	/** The longest list that is sent. */
	size = Infinity;
	/** Words of refused lists, with those that each of their inputs was refused with. */
	private readonly hopeless = new Map<string, string>();
	private hasAnswers = false;

	/**
	 * Told that the server answered for an item: then it is the inputs that it refuses, and not what they have in
	 * common.
	 */
	onAnswered(): void {
		this.hasAnswers = true;
	}

	/**
	 * Draws the lesson from a list that was refused and sent again in parts.
	 * @param outcomes how each of its items ended in the end
	 * @param size length of the parts
	 * @param refusal of a whole list: its parts may hold nothing but bad inputs
	 */
	learn(outcomes: readonly Outcome[], size: number, refusal: InferenceError | undefined): void {
		const words = outcomes.map((outcome) => outcome?.message);
		if (words.every((message) => message === undefined)) this.size = Math.min(this.size, size);
		else if (refusal && words[0] !== undefined && words.every((message) => message === words[0]))
			this.hopeless.set(refusal.message, words[0]);
	}

	/**
	 * The words with which each input of an earlier list was refused that met the same refusal, as long as no item was
	 * answered.
	 */
	hopelessWords(refusal: InferenceError): string | undefined {
		return this.hasAnswers ? undefined : this.hopeless.get(refusal.message);
	}
}

/** The item of a list whose input is the shortest: if that is refused, the length of inputs is not the reason. */
export function shortestOf(items: readonly Prepared[], { list }: Task): Prepared | undefined {
	const lengthOf = ({ values }: Prepared): number => String(list && values[list.input]).length;
	return items.reduce<Prepared | undefined>(
		(least, item) => (least === undefined || lengthOf(item) < lengthOf(least) ? item : least),
		undefined,
	);
}
