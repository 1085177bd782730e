import { InferenceError, invalidInput } from '../client/errors';
import { providersServing } from '../client/mapping';
import { PROTOCOLS } from '../client/providers/names';
import { ROUTER_URL, type Service } from '../client/service';
import type { Choice, Routing, Target } from '../client/target';

const KEY_ADVICE =
	"Set 'Provider' to the one whose key it is, or put a token of Hugging Face's into the credential, which starts with hf_.";

/**
 * A provider's own key goes to that provider: where Hugging Face chooses the provider, nobody can tell whose key it is.
 * @throws {InferenceError} `invalidInput`
 */
export function assertKeyFits(target: Target, { provider }: Choice, service: Service): void {
	if (!isProviderKey(service)) return;
	const isChosenByHub = provider === 'auto' && target.mapping !== undefined;
	const isChatRouter =
		!target.isEndpoint &&
		target.mapping === undefined &&
		target.provider !== 'hf-inference' &&
		service.routerUrl === ROUTER_URL;
	if (isChosenByHub || isChatRouter)
		throw invalidInput("The credential holds a provider's own key, and 'Provider' does not say whose", KEY_ADVICE);
}

/** Whether the credential holds the key of a provider, and no token of Hugging Face's. */
export function isProviderKey({ token }: Service): boolean {
	return token !== '' && !token.startsWith('hf_');
}

/** What was asked of the Hub about refused models, by run: thousands of items may be refused for one reason. */
const asked = new WeakMap<Service, Map<string, Promise<readonly string[]>>>();

async function serving(
	task: Routing,
	model: string,
	service: Service,
	signal: AbortSignal,
): Promise<readonly string[]> {
	const known = asked.get(service) ?? new Map<string, Promise<readonly string[]>>();
	asked.set(service, known);
	const answer = known.get(model) ?? providersServing(task, model, service, PROTOCOLS, signal).catch(() => []);
	known.set(model, answer);
	return await answer;
}

const NOT_SERVED = /not supported|does not exist|not found/i;

/** The same error with those who serve the model, where Hugging Face said that the one that was asked does not. */
export async function withServers(
	error: InferenceError,
	task: Routing,
	target: Target,
	service: Service,
	signal: AbortSignal,
): Promise<InferenceError> {
	const { status } = error.details;
	const isRefusal = status === 404 || (status === 400 && NOT_SERVED.test(error.message));
	if (
		!isRefusal ||
		target.isEndpoint ||
		target.mapping !== undefined ||
		target.model === undefined ||
		task.route === 'raw'
	)
		return error;
	const others = (await serving(task, target.model, service, signal)).filter(
		(provider) => provider !== target.provider,
	);
	if (others.length === 0) return error;
	return new InferenceError(error.message, {
		...error.details,
		advice: `Set 'Provider' to one that serves this model: ${others.join(', ')}.`,
	});
}
