import { bareId, notServed, POLICIES, type Routing } from './choice';
import { InferenceError, invalidInput } from './errors';
import type { Hub, ProviderMapping } from './hub';
import { isDirectOnly, serves } from './providers/names';

/** Tasks of the Hub's mappings whose name means another task in the node, with that task's name. */
const NODE_TASKS: Readonly<Record<string, string | undefined>> = { conversational: 'conversational (Chat Completion)' };

/** A model of a provider, for a task. */
export interface Wanted {
	readonly task: Routing;
	readonly model: string;
	/** An id, or `auto` for the first in the account's order. */
	readonly provider: string;
	/** Providers that are passed over. */
	readonly except?: readonly string[];
}

/**
 * The first of the Hub's recommended models that a provider serves.
 * @throws {InferenceError} `invalidInput` where there is none
 */
export async function recommendedModel(
	{ task, provider: chosen }: Pick<Wanted, 'task' | 'provider'>,
	hub: Hub,
	signal: AbortSignal,
): Promise<string> {
	const models = await hub.recommendedModels(task.pipelineTag, signal);
	const provider = POLICIES.includes(chosen) ? 'auto' : chosen;
	for (const model of models) {
		const mappings = await hub.providerMappings(model, signal).catch((error: unknown) => {
			if (error instanceof InferenceError && error.details.type === 'notFound') return [];
			throw error;
		});
		if (mappings.some((mapping) => isHealthy(mapping) && fits(mapping, task, provider))) return model;
	}
	throw noneRecommended(task, provider, models.length);
}

function noneRecommended(task: Routing, provider: string, count: number): InferenceError {
	const orTask = task.route === 'raw' ? ", or write a task with recommended models into 'Task of the Model'" : '';
	const orProvider = provider === 'auto' ? '' : " Or set 'Provider' to Automatic.";
	const by = provider === 'auto' ? 'a provider' : provider;
	return invalidInput(
		count === 0
			? `Hugging Face recommends no model for ${task.id}`
			: `None of Hugging Face's recommended models for ${task.id} is served by ${by}`,
		`Choose a model in 'Model', or set it to the URL of an Inference Endpoint${orTask}.${orProvider}`,
	);
}

/**
 * How a provider calls a model, for a task.
 * @throws {InferenceError} `notFound`, naming the providers that serve the model
 */
export async function mappingFor(wanted: Wanted, hub: Hub, signal: AbortSignal): Promise<ProviderMapping> {
	const { task, model, provider, except = [] } = wanted;
	if (isDirectOnly(provider, task.mappedAs)) return directMapping(wanted);
	const mappings = await hub.providerMappings(bareId(model), signal);
	const fitting = mappings.filter(
		(candidate) => fits(candidate, task, provider) && !except.includes(candidate.provider),
	);
	// A provider that failed the Hub's last check is the last choice; the official clients ask it too.
	const mapping = fitting.find(isHealthy) ?? fitting[0];
	if (mapping !== undefined) return mapping;
	throw noMapping(wanted, mappings);
}

function noMapping({ task, model, provider }: Wanted, mappings: readonly ProviderMapping[]): InferenceError {
	const others = mappings
		.filter((candidate) => isHealthy(candidate) && fits(candidate, task, 'auto'))
		.map((candidate) => candidate.provider);
	const who = provider === 'auto' ? 'No provider serves' : `Provider '${provider}' does not serve`;
	const message = `${who} the model '${model}' for ${task.id}`;
	return notServed(message, adviceOn(others, otherTasks(mappings, task)), { model, provider });
}

function adviceOn(others: readonly string[], tasks: readonly string[]): string {
	if (others.length > 0) return `Set 'Provider' to Automatic, or to a provider that serves it: ${others.join(', ')}.`;
	return tasks.length === 0
		? "Choose another model in 'Model', or deploy this one as an Inference Endpoint and use its URL."
		: `Providers serve this model for ${tasks.join(', ')}: choose that in 'Task', or another model.`;
}

/** The tasks, other than this one, that a model is mapped for. */
function otherTasks(mappings: readonly ProviderMapping[], task: Routing): string[] {
	const names = mappings
		.filter((mapping) => mapping.task !== task.mappedAs)
		.map((mapping) => NODE_TASKS[mapping.task] ?? mapping.task);
	return [...new Set(names)];
}

/** Ids of the healthy providers of a model for a task, in the account's order. */
export async function providersServing(
	{ task, model }: Pick<Wanted, 'task' | 'model'>,
	hub: Hub,
	signal: AbortSignal,
): Promise<string[]> {
	const mappings = await hub.providerMappings(bareId(model), signal);
	return mappings
		.filter((candidate) => isHealthy(candidate) && fits(candidate, task, 'auto'))
		.map(({ provider }) => provider);
}

/** Models of such providers are named after them, e.g. `openai/gpt-5`. */
function directMapping({ task, model, provider }: Wanted): ProviderMapping {
	const id = bareId(model);
	if (!id.startsWith(`${provider}/`)) {
		throw invalidInput(
			`Models of ${provider} are written as '${provider}/...', and 'Model' is '${id}'`,
			`Put '${provider}/' before the model's name.`,
		);
	}
	return {
		provider,
		providerId: id.slice(provider.length + 1),
		hfModelId: id,
		status: 'live',
		task: task.mappedAs,
	};
}

function isHealthy({ status }: ProviderMapping): boolean {
	return status !== 'error';
}

function fits(mapping: ProviderMapping, task: Routing, provider: string): boolean {
	if (provider !== 'auto' && mapping.provider !== provider) return false;
	const isSame = mapping.task === task.mappedAs;
	const isEquivalent = mapping.provider === 'hf-inference' && task.servedBesides.includes(mapping.task);
	return (
		(isSame || isEquivalent || task.route === 'raw') &&
		(mapping.provider === 'hf-inference' || serves(mapping.provider, task.mappedAs))
	);
}
