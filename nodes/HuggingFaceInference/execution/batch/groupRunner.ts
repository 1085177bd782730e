import type { CallReport } from '../../../shared/client/call';
import { InferenceError, unexpectedResponse } from '../../../shared/client/errors';
import type { JsonValue } from '../../../shared/client/json';
import type { Target } from '../../../shared/client/target';
import { jsonOf } from '../../../shared/tasks/answers/answer';
import { takeAnswer, type StoredAnswer } from '../write/items';
import type { CallResult } from '../../../shared/inference/call';
import { toInferenceError } from '../../../shared/n8n/errors';
import { callModel } from '../../../shared/inference/failover';
import type { Job } from '../job';
import { ListMemory, elementsOf, isRefusal, shortestOf, slices, type Outcome } from './lists';
import type { Output } from '../write/output';
import type { Pacing } from '../../../shared/inference/pacing/pacing';
import type { Prepared } from '../read/prepared';

/** Makes the call for an item, or for several in one list, and puts what comes of it into the output. */
export class GroupRunner {
	private readonly lists = new ListMemory();

	constructor(
		private readonly job: Job,
		private readonly pacing: Pacing,
		private readonly output: Output,
	) {}

	/** @throws {NodeApiError | NodeOperationError} for an item that failed, unless the node continues on failure */
	async run(group: readonly Prepared[]): Promise<void> {
		const [first] = group;
		if (first === undefined) return;
		try {
			if (group.length === 1) await this.runOne(first);
			else await this.runList(group);
		} finally {
			for (const { deadline } of group) deadline.clear();
		}
	}

	private async runOne(item: Prepared): Promise<Outcome> {
		const { task, context } = this.job;
		const { itemIndex, values, rules } = item;
		try {
			const { result, report, target } = await callModel(
				this.job,
				this.pacing,
				{ ...item, items: [itemIndex] },
				async (answer, transport) => await takeAnswer(task, answer, values, rules, context, transport, itemIndex),
			);
			this.put(item, result, target, report);
			return undefined;
		} catch (error) {
			this.output.fail([itemIndex], error);
			return toInferenceError(error);
		}
	}

	/**
	 * One request for several items; a list that is refused is cut until the bad input stands alone.
	 * @param isPart whether the items are some of those of a list that was refused
	 * @returns how each item ended
	 */
	private async runList(group: readonly Prepared[], isPart = false): Promise<Outcome[]> {
		const [first] = group;
		const { list } = this.job.task;
		if (first === undefined || list === undefined) return [];
		if (group.length > this.lists.size) return await this.runParts(group, this.lists.size);
		const values = { ...first.values, [list.input]: group.map((item) => item.values[list.input]) as JsonValue };
		const call = await callModel(
			this.job,
			this.pacing,
			{ ...first, values, items: indexesOf(group) },
			async (answer) => {
				const elements = elementsOf(jsonOf(answer), group.length);
				if (elements === undefined)
					throw unexpectedResponse(
						`The server did not answer with one result for each of the ${group.length} inputs`,
						"Set 'Batch Size' in 'Options' to 1 for this model.",
					);
				return elements;
			},
		).catch(toInferenceError);
		if (call instanceof InferenceError) return await this.runRefused(group, call, isPart);
		const outcomes: Outcome[] = [];
		for (const [i, item] of group.entries())
			outcomes.push(await this.takeElement({ ...item, deadline: first.deadline }, call.result[i] ?? null, call));
		return outcomes;
	}

	/** A list that failed: where one of its inputs may be the reason, each of them gets its own. */
	private async runRefused(group: readonly Prepared[], error: InferenceError, isPart: boolean): Promise<Outcome[]> {
		const refusal = isRefusal(error);
		if (refusal === false) return this.failAll(group, error);
		const words = this.lists.hopelessWords(error);
		const probe = words === undefined ? undefined : shortestOf(group, this.job.task);
		const probed = probe ? [await this.runOne(probe)] : [];
		const rest = group.filter((item) => item !== probe);
		if (words !== undefined && probed[0]?.message === words) return [...probed, ...this.failAll(rest, error)];
		const size = refusal === 'shape' ? 1 : Math.ceil(rest.length / 2);
		const outcomes = [...probed, ...(await this.runParts(rest, size))];
		this.lists.learn(outcomes, size, isPart ? undefined : error);
		return outcomes;
	}

	private failAll(group: readonly Prepared[], error: InferenceError): Outcome[] {
		this.output.fail(indexesOf(group), error);
		return group.map(() => error);
	}

	private async runParts(group: readonly Prepared[], size: number): Promise<Outcome[]> {
		const shortest = Math.max(2, this.job.task.list?.shortest ?? 2);
		const outcomes: Outcome[] = [];
		for (const part of slices(group, size)) {
			if (part.length >= shortest) outcomes.push(...(await this.runList(part, true)));
			else for (const item of part) outcomes.push(await this.runOne(item));
		}
		return outcomes;
	}

	private async takeElement(
		item: Prepared,
		element: JsonValue,
		{ report, target }: Pick<CallResult<unknown>, 'report' | 'target'>,
	): Promise<Outcome> {
		const { task, context } = this.job;
		const { itemIndex, values, rules, deadline } = item;
		try {
			const transport = { egress: this.job.egress, signal: deadline.signal };
			const answer = await takeAnswer(
				task,
				{ kind: 'json', value: element },
				values,
				rules,
				context,
				transport,
				itemIndex,
			);
			this.put(item, answer, target, report);
			return undefined;
		} catch (error) {
			const failure = toInferenceError(error).with({
				attempts: report.attempts,
				requestId: report.requestId,
				model: target.model,
				provider: target.provider,
			});
			this.output.fail([itemIndex], failure);
			return failure;
		}
	}

	private put(item: Prepared, answer: StoredAnswer, target: Target, report: CallReport): void {
		this.lists.onAnswered();
		this.output.put(item, answer, target, report);
	}
}

function indexesOf(items: readonly Prepared[]): number[] {
	return items.map(({ itemIndex }) => itemIndex);
}
