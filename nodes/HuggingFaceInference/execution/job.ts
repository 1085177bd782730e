import { NodeOperationError, type IExecuteFunctions, type NodeExecutionHint } from 'n8n-workflow';
import type { Egress } from '../../shared/http/dispatcher';
import { findTask } from '../../shared/tasks';
import type { Task } from '../../shared/tasks/task';
import { Masking } from '../../shared/n8n/masking';
import { CredentialReader } from './read/credential';
import { ParameterReader, isTool } from './read/parameters';

/** The value of the entry that n8n adds to every list of operations. */
const CUSTOM_API_CALL = '__CUSTOM_API_CALL__';

/** What all items of one execution share. */
export interface Job {
	readonly context: IExecuteFunctions;
	readonly task: Task;
	readonly reader: ParameterReader;
	readonly credentials: CredentialReader;
	readonly egress?: Egress;
	readonly masking: Masking;
	readonly hints: Hints;
	/** Whether n8n runs the variant that agents call. */
	readonly isTool: boolean;
}

/**
 * Reads what all items share.
 * @throws {NodeOperationError} naming what is missing
 */
export async function startJob(context: IExecuteFunctions): Promise<Job> {
	const reader = new ParameterReader(context);
	const task = taskOf(context, reader);
	const egress = egressOf(context);
	const masking = new Masking();
	const credentials = new CredentialReader(context, reader, { masking, egress });
	if (reader.read('authentication', 0, 'accessToken') !== 'none') credentials.assertChosen();
	return {
		context,
		task,
		reader,
		credentials,
		egress,
		masking,
		hints: new Hints(context, masking),
		isTool: isTool(context.getNode().type),
	};
}

function taskOf(context: IExecuteFunctions, reader: ParameterReader): Task {
	const id = String(reader.read('operation', 0, ''));
	const task = findTask(id);
	if (task !== undefined) return task;
	const isCustom = id === CUSTOM_API_CALL;
	throw new NodeOperationError(
		context.getNode(),
		isCustom ? "'Custom API Call' is not run by this node" : `There is no task '${id}'`,
		{
			description: isCustom
				? "Set 'Task' to Custom Request, which sends any JSON or file to any model or address."
				: "Choose a task in 'Task'.",
		},
	);
}

/** n8n's rules for outgoing connections; versions of n8n without them allow everything. */
function egressOf({ helpers }: IExecuteFunctions): Egress | undefined {
	return typeof helpers.getSecureEgressFilter === 'function' ? (helpers.getSecureEgressFilter() as Egress) : undefined;
}

/** Words about the run as a whole, each said once however many items it is about. */
export class Hints {
	private readonly said = new Map<string, Set<number>>();

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly masking: Masking,
	) {}

	/**
	 * @param message with `{items}` where the number of items goes
	 * @param items those that it is about, each counted once however often it is said
	 */
	add(message: string, items: readonly number[]): void {
		const about = this.said.get(message) ?? new Set();
		for (const item of items) about.add(item);
		this.said.set(message, about);
	}

	/** Shows what was collected beside the output. */
	show(): void {
		const hints = [...this.said].map(([message, { size }]): NodeExecutionHint => ({
			message: this.masking.text(message.replace('{items}', size === 1 ? '1 item' : `${size} items`)),
			location: 'outputPane',
			type: 'info',
		}));
		// Older versions of n8n show none.
		if (hints.length > 0) this.context.addExecutionHints?.(...hints);
	}
}
