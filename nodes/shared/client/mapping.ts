import { InferenceError, invalidInput } from './errors';
import { providerMappings, recommendedModels, type ProviderMapping } from './hub';
import type { Service } from './service';
import type { Choice, Routing } from './target';

/** What is known of the providers' protocols. */
export interface Providers {
	/** Whether the provider's protocol for a task is known. */
	readonly serves: (provider: string, task: string) => boolean;
	/** Whether the provider is called with its own key alone, so that the Hub knows nothing of it. */
	readonly isDirectOnly: (provider: string, task: string) => boolean;
}

/** Choices that leave it to the router who answers. */
export const POLICIES = ['auto', 'fastest', 'cheapest', 'preferred'];
/** Tasks of the Hub's mappings whose name means another task in the node, with that one's name. */
const NODE_TASKS: Readonly<Record<string, string | undefined>> = { conversational: 'conversational (Chat Completion)' };

/** A model's id without the provider or the policy behind it, which only the chat router reads. */
export function bareId(model: string): string {
	return model.replace(/:.*$/, '');
}

/**
 * The first of the Hub's recommended models that is served: the list also holds models that nobody serves.
 * @throws {InferenceError} `invalidInput` where there is none
 */
export async function recommendedModel(
	task: Routing,
	choice: Choice,
	service: Service,
	providers: Providers,
	signal: AbortSignal,
): Promise<string> {
	const models = await recommendedModels(task.pipelineTag, service, signal);
	const provider = POLICIES.includes(choice.provider) ? 'auto' : choice.provider;
	for (const model of models) {
		const mappings = await providerMappings(model, service, signal).catch((error: unknown) => {
			if (error instanceof InferenceError && error.details.type === 'notFound') return [];
			throw error;
		});
		if (mappings.some((mapping) => isHealthy(mapping) && fits(mapping, task, provider, providers))) return model;
	}
	const orTask = task.route === 'raw' ? ", or write the task of a recommended one into 'Task of the Model'" : '';
	const orProvider = provider === 'auto' ? '' : " Or set 'Provider' to Automatic.";
	throw invalidInput(
		models.length === 0
			? `Hugging Face recommends no model for ${task.id}`
			: `None of the models that Hugging Face recommends for ${task.id} is served${provider === 'auto' ? '' : ` by ${provider}`}`,
		`Choose a model in 'Model', or set it to the URL of an Inference Endpoint${orTask}.${orProvider}`,
	);
}

/**
 * How a provider calls a model, for a task that it serves.
 * @param provider an id, or `auto` for the first in the account's order
 * @throws {InferenceError} `notFound`, naming those that do serve it
 */
export async function mappingFor(
	task: Routing,
	model: string,
	provider: string,
	service: Service,
	providers: Providers,
	signal: AbortSignal,
): Promise<ProviderMapping> {
	if (providers.isDirectOnly(provider, task.mappedAs)) return directMapping(task, model, provider);
	const mappings = await providerMappings(bareId(model), service, signal);
	const fitting = mappings.filter((candidate) => fits(candidate, task, provider, providers));
	// One that failed the Hub's last check is the last choice; the official clients ask it as well.
	const mapping = fitting.find(isHealthy) ?? fitting[0];
	if (mapping !== undefined) return mapping;
	const others = mappings
		.filter((candidate) => isHealthy(candidate) && fits(candidate, task, 'auto', providers))
		.map((candidate) => candidate.provider);
	const tasks = otherTasks(mappings, task).join(', ');
	const who = provider === 'auto' ? 'No provider serves' : `Provider '${provider}' does not serve`;
	throw new InferenceError(`${who} the model '${model}' for ${task.id}`, {
		type: 'notFound',
		advice:
			others.length > 0
				? `Set 'Provider' to Automatic, or to one that does: ${others.join(', ')}.`
				: tasks === ''
					? "Choose another model in 'Model', or deploy this one as an Inference Endpoint and put its URL there."
					: `This model is served for ${tasks}: choose that in 'Task', or another model.`,
		model,
		provider,
	});
}

/** The tasks, other than this one, that a model is mapped for. */
function otherTasks(mappings: readonly ProviderMapping[], task: Routing): string[] {
	const names = mappings
		.filter((mapping) => mapping.task !== task.mappedAs)
		.map((mapping) => NODE_TASKS[mapping.task] ?? mapping.task);
	return [...new Set(names)];
}

/** Ids of the providers that serve a model for a task, in the account's order. */
export async function providersServing(
	task: Routing,
	model: string,
	service: Service,
	providers: Providers,
	signal: AbortSignal,
): Promise<string[]> {
	const mappings = await providerMappings(bareId(model), service, signal);
	return mappings
		.filter((candidate) => isHealthy(candidate) && fits(candidate, task, 'auto', providers))
		.map(({ provider }) => provider);
}

/** Models of such providers are named after them, e.g. `openai/gpt-5`. */
function directMapping(task: Routing, model: string, provider: string): ProviderMapping {
	if (!model.startsWith(`${provider}/`))
		throw invalidInput(
			`Models of ${provider} are written as '${provider}/...', and 'Model' is '${model}'`,
			`Put '${provider}/' before the model's name.`,
		);
	return {
		provider,
		providerId: model.slice(provider.length + 1),
		hfModelId: model,
		status: 'live',
		task: task.mappedAs,
	};
}

function isHealthy({ status }: ProviderMapping): boolean {
	return status !== 'error';
}

function fits(mapping: ProviderMapping, task: Routing, provider: string, providers: Providers): boolean {
	if (provider !== 'auto' && mapping.provider !== provider) return false;
	const isSame = mapping.task === task.mappedAs;
	const isEquivalent = mapping.provider === 'hf-inference' && task.servedBesides.includes(mapping.task);
	return (
		(isSame || isEquivalent || task.route === 'raw') &&
		(mapping.provider === 'hf-inference' || providers.serves(mapping.provider, task.mappedAs))
	);
}
