import { addressesOf } from '../../client/openAiUrl';
import type { Payload, PayloadObject } from '../../client/payload';
import { UNNAMED_MODEL, type EndpointRoute } from '../../client/route';

/** What is known of a server of OpenAI's protocol. */
export interface OpenAiServer {
	/** Its program, by its name in `servers/`; absent where it was not asked, or does not tell. */
	readonly program?: string;
	/** Names of the models that it lists; empty where it was not asked, or lists none. */
	readonly models: readonly string[];
	/** The address for speech that its page names, below its root. */
	readonly speechPath?: string;
}

/** Where a request goes, and for which model. */
export interface OpenAiTarget extends OpenAiServer {
	readonly url: URL;
	/** The model that the user named, or the server's only one; absent: the server chooses. */
	readonly model?: string;
	/** Whether the answer should come as a stream of events, if the server has one. */
	readonly streams: boolean;
	/** Names of the parameters that the user wrote into 'Extra Parameters'. */
	readonly extras: readonly string[];
}

/**
 * A task's request in OpenAI's protocol, or in Jina's and Cohere's beside it. Answers need no form of their own:
 * `tasks/answers` reads each known one. `json` is the request in Hugging Face's form, extra parameters and files
 * included.
 */
export interface OpenAiForm {
	/**
	 * Addresses below the server's root that may serve the request, the usual one first, e.g. `/v1/embeddings`.
	 * @param typed the address as the user pasted it
	 */
	readonly routes: (json: PayloadObject, server: OpenAiServer, typed: URL) => readonly string[];
	readonly toPayload: (json: PayloadObject, target: OpenAiTarget) => Payload;
	/**
	 * The API's name of the input: at an address of both protocols, a server that misses it wants this form. Absent:
	 * there is no such address.
	 */
	readonly input?: string;
	/** API names of parameters in `json` that the payload leaves out, since the server does not read them. */
	readonly leavesOut?: (json: PayloadObject, target: OpenAiTarget) => readonly string[];
	/** Names of models that do the task: errors list them first. */
	readonly models: RegExp;
	/**
	 * What the server is asked before the request, with one or two GETs a run: its program and its models, or also
	 * whether it speaks this protocol, so that no file is uploaded in vain. Absent: nothing, and a server that refuses
	 * Hugging Face's form is sent this one.
	 */
	readonly asks?: 'program' | 'protocol';
}

/** A request in one of its forms. */
export interface Form {
	readonly payload: Payload;
	/** Another address of the same server than the route's. */
	readonly url?: URL;
	/** Set for OpenAI's form: its target, and the API names of the parameters that it leaves out. */
	readonly openAi?: { readonly target: OpenAiTarget; readonly leftOut: readonly string[] };
}

/** What OpenAI's form of a request is made of. */
export interface OpenAiParts {
	readonly json: PayloadObject;
	readonly endpoint: EndpointRoute;
	readonly server: OpenAiServer;
	/** Addresses that the server is known not to have. */
	readonly missing: readonly string[];
	/** The model that the server turned out to need. */
	readonly model?: string;
	readonly wanted: Pick<OpenAiTarget, 'streams' | 'extras'>;
}

/** The request in OpenAI's form for the first address that is left; undefined where none is. */
export function inOpenAiForm(form: OpenAiForm, parts: OpenAiParts): Form | undefined {
	const { json, endpoint, server, missing, wanted } = parts;
	const routes = form.routes(json, server, endpoint.url);
	const url = addressesOf(endpoint.url, routes).find(({ href }) => !missing.includes(href));
	if (url === undefined) return undefined;
	const target = { ...server, ...wanted, url, model: modelFor(parts) };
	const leftOut = form.leavesOut?.(json, target) ?? [];
	return { payload: form.toPayload(json, target), url, openAi: { target, leftOut } };
}

function modelFor({ endpoint, server, model }: OpenAiParts): string | undefined {
	const named = endpoint.bodyModel === UNNAMED_MODEL ? undefined : endpoint.bodyModel;
	const [only, ...others] = server.models;
	return model ?? named ?? (others.length === 0 ? only : undefined);
}
