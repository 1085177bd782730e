import { InferenceError, unexpectedResponse } from '../../../shared/client/errors';
import type { JsonValue } from '../../../shared/client/json';
import { infer } from '../../../shared/inference/failover';
import { isRefusal, slices } from '../../../shared/inference/lists';
import type { InferenceResult, Take } from '../../../shared/inference/request';
import { toInferenceError } from '../../../shared/n8n/errors';
import { jsonOf } from '../../../shared/tasks/answers/wrongKind';
import { elementsOf } from '../../../shared/tasks/answers/elements';
import { requestFor } from '../request';
import type { Job, RunRequests } from '../job';
import type { Prepared } from '../read/prepared';
import { takeAnswer, type StoredAnswer } from '../write/items';
import type { Served } from '../write/metadata';
import type { Output } from '../write/output';
import { all, type Slots } from '../../../shared/inference/concurrency';
import { ListMemory, shortestOf, type Outcome } from './lists';

export interface GroupRunnerOptions {
	readonly job: Job;
	readonly requests: RunRequests;
	readonly output: Output;
	/** Room for calls: Max Concurrency bounds all of them, those of cut lists included. */
	readonly slots: Slots;
	/** Told of the first item that stops the node. */
	readonly onFailure: (error: unknown) => void;
}

/** Makes the call for an item, or for several in one list, and puts the results into the output. */
export class GroupRunner {
	private readonly lists = new ListMemory();

	constructor(private readonly options: GroupRunnerOptions) {}

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
		const { output } = this.options;
		try {
			const take: Take<StoredAnswer> = (answer, transport) => this.take(item, answer, transport);
			const called = await this.infer(item, [item.itemIndex], take);
			this.put(item, called.result, called);
			return undefined;
		} catch (error) {
			output.fail([item.itemIndex], error);
			return toInferenceError(error);
		}
	}

	/**
	 * One request for several items. A list that is refused is cut until the bad input stands alone.
	 * @param isPart whether the items are some of those of a list that was refused
	 * @returns how each item ended
	 */
	private async runList(group: readonly Prepared[], isPart = false): Promise<Outcome[]> {
		const [first] = group;
		const { list } = this.options.job.task;
		if (first === undefined || list === undefined) return [];
		if (group.length > this.lists.size) return await this.runParts(group, this.lists.size);
		const values = { ...first.values, [list.input]: group.map((item) => item.values[list.input]) as JsonValue };
		const called = await this.infer({ ...first, values }, indexesOf(group), async (answer) => {
			const json = jsonOf(answer);
			return elementsOf(json, group.length) ?? wrongNumber(group.length, json);
		}).catch(toInferenceError);
		if (called instanceof InferenceError) return await this.runRefused(group, called, isPart);
		const outcomes: Outcome[] = [];
		for (const [i, item] of group.entries()) {
			outcomes.push(await this.takeElement({ ...item, deadline: first.deadline }, called.result[i] ?? null, called));
		}
		return outcomes;
	}

	private infer<T>(item: Prepared, items: readonly number[], take: Take<T>): Promise<InferenceResult<T>> {
		const { job, requests, slots } = this.options;
		return slots.use(() => {
			const request = requestFor(job, requests.hubFor(item.service), { item, items });
			return infer(requests.run, request, take);
		});
	}

	/** A list that failed: where one of its inputs may be the reason, each of them gets its own. */
	private async runRefused(group: readonly Prepared[], error: InferenceError, isPart: boolean): Promise<Outcome[]> {
		const refusal = isRefusal(error);
		if (refusal === false) return this.failAll(group, error);
		const words = this.lists.hopelessWords(error);
		const probe = words === undefined ? undefined : shortestOf(group, this.options.job.task);
		const probed = probe ? [await this.runOne(probe)] : [];
		const rest = group.filter((item) => item !== probe);
		if (words !== undefined && probed[0]?.message === words) return [...probed, ...this.failAll(rest, error)];
		const size = refusal === 'shape' ? 1 : Math.ceil(rest.length / 2);
		const outcomes = [...probed, ...(await this.runParts(rest, size))];
		this.lists.learn(outcomes, size, isPart ? undefined : error);
		return outcomes;
	}

	private failAll(group: readonly Prepared[], error: InferenceError): Outcome[] {
		this.options.output.fail(indexesOf(group), error);
		return group.map(() => error);
	}

	/** Parts run side by side, as items alone do. */
	private async runParts(group: readonly Prepared[], size: number): Promise<Outcome[]> {
		const shortest = Math.max(2, this.options.job.task.list?.shortest ?? 2);
		const works = slices(group, size).flatMap((part) =>
			part.length >= shortest
				? [this.runList(part, true)]
				: part.map(async (item): Promise<Outcome[]> => [await this.runOne(item)]),
		);
		return (await all(works, this.options.onFailure)).flat();
	}

	private async takeElement(item: Prepared, element: JsonValue, served: Served): Promise<Outcome> {
		const { job, output } = this.options;
		const { report, route } = served;
		try {
			const transport = { egress: job.egress, signal: item.deadline.signal };
			this.put(item, await this.take(item, { kind: 'json', value: element }, transport), served);
			return undefined;
		} catch (error) {
			const failure = toInferenceError(error).with({
				attempts: report.attempts,
				requestId: report.requestId,
				model: route.model,
				...(route.kind !== 'endpoint' && { provider: route.provider }),
			});
			output.fail([item.itemIndex], failure);
			return failure;
		}
	}

	private take(item: Prepared, ...[answer, transport]: Parameters<Take<StoredAnswer>>): Promise<StoredAnswer> {
		const { task, context } = this.options.job;
		return takeAnswer(answer, item, { task, context, transport });
	}

	private put(item: Prepared, answer: StoredAnswer, served: Served): void {
		this.lists.onAnswered();
		this.options.output.put(item, answer, served);
	}
}

function wrongNumber(count: number, response: JsonValue): never {
	throw unexpectedResponse(`The server did not answer with one result for each of the ${count} inputs`, {
		advice: "Set 'Batch Size' in 'Options' to 1 for this model.",
		response,
	});
}

function indexesOf(items: readonly Prepared[]): number[] {
	return items.map(({ itemIndex }) => itemIndex);
}
