import { callError } from '../client/callError';
import { suffixOf } from '../client/choice';
import { assertKeyFits } from '../client/providerKey';
import { findRoute, type Route, type RouteRequest } from '../client/route';
import { awaitJob, type OnTaken } from './awaitJob';
import { compose } from './compose';
import { explain } from './explain';
import { foresee } from './figures/foresee';
import type { InferenceRequest, InferenceResult, RunContext, Take } from './request';
import { routingOf } from './routing';
import { contextOf, send, type JobAnswer, type Sending } from './send';
import { joined } from './stream';

/** What is done with an answer, and told of a request. */
export interface Hooks<T> {
	readonly take: Take<T>;
	/** Told that the server took the request: no other provider must be asked. */
	readonly onBilled: () => void;
	/** Told that the provider queued a job, and how it can be cancelled. */
	readonly onTaken?: OnTaken;
}

/**
 * Makes a request at one provider: find its route, compose it, send it, await its job.
 * @throws {InferenceError} explained as far as its words, the fields and the Hub allow
 */
export async function inferOnce<T>(
	run: RunContext,
	request: InferenceRequest,
	hooks: Hooks<T>,
): Promise<InferenceResult<T>> {
	const { take, onBilled, onTaken } = hooks;
	const found = await routeOf(run, request);
	const { route, bill } = await foresee(run, request, found);
	const composed = await compose(request, route, run.memory);
	for (const hint of composed.provider?.hints ?? []) request.hint(hint);
	let ignored: readonly string[] = [];
	const onIgnored = (hints: readonly string[]): void => {
		ignored = hints;
	};
	const sending: Sending<T> = { request, route, composed, bill, take, onBilled, onIgnored };
	try {
		const { result: received, report, url } = await send(sending, run);
		if (received.kind === 'taken') return { result: received.result, report, route, url, cost: bill.cost };
		const result = await takeJob(sending, received, { context: contextOf(sending, run), onTaken });
		return { result, report, route, url, cost: bill.cost };
	} catch (error) {
		const { url } = composed.sent;
		const failure = callError(error, { url, isEndpoint: route.kind === 'endpoint' });
		bill.onFailure(failure);
		throw await explain(failure, { request, route, ignored });
	}
}

async function takeJob<T>(
	{ request, composed, bill, take }: Sending<T>,
	{ answer, isOwnForm }: JobAnswer,
	waiting: Parameters<typeof awaitJob>[2],
): Promise<T> {
	const { task, hub, deadline, stream } = request;
	const result = composed.provider === undefined ? answer : await awaitJob(answer, composed.provider, waiting);
	bill.onAnswer(result);
	if (isOwnForm) await joined(task.answer, result, { isStream: false, stream });
	return await take(result, { egress: hub.service.egress, signal: deadline.signal });
}

async function routeOf(run: RunContext, request: InferenceRequest): Promise<Route> {
	const { hub, choice, deadline } = request;
	const { service } = hub;
	const task = routingOf(request);
	deadline.start();
	const found = await routeFound({ task, choice, hub }, deadline.signal);
	assertKeyFits(found, { task, choice, service });
	tellAbout(found, request);
	return run.memory.withModel(found);
}

function routeFound(request: RouteRequest, signal: AbortSignal): Route | Promise<Route> {
	const found = findRoute(request, signal);
	if (!(found instanceof Promise)) return found;
	return found.catch((error: unknown) => {
		const { hubUrl } = request.hub.service;
		throw callError(error, { url: new URL(hubUrl), isEndpoint: false, purpose: 'lookup' });
	});
}

function tellAbout(route: Route, { hint, choice, settings }: InferenceRequest): void {
	if (route.kind === 'endpoint') {
		// A URL in 'Model' hides both fields.
		if (choice.model.trim() !== '') return;
		const ignored = [
			...(choice.provider === 'auto' ? [] : ["'Provider'"]),
			...(settings.fallbackProviders.length === 0 ? [] : ["'Fallback Providers'"]),
		];
		if (ignored.length > 0)
			hint(`${ignored.join(', ')} had no effect: the credential's 'Endpoint URL' was called ({items})`);
		return;
	}
	const { model, provider, isRecommended } = route;
	const suffix = suffixOf(choice.model);
	if (suffix !== undefined && suffix !== provider && choice.provider !== 'auto') {
		hint(
			route.kind === 'chatRouter'
				? `'Provider' had no effect: 'Model' names ':${suffix}' ({items})`
				: `':${suffix}' in 'Model' had no effect: 'Provider' is ${provider} ({items})`,
		);
	}
	if (isRecommended) hint(`No model was chosen: the recommended model ${model} was used for {items}`);
	const status = 'mapping' in route ? route.mapping?.status : undefined;
	if (status === 'staging') hint(`${provider} lists ${model} as staging only ({items})`);
	if (status === 'error') hint(`${provider} failed Hugging Face's last check of ${model} ({items})`);
}
