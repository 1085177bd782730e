import type { INodeProperties, ISupplyDataFunctions } from 'n8n-workflow';
import type { Choice } from '../client/choice';
import { Hub } from '../client/hub';
import { isObject } from '../client/json';
import type { Service, ServiceSettings } from '../client/service';
import { assertCredentialChosen } from '../credential/chosen';
import { CREDENTIAL, serviceOf } from '../credential/service';
import { readCollection } from '../fields/collection';
import { readModel } from '../fields/model';
import { readSettings, type Settings } from '../fields/settings';
import { Deadline } from '../http/deadline';
import { Redirects } from '../http/redirects';
import { infer } from '../inference/failover';
import { Spending } from '../inference/figures/spending';
import { RunPacing } from '../inference/pacing/pacer';
import type { CallSettings, InferenceResult, RunContext, Take } from '../inference/request';
import { ServerMemory } from '../inference/servers/memory';
import { Hints } from '../n8n/hints';
import { Masking } from '../n8n/masking';
import { requestOf } from '../tasks/request';
import type { Task, TaskArguments } from '../tasks/task';
import { failSupply, nodeErrorOf, type NodeFailure } from './failure';
import { labelsOf } from './fields';

/** One call of a session. */
export interface SessionCall<T> {
	readonly task: Task;
	readonly values: TaskArguments;
	/** Signals that end the call, beside n8n's own. */
	readonly signals?: ReadonlyArray<AbortSignal | undefined>;
	/** In place of the node's own settings. */
	readonly settings?: CallSettings;
	/** Reads the answer, inside the call's deadline. */
	readonly take: Take<T>;
}

/** What a node gives to a session. */
export interface SessionOptions {
	readonly itemIndex: number;
	/** The task that the node's parameters belong to. */
	readonly task: Task;
	/** The node's fields. */
	readonly properties: readonly INodeProperties[];
	/** Options that hold where the user added none. */
	readonly defaults?: Readonly<Record<string, unknown>>;
}

/** What all calls of one `supplyData` share: the credential, the fields, the pace, and what is learned of servers. */
export class Session {
	private readonly run: RunContext;
	private readonly hub: Hub;
	private readonly hints: Hints;
	private readonly said = new Set<string>();

	private constructor(
		readonly context: ISupplyDataFunctions,
		readonly masking: Masking,
		private readonly fields: SessionFields,
	) {
		const { settings, service } = fields;
		const pacing = new RunPacing(settings.run.maxConcurrency, settings.run.requestsPerMinute);
		this.run = { pacing, redirects: new Redirects(), memory: new ServerMemory(), spending: new Spending() };
		this.hub = new Hub(service, (url) => pacing.freePacer(url, service.token));
		this.hints = new Hints(context, masking);
	}

	/**
	 * Reads credential and fields.
	 * @throws {NodeOperationError | NodeApiError} that n8n shows as it is, with its description
	 */
	static async start(context: ISupplyDataFunctions, options: SessionOptions): Promise<Session> {
		const masking = new Masking();
		const fields = await readFields(context, options, masking).catch((error: unknown) => {
			const labels = labelsOf(options.properties);
			return failSupply(nodeErrorOf(error, { node: context.getNode(), masking, labels }));
		});
		return new Session(context, masking, fields);
	}

	get settings(): Settings {
		return this.fields.settings;
	}

	/** The parameters of the task, by field name. */
	get parameters(): TaskArguments {
		return this.fields.parameters;
	}

	/** The model that is asked for: an ID, a URL, or empty. */
	get model(): string {
		return this.fields.choice.model;
	}

	/**
	 * Makes a call, with all that the task node does for one: retries, failover, token policy, limits and hints.
	 * @throws {InferenceError}
	 */
	async call<T>({
		task,
		values,
		signals = [],
		settings = this.settings,
		take,
	}: SessionCall<T>): Promise<InferenceResult<T>> {
		const { hub, run } = this;
		const ends = [...signals, this.context.getExecutionCancelSignal?.()].filter((signal) => signal !== undefined);
		const deadline = new Deadline(settings.timeoutSeconds, ends);
		const { choice } = this.fields;
		const payload = requestOf(task, values);
		const hint = (sentence: string): void => this.hint(sentence);
		try {
			return await infer(run, { task, payload, values, hub, choice, settings, deadline, hint }, take);
		} finally {
			deadline.clear();
		}
	}

	/** Shows a sentence in n8n's AI log, once. `{items}` stands for the call. */
	hint(sentence: string): void {
		const words = sentence.replace(/^\{items\} were/, 'The call was').replace(/^\{items\}/, 'The call');
		if (this.said.has(words)) return;
		this.said.add(words);
		this.hints.add(words.replace('{items}', 'the call'), [0]);
		this.hints.show();
	}

	/**
	 * Any error as n8n's own, so that its message and description arrive at the root node.
	 * @param isAlone whether the description is read without the message, as in a streamed response
	 */
	failure(error: unknown, isAlone = false): NodeFailure {
		const { context, masking, fields } = this;
		return nodeErrorOf(error, { node: context.getNode(), masking, labels: fields.labels }, isAlone);
	}
}

interface SessionFields {
	readonly service: Service;
	readonly settings: Settings;
	readonly choice: Choice;
	readonly parameters: TaskArguments;
	readonly labels: ReadonlySet<string>;
}

async function readFields(
	context: ISupplyDataFunctions,
	{ itemIndex, task, properties, defaults }: SessionOptions,
	masking: Masking,
): Promise<SessionFields> {
	const read = (name: string, otherwise: unknown): unknown =>
		context.getNodeParameter(name, itemIndex, otherwise as object);
	const credential = await credentialOf(context, String(read('authentication', 'accessToken')), itemIndex);
	const service = serviceOf(credential, { node: context.getNode(), helpers: context.helpers });
	const options = read('options', {});
	const written = context.getNode().parameters;
	const isComputed =
		(collection: string) =>
		(name: string): boolean => {
			const fields: unknown = written[collection];
			return isObject(fields) && String(fields[name]).startsWith('=');
		};
	const settings = readSettings({ ...defaults, ...(isObject(options) && options) }, isComputed('options'));
	masking.add(service.token);
	masking.addHeaders(settings.headers);
	const choice = {
		model: readModel(read('model', ''), service.endpointUrl),
		provider: String(read('provider', 'auto') || 'auto'),
		servedModel: settings.servedModel,
		headers: settings.headers,
	};
	const parameters = readCollection(task.parameters, read('parameters', {}), isComputed('parameters'));
	return { service, settings, choice, parameters, labels: labelsOf(properties) };
}

async function credentialOf(
	context: ISupplyDataFunctions,
	authentication: string,
	itemIndex: number,
): Promise<ServiceSettings> {
	if (authentication === 'none') return {};
	assertCredentialChosen(context.getNode());
	return await context.getCredentials<ServiceSettings & Record<string, unknown>>(CREDENTIAL, itemIndex);
}
