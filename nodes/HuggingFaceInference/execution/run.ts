import { setMaxListeners } from 'node:events';
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { CallReport } from '../client/call';
import { InferenceError, unexpectedResponse } from '../client/errors';
import { isObject, type JsonValue } from '../client/json';
import type { Choice, Target } from '../client/target';
import { Deadline } from '../http/deadline';
import { CancelledError } from '../http/errors';
import { Redirects } from '../http/redirects';
import { jsonOf } from '../tasks/answers/answer';
import { takeAnswer, toItems, type StoredAnswer } from './answers';
import { ArgumentReader } from './arguments';
import { Breaker } from './breaker';
import type { Pacing } from './call';
import { errorJson, plainErrorJson, toInferenceError, toNodeError, type ErrorContext } from './errors';
import { callModel } from './failover';
import { startJob, type Job } from './job';
import { ListMemory, elementsOf, groupsOf, isRefusal, shortestOf, type Outcome } from './lists';
import { LoadingGate } from './loadingGate';
import { Lookahead } from './lookahead';
import { oncePerObject } from './oncePerObject';
import type { Prepared } from './prepared';
import { Scheduler } from './scheduler';
import { ServerMemory } from './serverMemory';
import { readRunSettings, readSettings, type RunSettings, type Settings } from './settings';

/**
 * Runs the node: a call for each item, or for lists of items, several at once, with the output in the input's order.
 * @throws {NodeApiError | NodeOperationError} for the first item that failed, unless the node continues on failure
 */
export async function run(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const job = await startJob(context);
	const runner = new Runner(job);
	try {
		return [await runner.run()];
	} finally {
		runner.close();
		job.hints.show();
	}
}

class Runner {
	private readonly lists = new ListMemory();
	private readonly stop = new AbortController();
	private readonly output: INodeExecutionData[][] = [];
	private readonly shared: RunSettings;
	private readonly pacing: Pacing;
	private readonly lookahead: Lookahead;
	private readonly settingsOf = oncePerObject(readSettings);
	private readonly argumentReader: ArgumentReader;
	private readonly cancel?: AbortSignal;

	constructor(private readonly job: Job) {
		this.shared = this.sharedSettings();
		this.argumentReader = new ArgumentReader(job.task, job.context);
		this.pacing = { scheduler: new Scheduler(this.shared.maxConcurrency, this.shared.requestsPerMinute), breaker: new Breaker(), gate: new LoadingGate(), redirects: new Redirects(), memory: new ServerMemory() };
		const count = this.isOneTable() ? 1 : job.reader.count;
		this.lookahead = new Lookahead(job.reader, count, this.shared.maxConcurrency * this.batchSize());
		this.cancel = job.context.getExecutionCancelSignal?.();
		// Every call in flight listens to it.
		setMaxListeners(0, this.stop.signal);
		if (this.cancel?.aborted) this.onCancel();
		this.cancel?.addEventListener('abort', this.onCancel, { once: true });
	}

	async run(): Promise<INodeExecutionData[]> {
		const chunks = this.isOneTable() ? [[0]] : chunksOf(this.job.reader.count, this.batchSize());
		await this.pacing.scheduler.forEach(chunks.length, async (i) => await this.runChunk(chunks[i] ?? []), () => this.stop.abort(new CancelledError()));
		return this.output.flat();
	}

	/** One listener for the whole run: n8n's signal lives as long as the execution. */
	private readonly onCancel = (): void => this.stop.abort(new CancelledError());

	close(): void {
		this.lookahead.stop();
		this.cancel?.removeEventListener('abort', this.onCancel);
	}

	/** Settings of the run as a whole are those of the first item. */
	private sharedSettings(): RunSettings {
		try {
			return readRunSettings(this.job.reader.read('options', 0, {}));
		} catch (error) {
			throw toNodeError(toInferenceError(error), this.errorContext(0));
		}
	}

	private batchSize(): number {
		return this.job.task.list === undefined ? 1 : this.shared.batchSize;
	}

	/** All input items together are the rows of one table. */
	private isOneTable(): boolean {
		return this.job.task.inputs.some(({ kind }) => kind === 'table') && this.job.reader.read('tableSource', 0, 'json') === 'items' && this.job.reader.count > 0;
	}

	private async runChunk(itemIndexes: readonly number[]): Promise<void> {
		const prepared: Prepared[] = [];
		for (const itemIndex of itemIndexes) {
			const item = await this.prepare(itemIndex);
			this.lookahead.onRead(itemIndex);
			if (item !== undefined) prepared.push(item);
		}
		for (const group of groupsOf(prepared, this.job.task)) await this.runGroup(group);
	}

	private async prepare(itemIndex: number): Promise<Prepared | undefined> {
		const { reader, service, masking, isTool } = this.job;
		const read = (name: string, otherwise: unknown): unknown => reader.read(name, itemIndex, otherwise);
		let deadline: Deadline | undefined;
		try {
			const settings = this.settingsOf(read('options', {}));
			const made = new Deadline(settings.timeoutSeconds, [this.stop.signal]);
			deadline = made;
			const values = await this.argumentReader.read(itemIndex, read, () => {
				made.start();
				return { egress: service.egress, signal: made.signal };
			});
			// The wait for a turn is to come.
			made.stop();
			const choice = readChoice(read, settings);
			const rules = {
				simplify: read('simplify', true) !== false,
				binaryField: String(read('binaryPropertyOutput', 'data') || 'data'),
				settings,
				compact: isTool && read('toolOutput', 'compact') === 'compact',
				masking,
			};
			return { itemIndex, values, choice, settings, rules, deadline };
		} catch (error) {
			deadline?.clear();
			this.fail([itemIndex], error);
			return undefined;
		}
	}

