import { setMaxListeners } from 'node:events';
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { readSettings, type RunSettings } from '../../shared/fields/settings';
import { CancelledError } from '../../shared/http/errors';
import { Slots, all, forEach } from '../../shared/inference/concurrency';
import type { Spending } from '../../shared/inference/figures/spending';
import { slices } from '../../shared/inference/lists';
import { GroupRunner } from './batch/groupRunner';
import { groupsOf } from './batch/lists';
import { startJob, startRequests, type Job } from './job';
import { Lookahead } from './read/lookahead';
import { Preparer, type Prepared } from './read/prepared';
import { Output } from './write/output';

/**
 * Runs the node: a call for each item, or for lists of items, several at once, with the output in the input's order.
 * @throws {NodeApiError | NodeOperationError} for the first item that failed, unless the node continues on failure
 */
export async function run(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const job = startJob(context);
	const runner = new Runner(job);
	try {
		return [await runner.run()];
	} finally {
		runner.close();
		runner.tellCost();
		job.hints.show();
	}
}

class Runner {
	private readonly stop = new AbortController();
	private readonly settings: RunSettings;
	private readonly chunks: readonly number[][];
	private readonly output: Output;
	private readonly spending: Spending;
	private readonly groups: GroupRunner;
	private readonly preparer: Preparer;
	private readonly lookahead: Lookahead;
	private readonly cancel?: AbortSignal;

	constructor(private readonly job: Job) {
		const { reader, task, context } = job;
		const isTable = isOneTable(job);
		this.settings = runSettingsOf(job);
		const { maxConcurrency, batchSize } = this.settings;
		const chunkSize = task.list === undefined ? 1 : batchSize;
		const indexes = reader.items.map((_, i) => i);
		this.chunks = isTable ? [[0]] : slices(indexes, chunkSize);
		this.cancel = context.getExecutionCancelSignal?.();
		this.output = new Output(job, isTable, this.cancel);
		const requests = startRequests(this.settings);
		this.spending = requests.run.spending;
		const slots = new Slots(maxConcurrency);
		this.groups = new GroupRunner({ job, requests, output: this.output, slots, onFailure: this.onEnd });
		this.preparer = new Preparer(job, this.stop.signal, requests.run.pacing);
		this.lookahead = new Lookahead(reader, isTable ? 1 : reader.count, maxConcurrency * chunkSize);
		this.listen();
	}

	async run(): Promise<INodeExecutionData[]> {
		const bounds = { count: this.chunks.length, most: this.settings.maxConcurrency };
		await forEach(bounds, (i) => this.runChunk(this.chunks[i] ?? []), this.onEnd);
		return this.output.all();
	}

	close(): void {
		this.lookahead.stop();
		this.cancel?.removeEventListener('abort', this.onEnd);
	}

	/** What the run cost in all, as far as prices are known. */
	tellCost(): void {
		const sentence = this.spending.sentence();
		if (sentence !== undefined) this.job.hints.add(sentence, []);
	}

	/** One listener for the whole run: n8n's signal lives as long as the execution. */
	private listen(): void {
		// Every call in flight listens to it.
		setMaxListeners(0, this.stop.signal);
		if (this.cancel?.aborted) this.onEnd();
		this.cancel?.addEventListener('abort', this.onEnd, { once: true });
	}

	/** Ends all that is under way: the execution was canceled, or an item stops the node. */
	private readonly onEnd = (): void => this.stop.abort(new CancelledError());

	private async runChunk(itemIndexes: readonly number[]): Promise<void> {
		const prepared: Prepared[] = [];
		for (const itemIndex of itemIndexes) {
			const item = await this.prepare(itemIndex);
			this.lookahead.onRead(itemIndex);
			if (item !== undefined) prepared.push(item);
		}
		const works = groupsOf(prepared, this.job.task).map((group) => this.groups.run(group));
		// The lane itself tells of the failure of its only work.
		await (works.length === 1 ? works[0] : all(works, this.onEnd));
	}

	private async prepare(itemIndex: number): Promise<Prepared | undefined> {
		try {
			// Not even its files are fetched.
			this.spending.assertOpen();
			return await this.preparer.prepare(itemIndex);
		} catch (error) {
			this.output.fail([itemIndex], error);
			return undefined;
		}
	}
}

/** The first item's settings hold for the run. Where they are wrong, that item fails, and the defaults hold. */
function runSettingsOf({ reader }: Job): RunSettings {
	try {
		return readSettings(reader.read('options', 0, {})).run;
	} catch {
		return readSettings({}).run;
	}
}

/** Whether all input items together are the rows of one table. */
function isOneTable({ task, reader }: Job): boolean {
	return (
		task.inputs.some(({ kind }) => kind === 'table') &&
		reader.readFirst('tableSource', 'json') === 'items' &&
		reader.count > 0
	);
}
