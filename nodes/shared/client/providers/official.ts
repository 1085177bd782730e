import { makeRequestOptionsFromResolvedModel } from '@huggingface/inference';
import { Readable } from 'node:stream';
import type { CallContext } from '../callRequest';
import type { EncodedBody } from '../encodedBody';
import { InferenceError, invalidInput } from '../errors';
import type { ProviderMapping } from '../hub';
import { isObject, jsonIn, type JsonObject } from '../json';
import type { Payload } from '../payload';
import type { ServerAnswer } from '../response';
import { ROUTER_URL, assertTokenMayGo, type Service } from '../service';
import { argumentsOf, atProvider, hintsFor } from './arguments';
import { awaitResult, type QueuedJob } from './job';
import { helperFor, type ProviderHelper } from './names';
import { taskQuirks } from './quirks';
import type { Arguments } from './quirks/quirks';
import { readResult } from './reading';

/** A request in Hugging Face's own form, and who is to serve it. */
export interface ProviderCall {
	/** The task by its name in the Hub's mapping. */
	readonly task: string;
	readonly mapping: ProviderMapping;
	readonly payload: Payload;
	readonly service: Service;
	/** The user's own headers. */
	readonly headers: Readonly<Record<string, string>>;
	/** The label of the field that carries a parameter of the API; undefined where no field does. */
	readonly labelOf: (parameter: string) => string | undefined;
}

/** A request to a third-party provider: the official client's, mended by the provider's quirks. */
export interface ProviderRequest {
	readonly url: URL;
	readonly headers: Readonly<Record<string, string>>;
	readonly payload: Payload;
	/** Sentences about parameters without effect; `{items}` stands for the items. */
	readonly hints: readonly string[];
	/** Waits for the job where the provider queues one, as {@link awaitResult} does. */
	readonly awaitResult: (answer: ServerAnswer, context: Waited) => Promise<ServerAnswer>;
	/** Makes a shape that the task's reader knows of the provider's own, as {@link readResult} does. */
	readonly read: (answer: ServerAnswer, context: CallContext) => Promise<ServerAnswer>;
}

/** What a job is waited for under, and who is told that the provider took it. */
export type Waited = CallContext & Pick<QueuedJob, 'onTaken'>;

/**
 * Makes the request of a task for a provider.
 * @throws {InferenceError} marked as unsent: `invalidInput` where the provider cannot take it, `refusedHost` for the
 * token
 */
export async function providerRequest(call: ProviderCall): Promise<ProviderRequest> {
	const { task, mapping, service, headers: custom } = call;
	const { provider } = mapping;
	const given = await argumentsOf(call.payload);
	try {
		const helper = helperFor(provider, task);
		if (helper === undefined)
			throw invalidInput(`Provider '${provider}' does not serve ${task}`, "Set 'Provider' to Automatic.");
		const at = { provider, task, labelOf: call.labelOf };
		const { official, url, headers, encoded } = await officialRequest(helper, atProvider(given, at), call);
		// Headers of the user's go along with the request alone; what stands for the token goes along with polls too.
		const polled = custom.authorization === undefined ? headers : { ...headers, authorization: custom.authorization };
		const base = { service, provider, model: mapping.hfModelId, headers: polled, url, task, official };
		return {
			url,
			headers: { ...headers, ...custom },
			payload: { encoded },
			hints: hintsFor(given, at),
			awaitResult: async (answer, context) => await awaitResult(answer, { ...base, context, onTaken: context.onTaken }),
			read: async (answer, context) => await readResult(answer, task, { ...base, context }),
		};
	} catch (error) {
		throw unsent(error, provider);
	}
}

/** An error from before any request: another provider than this one may be tried. */
function unsent(error: unknown, provider: string): unknown {
	if (!(error instanceof Error)) return error;
	const known =
		error instanceof InferenceError
			? error
			: invalidInput(
					`The request cannot be made: ${error.message}`,
					"Check the inputs, or set 'Provider' to another one.",
					error,
				);
	return new InferenceError(known.message, { ...known.details, provider, isUnsent: true });
}

interface Made {
	/** The address before the credential's router stands in it. */
	readonly official: string;
	readonly url: URL;
	readonly headers: Record<string, string>;
	readonly encoded: EncodedBody;
}

/** The official client's request, mended by the provider's quirks. */
async function officialRequest(helper: ProviderHelper, args: Arguments, call: ProviderCall): Promise<Made> {
	const { task, mapping, service } = call;
	const named = { ...args, provider: mapping.provider };
	const prepared = helper.preparePayloadAsync ? await helper.preparePayloadAsync(named) : named;
	const { url: made, info } = makeRequestOptionsFromResolvedModel(
		mapping.providerId,
		helper as unknown as Parameters<typeof makeRequestOptionsFromResolvedModel>[1],
		{ ...prepared, ...(service.token !== '' && { accessToken: service.token }) } as unknown as Parameters<
			typeof makeRequestOptionsFromResolvedModel
		>[2],
		mapping as Parameters<typeof makeRequestOptionsFromResolvedModel>[3],
		{
			task: task as 'text-to-image',
			...(service.organization !== '' && service.token.startsWith('hf_') && { billTo: service.organization }),
		},
	);
	const json = typeof info.body === 'string' ? jsonIn(info.body) : undefined;
	const body = isObject(json) ? json : undefined;
	const { url: official, body: mended } = taskQuirks(mapping.provider, task).reduce(
		(request, { after }) => after?.(request, args) ?? request,
		{ url: made, body } as { url: string; body?: JsonObject },
	);
	const isMended = mended !== undefined && mended !== body;
	return {
		official,
		url: routedUrl(official, service),
		headers: headersOf(info.headers, service),
		encoded: await encodedBody(isMended ? JSON.stringify(mended) : info.body, info.headers),
	};
}

/** The credential's router in the place of the default one; a provider's key goes to the provider itself. */
function routedUrl(official: string, service: Service): URL {
	if (!official.startsWith(`${ROUTER_URL}/`)) return directUrl(official, service);
	const url = new URL(service.routerUrl + official.slice(ROUTER_URL.length));
	assertTokenMayGo(url, service);
	return url;
}

function directUrl(official: string, service: Service): URL {
	const url = new URL(official);
	service.assertDomain?.(url);
	return url;
}

async function encodedBody(body: unknown, headers: unknown): Promise<EncodedBody> {
	if (typeof body === 'string') return { contentType: contentTypeIn(headers) ?? 'application/json', content: body };
	const form = new Response(body as FormData | Blob);
	const bytes = Buffer.from(await form.arrayBuffer());
	const contentType = form.headers.get('content-type') ?? contentTypeIn(headers) ?? 'application/octet-stream';
	return { contentType, length: bytes.length, content: async () => Readable.from([bytes], { objectMode: false }) };
}

function contentTypeIn(headers: unknown): string | undefined {
	return Object.entries(headers as Record<string, string>).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
}

/** The official client's headers in lower case; without a token it would send the word "undefined". */
function headersOf(headers: unknown, { token }: Service): Record<string, string> {
	const lower = Object.entries(headers as Record<string, string>).map(
		([name, value]) => [name.toLowerCase(), value] as const,
	);
	return Object.fromEntries(
		lower.filter(([name]) => name !== 'content-type' && (name !== 'authorization' || token !== '')),
	);
}