	private async runGroup(group: readonly Prepared[]): Promise<void> {
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
			const { result, report, target } = await callModel(this.job, this.pacing, { ...item, items: [itemIndex] }, async (answer, transport) => await takeAnswer(task, answer, values, rules, context, transport, itemIndex));
			this.put(item, result, target, report);
			return undefined;
		} catch (error) {
			this.fail([itemIndex], error);
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
		const call = await callModel(this.job, this.pacing, { ...first, values, items: indexesOf(group) }, async (answer) => {
			const elements = elementsOf(jsonOf(answer), group.length);
			if (elements === undefined) throw unexpectedResponse(`The server did not answer with one result for each of the ${group.length} inputs`, "Set 'Batch Size' in 'Options' to 1 for this model.");
			return elements;
		}).catch(toInferenceError);
		if (call instanceof InferenceError) return await this.runRefused(group, call, isPart);
		const outcomes: Outcome[] = [];
		for (const [i, item] of group.entries()) outcomes.push(await this.takeElement({ ...item, deadline: first.deadline }, call.result[i] ?? null, call));
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
		this.fail(indexesOf(group), error);
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

	private async takeElement(item: Prepared, element: JsonValue, { report, target }: Pick<Awaited<ReturnType<typeof callModel>>, 'report' | 'target'>): Promise<Outcome> {
		const { task, context } = this.job;
		const { itemIndex, values, rules, deadline } = item;
		try {
			const transport = { egress: this.job.service.egress, signal: deadline.signal };
			const answer = await takeAnswer(task, { kind: 'json', value: element }, values, rules, context, transport, itemIndex);
			this.put(item, answer, target, report);
			return undefined;
		} catch (error) {
			const failure = toInferenceError(error).with({ attempts: report.attempts, requestId: report.requestId, model: target.model, provider: target.provider });
			this.fail([itemIndex], failure);
			return failure;
		}
	}

	private put({ itemIndex, rules }: Prepared, answer: StoredAnswer, target: Target, report: CallReport): void {
		const { task, hints } = this.job;
		this.lists.onAnswered();
		if (answer.isUnknown && rules.simplify) hints.add(`The answer has a form that is not known for ${task.name}: it is passed on as 'response' for {items}`, [itemIndex]);
		const items = toItems(task, answer, this.input(itemIndex), this.paired(itemIndex), target, report, rules);
		if (items.length === 0) hints.add("'Split Results' gives no item for an empty list of results ({items})", [itemIndex]);
		this.output[itemIndex] = items;
	}

	/** Puts failed items into the output, or ends the run. */
	private fail(itemIndexes: readonly number[], error: unknown): void {
		const failure = this.cancel?.aborted ? new InferenceError('The execution was canceled', { type: 'cancelled', cause: error }) : toInferenceError(error);
		for (const itemIndex of itemIndexes) {
			const context = this.errorContext(itemIndex);
			if (failure.details.type === 'cancelled' || !this.job.context.continueOnFail()) throw toNodeError(failure, context);
			const json = this.isOlderErrorOutput() ? plainErrorJson(failure, context) : errorJson(failure, context);
			this.output[itemIndex] = [{ json, pairedItem: this.paired(itemIndex) }];
		}
	}

	/** n8n 1.x has no egress filter, and knows failed items by fewer keys. */
	private isOlderErrorOutput(): boolean {
		const { context } = this.job;
		return context.getNode().onError === 'continueErrorOutput' && typeof context.helpers.getSecureEgressFilter !== 'function';
	}

	private errorContext(itemIndex: number): ErrorContext {
		const { context, isTool, masking } = this.job;
		return { node: context.getNode(), itemIndex, isTool, masking };
	}

	private input(itemIndex: number): INodeExecutionData | undefined {
		return this.job.reader.items[itemIndex];
	}

	private paired(itemIndex: number): INodeExecutionData['pairedItem'] {
		return this.isOneTable() ? this.job.reader.items.map((_, item) => ({ item })) : { item: itemIndex };
	}
}

function readChoice(read: (name: string, otherwise: unknown) => unknown, settings: Settings): Choice {
	return {
		model: modelOf(read('model', '')),
		provider: String(read('provider', 'auto') || 'auto'),
		servedModel: settings.servedModel,
		headers: settings.headers,
	};
}

function indexesOf(items: readonly Prepared[]): number[] {
	return items.map(({ itemIndex }) => itemIndex);
}

/** A resource locator, or a bare name from an expression. */
function modelOf(given: unknown): string {
	const value = isObject(given) ? given.value : given;
	return typeof value === 'string' ? value : value === undefined || value === null ? '' : String(value);
}

function chunksOf(count: number, size: number): number[][] {
	return slices(
		Array.from({ length: count }, (_, i) => i),
		size,
	);
}

function slices<T>(list: readonly T[], size: number): T[][] {
	return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));
}

