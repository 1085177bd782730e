import type { CallContext } from './call';
import { call } from './call';
import { InferenceError } from './errors';
import { isObject, type JsonObject, type JsonValue } from './json';
import type { Payload, PayloadObject } from './payload';
import { readAnswer } from './response';
import type { FailedAnswer, RetryRules } from './retry';
import { wordsOf } from './serverError';
import type { Target } from './target';

const RULES: RetryRules = { maxRetries: 0, waitForModel: false, retryInterrupted: false };

/** Where a server of OpenAI's protocol has its other routes: everything of the address before `/v1`, or before the route itself. */
export function openAiUrl(typed: URL, route: string): URL {
	const url = new URL(typed);
	const path = url.pathname.replace(/\/+$/, '');
	const root = path.replace(/\/(chat\/completions|embeddings|models)$/, '');
	url.pathname = root.endsWith('/v1') ? `${root}/${route}` : `${root}/v1/${route}`;
	return url;
}

/** Whether an address names OpenAI's protocol itself. */
export function isOpenAiUrl(url: URL): boolean {
	return /\/v1(\/embeddings)?\/*$/.test(url.pathname);
}

/**
 * Whether a server refused Hugging Face's form of a request since it speaks OpenAI's: it has no such address, or the
 * address is that of OpenAI's embeddings (Text Embeddings Inference has it without `/v1`, too).
 */
export function speaksOpenAi({ status }: FailedAnswer, url: URL): boolean {
	return [404, 405].includes(status) || ([400, 422].includes(status) && /\/embeddings\/*$/.test(url.pathname));
}

/** Whether a server that holds several models refused a request since it named none of them. */
export function wantsModel({ status, json, text }: FailedAnswer): boolean {
	return (
		[400, 404, 422].includes(status) &&
		/model/i.test(wordsOf({ json, text })) &&
		/not found|not exist|no such|unknown|required|missing|must|unsupported|not served|invalid model/i.test(
			wordsOf({ json, text }),
		)
	);
}

/**
 * The request with the name of the server's only model.
 * @returns undefined where the server does not tell its models
 * @throws {InferenceError} `invalidInput` naming the models, where there are several
 */
export async function withServedModel(
	payload: Payload,
	target: Target,
	context: CallContext,
): Promise<Payload | undefined> {
	if (!('json' in payload) || !isObject(payload.json)) return undefined;
	const models = await servedModels(target, context);
	const [only] = models;
	if (only === undefined) return undefined;
	if (models.length > 1) {
		throw new InferenceError(`The server ${target.url.host} holds several models, and none of them was named`, {
			type: 'invalidInput',
			advice: `Set 'Served Model' in 'Options' to one of: ${models.slice(0, 20).join(', ')}.`,
		});
	}
	const json = payload.json as PayloadObject;
	return json.model === only ? undefined : { json: { ...json, model: only } };
}

async function servedModels(target: Target, context: CallContext): Promise<string[]> {
	const url = openAiUrl(target.url, 'models');
	try {
		const { result } = await call(
			{ ...target, url },
			{ ...context, rules: RULES, onOutcome: undefined, beforeAttempt: undefined },
			readAnswer,
		);
		const data = result.kind === 'json' && isObject(result.value) ? result.value.data : undefined;
		return Array.isArray(data)
			? data.map((model) => (isObject(model) && typeof model.id === 'string' ? model.id : '')).filter((id) => id !== '')
			: [];
	} catch {
		// The refusal itself is what the user shall see.
		return [];
	}
}

/** The entries of OpenAI's `data` in the order of their `index`. */
export function inOrderOfIndex(data: readonly JsonValue[]): JsonObject[] {
	return data.filter(isObject).sort((a, b) => Number(a.index ?? 0) - Number(b.index ?? 0));
}
