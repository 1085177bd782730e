import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import { Hub } from '../../shared/client/hub';
import type { Service, ServiceSettings } from '../../shared/client/service';
import { CREDENTIAL, serviceOf } from '../../shared/credential/service';
import { Redirects } from '../../shared/http/redirects';
import { RunPacing } from '../../shared/inference/pacing/pacer';
import type { RunContext } from '../../shared/inference/request';
import { ServerMemory } from '../../shared/inference/servers/memory';
import type { RunSettings } from '../../shared/fields/settings';
import { toInferenceError, toNodeError } from '../../shared/n8n/errors';
import { Hints } from '../../shared/n8n/hints';
import { Masking } from '../../shared/n8n/masking';
import { findTask } from '../../shared/tasks';
import type { Task } from '../../shared/tasks/task';
import { ParameterReader } from './read/parameters';

/** The value of the entry that n8n adds to every list of operations. */
const CUSTOM_API_CALL = '__CUSTOM_API_CALL__';

/** What all items of one execution of the node share. */
export interface Job {
	readonly context: IExecuteFunctions;
	readonly task: Task;
	readonly reader: ParameterReader;
	readonly service: Service;
	readonly masking: Masking;
	readonly hints: Hints;
	/** Whether n8n runs the variant for agents. */
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
		const service = serviceOf(credential, { node, helpers: context.helpers });
		return { context, task, reader, service, masking, hints: new Hints(context, masking), isTool };
	} catch (error) {
		throw toNodeError(toInferenceError(error), { node, itemIndex: 0, isTool, masking });
	}
}

/** What the requests of a run share, and the Hub as the run sees it. */
export function startRequests(
	{ service }: Job,
	{ maxConcurrency, requestsPerMinute }: RunSettings,
): { run: RunContext; hub: Hub } {
	const pacing = new RunPacing(maxConcurrency, requestsPerMinute);
	const hub = new Hub(service, (url) => pacing.freePacer(url, service.token));
	return { run: { pacing, redirects: new Redirects(), memory: new ServerMemory() }, hub };
}

function taskOf(context: IExecuteFunctions, reader: ParameterReader): Task {
	const id = String(reader.read('operation', 0, ''));
	const task = findTask(id);
	if (task !== undefined) return task;
	const isCustom = id === CUSTOM_API_CALL;
	throw new NodeOperationError(
		context.getNode(),
		isCustom ? "This node does not run 'Custom API Call'" : `There is no task '${id}'`,
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
