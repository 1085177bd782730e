import type { INodeExecutionData } from 'n8n-workflow';
import { InferenceError } from '../../../shared/client/errors';
import { toItems, type StoredAnswer } from './items';
import type { Served } from './metadata';
import {
	errorJson,
	plainErrorJson,
	toInferenceError,
	toNodeError,
	type ErrorContext,
} from '../../../shared/n8n/errors';
import type { Job } from '../job';
import type { Prepared } from '../read/prepared';
import { streamFailure } from '../stream';

/** What comes out of the node: the items of each input item, in the order of the input. */
export class Output {
	private readonly items: INodeExecutionData[][] = [];

	/**
	 * @param isOneTable whether all input items together made the one answer
	 * @param cancel n8n's signal that someone stopped the execution
	 */
	constructor(
		private readonly job: Job,
		private readonly isOneTable: boolean,
		private readonly cancel: AbortSignal | undefined,
	) {}

	all(): INodeExecutionData[] {
		return this.items.flat();
	}

	put({ itemIndex, rules }: Prepared, answer: StoredAnswer, served: Served): void {
		const { task, hints, reader } = this.job;
		if (answer.isUnknown && rules.simplify)
			hints.add(`The answer has an unknown form for ${task.name}: {items} hold it as 'response'`, [itemIndex]);
		for (const hint of answer.hints ?? []) hints.add(hint, [itemIndex]);
		const origin = { task, input: reader.items[itemIndex], paired: this.paired(itemIndex), rules };
		const items = toItems(answer, served, origin);
		if (items.length === 0)
			hints.add("No output items: the result list was empty and 'Split Results' is on ({items})", [itemIndex]);
		this.items[itemIndex] = items;
	}

	/**
	 * Puts failed items into the output.
	 * @throws {NodeApiError | NodeOperationError} where the node stops on failure, or is stopped
	 */
	fail(itemIndexes: readonly number[], error: unknown): void {
		const failure = this.cancel?.aborted
			? new InferenceError('The execution was canceled', { type: 'cancelled', cause: error })
			: toInferenceError(error);
		for (const itemIndex of itemIndexes) {
			const context = errorContext(this.job, itemIndex);
			if (failure.details.type === 'cancelled' || !this.job.context.continueOnFail())
				throw toNodeError(failure, context);
			const json = this.isOlderErrorOutput() ? plainErrorJson(failure, context) : errorJson(failure, context);
			streamFailure(this.job, itemIndex, String(json.error));
			this.items[itemIndex] = [{ json, pairedItem: this.paired(itemIndex) }];
		}
	}

	/** n8n 1.x has no egress filter, and knows failed items by fewer keys. */
	private isOlderErrorOutput(): boolean {
		const { context } = this.job;
		return (
			context.getNode().onError === 'continueErrorOutput' && typeof context.helpers.getSecureEgressFilter !== 'function'
		);
	}

	private paired(itemIndex: number): INodeExecutionData['pairedItem'] {
		return this.isOneTable ? this.job.reader.items.map((_, item) => ({ item })) : { item: itemIndex };
	}
}

function errorContext({ context, isTool, masking }: Job, itemIndex: number): ErrorContext {
	return { node: context.getNode(), itemIndex, isTool, masking };
}
