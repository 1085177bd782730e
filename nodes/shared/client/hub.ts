import { createHash } from 'node:crypto';
import { Deadline, untilAborted } from '../http/deadline';
import { call } from './call';
import { InferenceError, unexpectedResponse } from './errors';
import { isObject, type JsonObject, type JsonValue } from './json';
import { readAnswer } from './response';
import type { RetryRules } from './retry';
import { assertTokenMayGo, type Service } from './service';
import { USER_AGENT } from './userAgent';

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

interface Lookup {
	readonly until: number;
	readonly answer: Promise<JsonValue>;
	readonly controller: AbortController;
	waiting: number;
}

const FRESH_MS = 5 * 60_000;
const LOOKUP_SECONDS = 60;
const MAX_CACHED = 1_000;
const cache = new Map<string, Lookup>();

/** A lookup costs nothing, so that it may be repeated whatever broke. */
const RULES: RetryRules = { maxRetries: 3, waitForModel: false, retryInterrupted: true };

/**
 * One GET of the Hub's API, with the token where it is one of Hugging Face's.
 * @param path below the Hub's address, with its query
 * @returns the JSON, and the address of the next page where there is one
 * @throws {InferenceError}
 */
export async function getFromHub(
	path: string,
	service: Service,
	signal: AbortSignal,
): Promise<{ json: JsonValue; next?: string }> {
	const url = new URL(`${service.hubUrl}${path}`);
	const headers: Record<string, string> = { accept: 'application/json', 'user-agent': USER_AGENT };
	if (service.token.startsWith('hf_')) {
		assertTokenMayGo(url, service);
		headers.authorization = `Bearer ${service.token}`;
	}
	const deadline = new Deadline(LOOKUP_SECONDS, [signal]);
	try {
		const request = { url, headers, isEndpoint: false, model: modelOf(path) };
		const { result, report } = await call(request, { egress: service.egress, deadline, rules: RULES }, readAnswer);
		if (result.kind !== 'json')
			throw unexpectedResponse(`The Hub at ${url.host} did not answer with JSON`, {
				advice: "Check 'Hub URL' in the credential.",
			});
		return { json: result.value, next: nextPage(report.headers.link) };
	} catch (error) {
		throw aboutTheHub(error, url);
	} finally {
		deadline.clear();
	}
}

function aboutTheHub(error: unknown, url: URL): unknown {
	if (!(error instanceof InferenceError) || !['network', 'timeout'].includes(error.details.type)) return error;
	return new InferenceError(`The Hugging Face Hub was asked about the model, but ${error.message}`, {
		...error.details,
		advice: `Check that this n8n can reach ${url.host} ('Hub URL' in the credential), or set 'Model' and 'Provider' so that the Hub need not be asked.`,
	});
}

/** The same, remembered for some minutes: one lookup serves all items that wait for it, and ends when none waits. */
async function lookUp(path: string, service: Service, signal: AbortSignal): Promise<JsonValue> {
	const key = createHash('sha256').update([service.hubUrl, path, service.token].join('\n')).digest('base64');
	const known = cache.get(key);
	const lookup = known && known.until > Date.now() ? known : startLookup(key, path, service);
	lookup.waiting += 1;
	try {
		return await untilAborted(lookup.answer, signal);
	} finally {
		lookup.waiting -= 1;
		if (lookup.waiting === 0 && signal.aborted) lookup.controller.abort();
	}
}

function startLookup(key: string, path: string, service: Service): Lookup {
	const controller = new AbortController();
	const answer = getFromHub(path, service, controller.signal).then(({ json }) => json);
	const lookup: Lookup = { until: Date.now() + FRESH_MS, answer, controller, waiting: 0 };
	if (cache.size >= MAX_CACHED) cache.clear();
	cache.set(key, lookup);
	answer.catch(() => {
		if (cache.get(key) === lookup) cache.delete(key);
	});
	return lookup;
}

/** Ids of the models that the Hub recommends for a task, best first; empty where it recommends none. */
export async function recommendedModels(task: string, service: Service, signal: AbortSignal): Promise<string[]> {
	const tasks = await lookUp('/api/tasks', service, signal);
	const entry = isObject(tasks) ? tasks[task] : undefined;
	const models = isObject(entry) && Array.isArray(entry.models) ? entry.models : [];
	return models
		.map((model) => (isObject(model) && typeof model.id === 'string' ? model.id : ''))
		.filter((id) => id !== '');
}

/**
 * Which providers serve a model, in the account's order.
 * @throws {InferenceError} `notFound` where the Hub does not know the model
 */
export async function providerMappings(
	model: string,
	service: Service,
	signal: AbortSignal,
): Promise<ProviderMapping[]> {
	const info = await lookUp(`/api/models/${model}?expand[]=inferenceProviderMapping`, service, signal);
	return normalize(model, isObject(info) ? info.inferenceProviderMapping : undefined);
}

/** The Hub answers with a list, or with an object keyed by provider: `huggingface.js` understands both. */
function normalize(model: string, mapping: JsonValue | undefined): ProviderMapping[] {
	if (Array.isArray(mapping))
		return mapping.filter(isObject).map((entry) => toMapping(model, String(entry.provider ?? ''), entry));
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
