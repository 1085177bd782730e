import { bareId, POLICIES, suffixOf } from '../../client/choice';
import { liveProviders, type ModelFigures, type ProviderFigures } from '../../client/figures';
import { jsonObjectOf } from '../../client/jsonPayload';
import type { PayloadObject } from '../../client/payload';
import { isProviderKey } from '../../client/providerKey';
import type { ChatRouterRoute, ProviderRoute, Route } from '../../client/route';
import { routerModel } from '../../client/routerModels';
import { inTime } from '../../http/deadline';
import type { InferenceRequest, RunContext } from '../request';
import { Bill } from './bill';
import { fittingProvider } from './fitting';
import { assertFits } from './limits';
import { lacking, listed, needsOf } from './needs';

/** How long an item waits for the router's figures, in milliseconds. A spending limit is worth a longer wait. */
const PATIENCE_MS = 1_000;
const PATIENCE_WITH_LIMIT_MS = 20_000;

/** What is known of a request before it is sent. */
export interface Foreseen {
	/** The route, with a provider that can do what the request needs. */
	readonly route: Route;
	readonly bill: Bill;
}

/**
 * Looks at a chat request before it is paid: its provider, the limits of the model, and the run's spending. It costs
 * one look-up of the model. Endpoints and hf-inference have no prices per token: nothing is asked there.
 * @throws {InferenceError} `costLimit`, or `invalidInput` where no provider can serve the request
 */
export function foresee(run: RunContext, request: InferenceRequest, route: Route): Foreseen | Promise<Foreseen> {
	const body = request.task.route === 'chat' ? jsonObjectOf(request.payload) : undefined;
	return body === undefined ? { route, bill: new Bill(run.spending) } : foreseeChat(run, request, { route, body });
}

async function foreseeChat(
	run: RunContext,
	request: InferenceRequest,
	{ route, body }: { route: Route; body: PayloadObject },
): Promise<Foreseen> {
	const { spending } = run;
	spending.assertOpen();
	const asked = { ...body, ...request.settings.extraParameters };
	const routed = isRouted(route, request) ? route : undefined;
	const model = routed && (await figuresOf(run, request, routed));
	if (routed === undefined || model === undefined) {
		spending.assertPriced(false, route.model === undefined ? 'this server' : `'${route.model}'`);
		return { route, bill: new Bill(spending) };
	}
	const chosen = await withProvider(request, { route: routed, model, body: asked });
	const provider = namedProvider(chosen);
	assertFits(asked, model.id, servingProviders(model, provider));
	const bill = new Bill(spending, { model, body: asked, ...(provider !== undefined && { provider }) });
	spending.assertPriced(bill.isPriced, `'${model.id}'${provider === undefined ? '' : ` at ${provider}`}`);
	return { route: chosen, bill };
}

type RoutedRoute = ChatRouterRoute | ProviderRoute;

/** Whether the router serves the request, and Hugging Face bills it. */
function isRouted(route: Route, { hub }: InferenceRequest): route is RoutedRoute {
	return (route.kind === 'chatRouter' || route.kind === 'provider') && !isProviderKey(hub.service);
}

async function figuresOf(
	{ spending }: RunContext,
	{ hub, deadline }: InferenceRequest,
	{ model }: RoutedRoute,
): Promise<ModelFigures | undefined> {
	const patienceMs = spending.limit > 0 ? PATIENCE_WITH_LIMIT_MS : PATIENCE_MS;
	return await routerModel(bareId(model), hub.service, { patienceMs, signal: deadline.signal });
}

/** The provider that the user named, in the field or behind the model; undefined where the router picks one. */
function namedProvider(route: RoutedRoute): string | undefined {
	if (route.kind === 'provider') return route.provider;
	const suffix = suffixOf(route.bodyModel);
	return suffix === undefined || POLICIES.includes(suffix) ? undefined : suffix;
}

function servingProviders(model: ModelFigures, provider: string | undefined): ProviderFigures[] {
	return provider === undefined
		? liveProviders(model)
		: model.providers.filter((candidate) => candidate.provider === provider);
}

/** The route with a provider that can do what the request needs. A provider that the user named stays. */
async function withProvider(
	request: InferenceRequest,
	{ route, model, body }: { route: RoutedRoute; model: ModelFigures; body: PayloadObject },
): Promise<RoutedRoute> {
	const needs = needsOf(body);
	if (needs.all.length === 0) return route;
	const named = namedProvider(route);
	if (named !== undefined || route.kind === 'provider') {
		const [served] = servingProviders(model, named);
		const lacks = lacking(needs.must, model, served);
		if (lacks.length > 0) request.hint(`${named} does not support ${listed(lacks)} for ${model.id} ({items})`);
		return route;
	}
	const policy = suffixOf(route.bodyModel) ?? route.provider;
	const fitting = await fittingProvider(model, needs, {
		policy,
		order: async () => await accountOrder(request, model),
	});
	if (fitting === undefined) return route;
	const { provider, lackedByOthers } = fitting;
	const lacked = listed(lackedByOthers);
	request.hint(`${provider} was chosen for {items}: other providers of ${model.id} do not support ${lacked}`);
	return { ...route, provider, bodyModel: `${bareId(route.bodyModel)}:${provider}` };
}

/** The order of the account's providers. The Hub is not waited for longer than the router. */
async function accountOrder({ hub, deadline }: InferenceRequest, { id }: ModelFigures): Promise<string[]> {
	const mappings = hub.providerMappings(id, new AbortController().signal);
	return ((await inTime(mappings, PATIENCE_MS, deadline.signal)) ?? []).map(({ provider }) => provider);
}
