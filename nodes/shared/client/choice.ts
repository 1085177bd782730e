import { InferenceError, invalidInput } from './errors';
import type { Service } from './service';
import { parseUrl } from './tokenPolicy';

/** The parts of a task that decide where its requests go. */
export interface Routing {
	readonly id: string;
	readonly route: 'model' | 'pipeline' | 'chat' | 'raw';
	/** For a raw request: whether the task it names has an address of its own. */
	readonly hasPipelineRoute?: boolean;
	/** The task's name in the Hub's provider mappings. */
	readonly mappedAs: string;
	/** Tasks whose models serve this one too on hf-inference. */
	readonly servedBesides: readonly string[];
	/** The task's name in the Hub's list of recommended models. */
	readonly pipelineTag: string;
	/** The Accept header: containers make a picture only when asked for one by name. */
	readonly accept: '*/*' | 'image/png';
}

/** The user's choice of model and provider. */
export interface Choice {
	/** A model id, a URL, or empty. */
	readonly model: string;
	readonly provider: string;
	/** Providers that cannot take the request: Automatic passes them over. */
	readonly except?: readonly string[];
	/** The `model` for a server that holds several; only for URLs. */
	readonly servedModel: string;
	readonly headers: Readonly<Record<string, string>>;
}

/** Values of 'Provider' that leave the choice to the router. */
export const POLICIES: readonly string[] = ['auto', 'fastest', 'cheapest', 'preferred'];

const MODEL_ID = /^[\w.-]{1,96}(\/[\w.-]{1,96})?(:[\w.-]+)?$/;
/** Parts of a name that are dots alone would change the address. */
const DOTS_ALONE = /(^|\/)\.+(\/|:|$)/;

/** A model's id without the provider or policy behind it. */
export function bareId(model: string): string {
	return model.replace(/:.*$/, '');
}

/** The text in 'Model' for another provider than the one that it may name. */
export function withoutSuffix(typed: string): string {
	return suffixOf(typed) === undefined ? typed : bareId(typed);
}

/** The provider or policy behind a model's id: `nscale` in `org/model:nscale`; undefined for a URL. */
export function suffixOf(model: string): string | undefined {
	return model.includes('://') ? undefined : /:(.+)$/.exec(model.trim())?.[1];
}

/**
 * The model's id that was typed, or pasted as the address of its page on the Hub.
 * @throws {InferenceError} `invalidInput` for text that is no id
 */
export function modelIdOf(typed: string): string {
	const model = modelPage(typed) ?? typed;
	if (!MODEL_ID.test(model) || model.includes('..') || DOTS_ALONE.test(model)) {
		throw invalidInput(
			`'${typed.slice(0, 200)}' in 'Model' is not a valid model name`,
			"Write it as on the Hub, e.g. 'facebook/bart-large-mnli', or the URL of an endpoint.",
		);
	}
	return model;
}

/**
 * The endpoint that is called: the URL in 'Model', or the credential's where 'Model' is empty.
 * @returns undefined where a model of a provider is called
 * @throws {InferenceError} `invalidInput` for a web page that is no endpoint
 */
export function endpointOf(model: string, service: Service): { url: URL; isTyped: boolean } | undefined {
	const value = model.trim();
	if (value === '') {
		if (service.endpointUrl === '') return undefined;
		return { url: parseUrl(service.endpointUrl, 'Endpoint URL'), isTyped: false };
	}
	if (!/^https?:\/\//i.test(value) && !value.includes('://')) return undefined;
	if (modelPage(value) !== undefined) return undefined;
	const url = parseUrl(value, 'Model');
	assertIsEndpoint(url);
	return { url, isTyped: true };
}

/** Whether a URL is called. */
export function callsEndpoint(model: string, service: Service): boolean {
	return endpointOf(model, service) !== undefined;
}

const WEBSITE = /^(?:www\.)?(?:huggingface\.co|hf\.co)$/;

/** The model of a page of the Hub, e.g. `https://huggingface.co/org/name/tree/main`. */
function modelPage(value: string): string | undefined {
	const path = /^https:\/\/(?:www\.)?(?:huggingface\.co|hf\.co)\/([^?#]+)/.exec(value)?.[1] ?? '';
	const id = /^([\w.-]+\/[\w.-]+)(?:\/(?:tree\/|blob\/|resolve\/|discussions).*)?\/?$/.exec(path)?.[1];
	return id !== undefined &&
		/^(?:api|spaces|datasets|docs|settings|models|collections|papers|blog|organizations|join|login)\//.test(id)
		? undefined
		: id;
}

/** @throws {InferenceError} `invalidInput` for an address that no inference server can have */
function assertIsEndpoint(url: URL): void {
	if (url.hostname === 'api-inference.huggingface.co') {
		const id = /^\/(?:models|pipeline\/[\w-]+)\/([\w.-]+(?:\/[\w.-]+)?)/.exec(url.pathname)?.[1];
		throw invalidInput(
			"The address in 'Model' is of the old inference API, which no longer exists",
			id === undefined
				? "Type the model's name in 'Model', e.g. 'facebook/bart-large-mnli'."
				: `Set 'Model' to By ID and type '${id}'.`,
		);
	}
	if (!WEBSITE.test(url.hostname)) return;
	if (url.pathname.startsWith('/spaces/')) {
		throw invalidInput(
			"The address in 'Model' is the page of a Space, and a Space is not a model",
			"Type the name of the model that the Space uses, or call the Space's own API with the HTTP Request node.",
		);
	}
	throw invalidInput(
		"The address in 'Model' is a page of the Hugging Face website, not an inference server",
		"Type the model's name in 'Model', e.g. 'facebook/bart-large-mnli', or the URL of an endpoint.",
	);
}

/**
 * The provider that is asked for: the one chosen, or the one behind the model's id. For chat, the router reads the id,
 * and a provider that was chosen wins.
 * @throws {InferenceError} `invalidInput` where the two differ, or where the suffix names no provider
 */
export function chosenProvider(
	{ route, id }: Routing,
	{ model, provider }: Choice,
	isProvider: (id: string) => boolean,
): string {
	const suffix = suffixOf(model);
	if (suffix === undefined || route === 'chat') return provider;
	if (route === 'raw') return assertOwnService(suffix);
	const advice = "Remove the suffix from 'Model', and choose the provider in 'Provider'.";
	if (POLICIES.includes(suffix))
		throw invalidInput(`':${suffix}' in 'Model' works for chat only, not for ${id}`, advice);
	if (!isProvider(suffix)) throw invalidInput(`':${suffix}' in 'Model' is not a provider`, advice);
	if (!POLICIES.includes(provider) && provider !== suffix) {
		throw invalidInput(`'Model' names the provider '${suffix}', and 'Provider' is '${provider}'`, advice);
	}
	return suffix;
}

/** A request of the user's own form is no provider's: without a URL it goes to Hugging Face's own service. */
function assertOwnService(suffix: string): string {
	if (suffix === 'hf-inference') return suffix;
	throw invalidInput(
		`':${suffix}' in 'Model' does not work for a Custom Request, which goes to Hugging Face (hf-inference)`,
		"Remove the suffix from 'Model', or set 'Model' to Endpoint URL and write the provider's address.",
	);
}

/** The error for a request that no provider can take: another one may be tried. */
export function notServed(
	message: string,
	advice: string,
	context: { model: string; provider: string },
): InferenceError {
	return new InferenceError(message, { type: 'notFound', advice, isUnsent: true, ...context });
}
