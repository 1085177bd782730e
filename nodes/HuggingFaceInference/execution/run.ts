import { setMaxListeners } from 'node:events';
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { CancelledError } from '../../shared/http/errors';
import { Redirects } from '../../shared/http/redirects';
import { Breaker } from '../../shared/inference/pacing/breaker';
import { toInferenceError, toNodeError } from '../../shared/n8n/errors';
import { GroupRunner } from './batch/groupRunner';
import { startJob, type Job } from './job';
import { groupsOf, slices } from './batch/lists';
import { LoadingGate } from '../../shared/inference/pacing/loadingGate';
import { Lookahead } from './read/lookahead';
import { Output, errorContext } from './write/output';
import { Preparer, type Prepared } from './read/prepared';
import { Scheduler } from '../../shared/inference/pacing/scheduler';
import { ServerMemory } from '../../shared/inference/servers/memory';
import { readRunSettings, type RunSettings } from '../../shared/fields/settings';

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
	private readonly stop = new AbortController();
	private readonly chunks: readonly number[][];
	private readonly scheduler: Scheduler;
	private readonly output: Output;
	private readonly groups: GroupRunner;
	private readonly preparer: Preparer;
	private readonly lookahead: Lookahead;
	private readonly cancel?: AbortSignal;

	constructor(private readonly job: Job) {
		const { maxConcurrency, requestsPerMinute, batchSize } = runSettingsOf(job);
		const { reader, task, context } = job;
		const isTable = isOneTable(job);
		const chunkSize = task.list === undefined ? 1 : batchSize;
		this.chunks = isTable
			? [[0]]
			: slices(
					reader.items.map((_, i) => i),
					chunkSize,
				);
		this.cancel = context.getExecutionCancelSignal?.();
		this.scheduler = new Scheduler(maxConcurrency, requestsPerMinute);
		this.output = new Output(job, isTable, this.cancel);
		this.groups = new GroupRunner(
			job,
			{
				scheduler: this.scheduler,
				breaker: new Breaker(),
				gate: new LoadingGate(),
				redirects: new Redirects(),
				memory: new ServerMemory(),
			},
			this.output,
		);
		this.preparer = new Preparer(job, this.stop.signal);
		this.lookahead = new Lookahead(reader, isTable ? 1 : reader.count, maxConcurrency * chunkSize);
		// Every call in flight listens to it.
		setMaxListeners(0, this.stop.signal);
		if (this.cancel?.aborted) this.onCancel();
		this.cancel?.addEventListener('abort', this.onCancel, { once: true });
	}

	async run(): Promise<INodeExecutionData[]> {
		await this.scheduler.forEach(
			this.chunks.length,
			async (i) => await this.runChunk(this.chunks[i] ?? []),
			() => this.stop.abort(new CancelledError()),
		);
		return this.output.all();
	}

	/** One listener for the whole run: n8n's signal lives as long as the execution. */
	private readonly onCancel = (): void => this.stop.abort(new CancelledError());

	close(): void {
		this.lookahead.stop();
		this.cancel?.removeEventListener('abort', this.onCancel);
	}

	private async runChunk(itemIndexes: readonly number[]): Promise<void> {
		const prepared: Prepared[] = [];
		for (const itemIndex of itemIndexes) {
			const item = await this.prepare(itemIndex);
			this.lookahead.onRead(itemIndex);
			if (item !== undefined) prepared.push(item);
		}
		for (const group of groupsOf(prepared, this.job.task)) await this.groups.run(group);
	}

	private async prepare(itemIndex: number): Promise<Prepared | undefined> {
		try {
			return await this.preparer.prepare(itemIndex);
		} catch (error) {
			this.output.fail([itemIndex], error);
			return undefined;
		}
	}
}

/** Settings of the run as a whole are those of the first item. */
function runSettingsOf(job: Job): RunSettings {
	try {
		return readRunSettings(job.reader.read('options', 0, {}));
	} catch (error) {
		throw toNodeError(toInferenceError(error), errorContext(job, 0));
	}
}

/** Whether all input items together are the rows of one table. */
function isOneTable({ task, reader }: Job): boolean {
	return (
		task.inputs.some(({ kind }) => kind === 'table') &&
		reader.read('tableSource', 0, 'json') === 'items' &&
		reader.count > 0
	);
}
