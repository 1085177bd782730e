import { InferenceError, mayPass } from './errors';
import { getJson } from './getJson';
import { isObject, type JsonObject, type JsonValue } from './json';
import { sharedLookup } from './lookups';
import { QUIET, type Pacer } from './pacer';
import type { RetryRules } from './retry';
import type { Service } from './service';

/** One provider's way to serve a model, as the Hub tells it. */
export interface ProviderMapping {
	readonly provider: string;
	/** The model's name at the provider. */
	readonly providerId: string;
	readonly hfModelId: string;
	readonly status: string;
	readonly task: string;
	readonly adapter?: string;
	readonly adapterWeightsPath?: string;
}

const FRESH_MS = 5 * 60_000;
/** A failure that may pass is asked about again after this time. */
const FAILED_MS = 30_000;
const ATTEMPT_SECONDS = 60;
/** All attempts of a look-up, waits included. A longer Retry-After fails it at once. */
const LOOKUP_SECONDS = 600;

/** A look-up costs nothing: it may be repeated after a broken connection. */
const RULES: RetryRules = { maxRetries: 3, waitForModel: false, retryInterrupted: true };
const HUB = { name: 'The Hub', field: 'Hub URL' };

/** The Hub as one run sees it: what it could not tell, the run does not ask again at once. */
export class Hub {
	private readonly failures = new Map<string, { readonly error: InferenceError; readonly until: number }>();

	/**
	 * @param service whose token goes along
	 * @param pacer makes the pacer of one look-up; absent: look-ups share no pace
	 */
	constructor(
		readonly service: Service,
		private readonly pacer: (url: URL) => Pacer = () => QUIET,
	) {}

	/** Ids of the models that the Hub recommends for a task, best first; empty where it recommends none. */
	async recommendedModels(task: string, signal: AbortSignal): Promise<string[]> {
		const tasks = await this.lookUp('/api/tasks', signal);
		const entry = isObject(tasks) ? tasks[task] : undefined;
		const models = isObject(entry) && Array.isArray(entry.models) ? entry.models : [];
		return models
			.map((model) => (isObject(model) && typeof model.id === 'string' ? model.id : ''))
			.filter((id) => id !== '');
	}

	/**
	 * The providers of a model, in the account's order.
	 * @throws {InferenceError} `notFound` where the Hub does not know the model
	 */
	async providerMappings(model: string, signal: AbortSignal): Promise<ProviderMapping[]> {
		const info = await this.lookUp(`/api/models/${model}?expand[]=inferenceProviderMapping`, signal);
		return normalize(model, isObject(info) ? info.inferenceProviderMapping : undefined);
	}

	/**
	 * One look-up serves the process for some minutes. Where the next one fails since the Hub does, the last answer
	 * holds. A failed one serves all who wait for it, and the run for a while.
	 */
	private async lookUp(path: string, signal: AbortSignal): Promise<JsonValue> {
		const known = this.failures.get(path);
		if (known !== undefined && Date.now() < known.until) throw known.error;
		const { hubUrl, token } = this.service;
		const make = async (ends: AbortSignal): Promise<JsonValue> =>
			(await getFromHub(path, { service: this.service, signal: ends, pacer: this.pacer })).json;
		const lookup = { key: [hubUrl, path, token], freshMs: FRESH_MS, failedMs: 0, holdsAfter: mayPass, make };
		return await sharedLookup(lookup, signal).catch((error: unknown) => {
			// A caller's own end says nothing about the Hub.
			if (!signal.aborted && error instanceof InferenceError && error.details.type !== 'cancelled') {
				this.failures.set(path, { error, until: mayPass(error) ? Date.now() + FAILED_MS : Infinity });
			}
			throw error;
		});
	}
}

export interface HubRequest {
	readonly service: Service;
	readonly signal: AbortSignal;
	readonly pacer?: (url: URL) => Pacer;
}

/**
 * One GET of the Hub's API, with the token where it is one of Hugging Face's.
 * @param path below the Hub's address, with its query
 * @returns the JSON, and the address of the next page where there is one
 * @throws {InferenceError}
 */
export async function getFromHub(
	path: string,
	{ service, signal, pacer }: HubRequest,
): Promise<{ json: JsonValue; next?: string }> {
	const url = new URL(`${service.hubUrl}${path}`);
	const request = { url, service, signal, model: modelOf(path), server: HUB };
	const limits = { rules: RULES, seconds: LOOKUP_SECONDS, attemptSeconds: ATTEMPT_SECONDS };
	try {
		const { json, headers } = await getJson({ ...request, ...limits, pacer: pacer?.(url) ?? QUIET });
		return { json, next: nextPage(headers.link) };
	} catch (error) {
		throw aboutTheHub(error, url);
	}
}

function aboutTheHub(error: unknown, url: URL): unknown {
	if (!(error instanceof InferenceError) || !['network', 'timeout'].includes(error.details.type)) return error;
	const reach = `Check that this n8n can reach ${url.host} ('Hub URL' in the credential)`;
	return new InferenceError(`The look-up of the model on the Hugging Face Hub failed: ${error.message}`, {
		...error.details,
		advice: `${reach}, or set 'Model' and 'Provider' to skip the look-up.`,
	});
}

/** The Hub answers with a list, or with an object keyed by provider; `huggingface.js` reads both. */
function normalize(model: string, mapping: JsonValue | undefined): ProviderMapping[] {
	if (Array.isArray(mapping)) {
		return mapping.filter(isObject).map((entry) => toMapping(model, String(entry.provider ?? ''), entry));
	}
	if (!isObject(mapping)) return [];
	return Object.entries(mapping).flatMap(([provider, entry]) =>
		isObject(entry) ? [toMapping(model, provider, entry)] : [],
	);
}

function toMapping(model: string, provider: string, entry: JsonObject): ProviderMapping {
	return {
		provider,
		providerId: String(entry.providerId ?? model),
		hfModelId: typeof entry.hfModelId === 'string' ? entry.hfModelId : model,
		status: String(entry.status ?? ''),
		task: String(entry.task ?? ''),
		...(typeof entry.adapter === 'string' && { adapter: entry.adapter }),
		...(typeof entry.adapterWeightsPath === 'string' && { adapterWeightsPath: entry.adapterWeightsPath }),
	};
}

function modelOf(path: string): string | undefined {
	return /^\/api\/models\/([^?]+)/.exec(path)?.[1];
}

function nextPage(link: string | string[] | undefined): string | undefined {
	return /<([^>]+)>;\s*rel="next"/.exec(String(link ?? ''))?.[1];
}
