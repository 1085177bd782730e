import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import { Hub } from '../../shared/client/hub';
import type { Service } from '../../shared/client/service';
import { egressOf } from '../../shared/credential/service';
import type { RunSettings } from '../../shared/fields/settings';
import type { Egress } from '../../shared/http/dispatcher';
import { Redirects } from '../../shared/http/redirects';
import { Spending } from '../../shared/inference/figures/spending';
import { RunPacing } from '../../shared/inference/pacing/pacer';
import type { RunContext } from '../../shared/inference/request';
import { ServerMemory } from '../../shared/inference/servers/memory';
import { Hints } from '../../shared/n8n/hints';
import { Masking } from '../../shared/n8n/masking';
import { findTask } from '../../shared/tasks';
import type { Task } from '../../shared/tasks/task';
import { CredentialReader } from './read/credential';
import { ParameterReader, isTool } from './read/parameters';

/** The value of the entry that n8n adds to every list of operations. */
const CUSTOM_API_CALL = '__CUSTOM_API_CALL__';

/** What all items of one execution of the node share. */
export interface Job {
	readonly context: IExecuteFunctions;
	readonly task: Task;
	readonly reader: ParameterReader;
	readonly credentials: CredentialReader;
	readonly egress?: Egress;
	readonly masking: Masking;
	readonly hints: Hints;
	/** Whether n8n runs the variant for agents. */
	readonly isTool: boolean;
}

/**
 * Starts what all items share.
 * @throws {NodeOperationError} where the task is unknown, or a credential is needed and none is chosen
 */
export function startJob(context: IExecuteFunctions): Job {
	const reader = new ParameterReader(context);
	const task = taskOf(context, reader);
	const egress = egressOf(context.helpers);
	const masking = new Masking();
	const credentials = new CredentialReader(context, reader, masking);
	if (reader.readFirst('authentication', 'accessToken', 'none') !== 'none') credentials.assertChosen();
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

/** What the requests of a run share, and the Hub as the run sees it with each credential. */
export interface RunRequests {
	readonly run: RunContext;
	readonly hubFor: (service: Service) => Hub;
}

export function startRequests({ maxConcurrency, requestsPerMinute, maxCost }: RunSettings): RunRequests {
	const pacing = new RunPacing(maxConcurrency, requestsPerMinute);
	const hubs = new Map<Service, Hub>();
	const hubFor = (service: Service): Hub => {
		const hub = hubs.get(service) ?? new Hub(service, (url) => pacing.freePacer(url, service.token));
		hubs.set(service, hub);
		return hub;
	};
	const spending = new Spending(maxCost);
	return { run: { pacing, redirects: new Redirects(), memory: new ServerMemory(), spending }, hubFor };
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
