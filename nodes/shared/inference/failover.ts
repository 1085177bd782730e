import { callError } from '../client/callError';
import { callsEndpoint, withoutSuffix, type Choice } from '../client/choice';
import { InferenceError, invalidInput } from '../client/errors';
import { isProviderKey } from '../client/providerKey';
import { inferOnce, type Hooks } from './infer';
import { isUnreachable } from './pacing/breaker';
import { Share } from './share';
import type { CallSettings, InferenceRequest, InferenceResult, RunContext, Take } from './request';

/**
 * Makes a request. Where fallback providers are named, each is tried in its turn when the one before was overloaded,
 * did not answer, or could not take the request. A provider that took it is the last one: it may bill.
 * @param take reads the answer and stores its files
 * @throws {InferenceError} of the last provider that was tried, with the words of each
 */
export function infer<T>(run: RunContext, request: InferenceRequest, take: Take<T>): Promise<InferenceResult<T>> {
	const isAlone = request.settings.fallbackProviders.length === 0;
	return isAlone ? inferAtOne(run, request, take) : inferInTurn(run, request, take);
}

/** Tries the chosen provider, then each fallback provider that the request may go to. */
async function inferInTurn<T>(run: RunContext, request: InferenceRequest, take: Take<T>): Promise<InferenceResult<T>> {
	const fallbacks = fallbacksOf(request);
	if (fallbacks.length === 0) return await inferAtOne(run, request, take);
	const providers = [request.choice.provider, ...fallbacks];
	const failures: Failure[] = [];
	for (const [i, provider] of providers.entries()) {
		const remaining = providers.length - i;
		const choice = i === 0 ? request.choice : fallbackChoice(request.choice, provider);
		const turn = await tryProvider(run, { request, choice, remaining }, take);
		const attempts = failures.reduce((sum, { error }) => sum + (error.details.attempts ?? 0), 0);
		if ('result' in turn) return { ...turn, report: { ...turn.report, attempts: turn.report.attempts + attempts } };
		failures.push(turn);
		const isUseless = i > 0 && isUnserved(turn.error);
		const isLast = remaining === 1 || turn.isBilled || request.deadline.signal.aborted;
		if (isLast || !(mayFailOver(turn.error) || isUseless)) throw summed(failures, turn.error);
		request.hint(failoverHint(turn, isUseless));
	}
	throw invalidInput('No provider was named', "Set 'Provider' to Automatic.");
}

function inferAtOne<T>(run: RunContext, request: InferenceRequest, take: Take<T>): Promise<InferenceResult<T>> {
	return inferAnyOf(run, request, { take, onBilled: () => {} }).catch((error: unknown) => {
		const failure = knownError(error, request);
		throw failure.with({ attempts: failure.details.attempts ?? 0 });
	});
}

/** A provider behind the model's name is the first one's. */
function fallbackChoice(choice: Choice, provider: string): Choice {
	return { ...choice, provider, model: withoutSuffix(choice.model) };
}

interface Failure {
	readonly provider: string;
	readonly error: InferenceError;
	/** Whether the provider took the request. */
	readonly isBilled: boolean;
}

interface Turn {
	readonly request: InferenceRequest;
	readonly choice: Choice;
	/** Providers that are left, this one included. */
	readonly remaining: number;
}

async function tryProvider<T>(
	run: RunContext,
	{ request, choice, remaining }: Turn,
	take: Take<T>,
): Promise<InferenceResult<T> | Failure> {
	const isLast = remaining === 1;
	const share = isLast ? undefined : new Share(request, remaining);
	const turn: InferenceRequest = {
		...request,
		choice,
		deadline: share?.deadline ?? request.deadline,
		settings: isLast ? request.settings : withoutWaits(request.settings),
	};
	const hooks = { take, onBilled: share?.onBilled ?? (() => {}), onTaken: share?.onTaken };
	try {
		return await inferAnyOf(run, turn, hooks);
	} catch (error) {
		return {
			provider: choice.provider,
			error: knownError(error, request),
			isBilled: share?.isBilled ?? false,
		};
	} finally {
		share?.clear();
	}
}

