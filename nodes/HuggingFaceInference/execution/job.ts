import { NodeOperationError, type IExecuteFunctions, type NodeExecutionHint } from 'n8n-workflow';
import { makeService, type Service, type ServiceSettings } from '../../shared/client/service';
import type { Egress } from '../../shared/http/dispatcher';
import { findTask } from '../../shared/tasks';
import type { Task } from '../../shared/tasks/task';
import { assertCredentialDomains } from '../../shared/credential/domains';
import { toInferenceError, toNodeError } from '../../shared/n8n/errors';
import { Masking } from '../../shared/n8n/masking';
import { ParameterReader } from './read/parameters';

export const CREDENTIAL = 'huggingFaceInferenceApi';
/** The value of the entry that n8n adds to every list of operations. */
const CUSTOM_API_CALL = '__CUSTOM_API_CALL__';

/** What all items of one execution share. */
export interface Job {
	readonly context: IExecuteFunctions;
	readonly task: Task;
	readonly reader: ParameterReader;
	readonly service: Service;
	readonly masking: Masking;
	readonly hints: Hints;
	/** Whether n8n runs the variant that agents call. */
	readonly isTool: boolean;
}

/**
 * Reads what all items share: the task and the credential, each once.
 * @throws {NodeOperationError} naming what is missing
 */
export async function startJob(context: IExecuteFunctions): Promise<Job> {
	const reader = new ParameterReader(context);
	const task = taskOf(context, reader);
	const credential = await readCredential(context, reader);
	const node = context.getNode();
	const isTool = node.type.endsWith('Tool');
	const masking = new Masking(String(credential.accessToken ?? '').trim());
	try {
		const made = makeService(credential, egressOf(context));
		const service = {
			...made,
			assertDomain: (url: URL) =>
				assertCredentialDomains(node, credential, url, made.policy.origins.includes(url.origin)),
		};
		return {
			context,
			task,
			reader,
			service,
			masking,
			hints: new Hints(context, masking),
			isTool,
		};
	} catch (error) {
		throw toNodeError(toInferenceError(error), { node, itemIndex: 0, isTool, masking });
	}
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

async function readCredential(context: IExecuteFunctions, reader: ParameterReader): Promise<ServiceSettings> {
	if (reader.read('authentication', 0, 'accessToken') === 'none') return {};
	const node = context.getNode();
	if (node.credentials?.[CREDENTIAL] === undefined) {
		throw new NodeOperationError(node, 'No credential is chosen', {
			description:
				"Choose or create one in 'Credential for Hugging Face Inference API', or set 'Authentication' to 'None (public endpoint)'.",
		});
	}
	return await context.getCredentials<ServiceSettings & Record<string, unknown>>(CREDENTIAL, 0);
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
