import { mayPass } from './errors';
import { parseModel, parseModels, type ModelFigures } from './figures';
import { getJson } from './getJson';
import type { JsonValue } from './json';
import { lookupWithin } from './lookups';
import { QUIET } from './pacer';
import type { RetryRules } from './retry';
import type { Service } from './service';

const FRESH_MS = 10 * 60_000;
const FAILED_MS = 10_000;
/** A look-up that outlasts this has failed. */
const LOOKUP_SECONDS = 30;
/** The failure is remembered in place of retries. */
const ONCE: RetryRules = { maxRetries: 0, waitForModel: false, retryInterrupted: false };
const ROUTER = { name: 'The router', field: 'Router URL' };

/** How long a caller waits for the router. */
export interface Patience {
	/** From the start of the look-up on, in milliseconds. */
	readonly patienceMs: number;
	readonly signal: AbortSignal;
}

/**
 * All chat models of the router, with prices, context lengths and abilities.
 * @returns undefined where the router does not tell them in time
 */
export async function routerModels(service: Service, patience: Patience): Promise<ModelFigures[] | undefined> {
	return await lookUp('/v1/models', { service, parse: parseModels }, patience);
}

/**
 * One chat model of the router.
 * @param id without a provider behind it
 * @returns undefined where the router does not know it, or does not tell it in time
 */
export async function routerModel(id: string, service: Service, patience: Patience): Promise<ModelFigures | undefined> {
	return await lookUp(`/v1/models/${id}`, { service, parse: parseModel }, patience);
}

/**
 * The whole process shares the answer. It depends on the token: private models, and an account's providers. While the
 * router fails, the last answer holds.
 */
async function lookUp<T>(
	path: string,
	{ service, parse }: { readonly service: Service; readonly parse: (json: JsonValue) => T },
	patience: Patience,
): Promise<T | undefined> {
	const { routerUrl, token } = service;
	const make = async (signal: AbortSignal): Promise<T> => {
		const url = new URL(`${routerUrl}${path}`);
		const request = { url, service, signal, server: ROUTER };
		return parse((await getJson({ ...request, rules: ONCE, seconds: LOOKUP_SECONDS, pacer: QUIET })).json);
	};
	const key = ['router', routerUrl, path, token];
	return await lookupWithin({ key, freshMs: FRESH_MS, failedMs: FAILED_MS, holdsAfter: mayPass, make }, patience);
}