function knownError(error: unknown, { hub }: InferenceRequest): InferenceError {
	return callError(error, { url: new URL(hub.service.routerUrl), isEndpoint: false });
}

/** With Provider on Automatic, a provider that cannot take the request leaves it to the next of the account's order. */
function inferAnyOf<T>(run: RunContext, request: InferenceRequest, hooks: Hooks<T>): Promise<InferenceResult<T>> {
	return inferOnce(run, request, hooks).catch(async (error: unknown) => {
		const passed = passedOver(error, request.choice);
		if (passed === undefined) throw error;
		const except = [...(request.choice.except ?? []), passed.provider];
		const others = { ...request, choice: { ...request.choice, except } };
		const ended = await inferAnyOf(run, others, hooks).catch((later: unknown) => {
			// Where nothing was sent at all, the first provider's words tell most of what the user set.
			const isUnsent = later instanceof InferenceError && later.details.isUnsent === true;
			throw isUnsent ? error : later;
		});
		request.hint(notTakenHint(passed.provider, passed.why));
		return ended;
	});
}

/** The provider that could not take the request, and why, where another may be asked. */
function passedOver(error: unknown, { provider: chosen, except = [] }: Choice): Passed | undefined {
	if (chosen !== 'auto' || !(error instanceof InferenceError)) return undefined;
	const { isUnsent, provider } = error.details;
	const isNew = isUnsent === true && provider !== undefined && !except.includes(provider);
	return isNew ? { provider, why: error.message } : undefined;
}

interface Passed {
	readonly provider: string;
	readonly why: string;
}

/** @throws {InferenceError} `invalidInput` where the token is one provider's, which no other may get */
function fallbacksOf({ task, hub, choice, settings }: InferenceRequest): readonly string[] {
	const { fallbackProviders } = settings;
	if (task.route === 'raw' || callsEndpoint(choice.model, hub.service)) return [];
	if (!isProviderKey(hub.service)) return fallbackProviders;
	throw invalidInput(
		"'Fallback Providers' in 'Options' needs a Hugging Face token: the credential holds a provider's own key",
		"Put a token that starts with hf_ into the credential, or empty 'Fallback Providers'.",
	);
}

/** The same settings for a call that is made once: where it would have to wait, the next provider is asked. */
function withoutWaits(settings: CallSettings): CallSettings {
	return { ...settings, rules: { ...settings.rules, maxRetries: 0, waitForModel: false }, failsOver: true };
}

function mayFailOver(error: InferenceError): boolean {
	const { type, status, isUnsent } = error.details;
	return type === 'timeout' || status === 429 || status === 503 || isUnsent === true || isUnreachable(error);
}

/** Why the next provider is asked. */
function failoverHint({ provider, error }: Failure, isUseless: boolean): string {
	if (isUseless) return `Fallback provider ${provider} does not serve the model: {items} skipped it`;
	return error.details.isUnsent === true
		? notTakenHint(provider, error.message)
		: `Provider ${provider} was overloaded or did not answer: {items} failed over`;
}

function notTakenHint(provider: string, why: string): string {
	return `Provider ${provider} could not take the request: {items} failed over. ${why}`;
}

/** Whether the provider was not asked at all, since the Hub does not know it for the model. */
function isUnserved({ details }: InferenceError): boolean {
	return details.type === 'notFound' && details.status === undefined;
}

/** The last failure; where several providers were tried, with the words of each. */
function summed(failures: readonly Failure[], last: InferenceError): InferenceError {
	const attempts = failures.reduce((sum, { error }) => sum + (error.details.attempts ?? 0), 0);
	const each = failures.map(({ provider, error }) => `${provider}: ${error.message}`);
	const message = each.length === 1 ? last.message : `None of ${each.length} providers answered. ${each.join('; ')}`;
	return new InferenceError(message, { ...last.details, attempts });
}
