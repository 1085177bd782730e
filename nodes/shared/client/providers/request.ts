import { makeRequestOptionsFromResolvedModel } from '@huggingface/inference';
import { Readable } from 'node:stream';
import { collect, MAX_TEXT_BYTES } from '../../http/body';
import type { CallContext } from '../call';
import { InferenceError, invalidInput, unexpectedResponse } from '../errors';
import type { ProviderMapping } from '../hub';
import { InputFile } from '../inputFile';
import { isObject, omit, type JsonValue } from '../json';
import { inOrderOfIndex } from '../openAi';
import { DataUrl, type EncodedBody, type Payload, type PayloadObject, type PayloadValue } from '../payload';
import type { ServerAnswer } from '../response';
import { ROUTER_URL, assertTokenMayGo, type Service } from '../service';
import { withTransport, type ProviderRun } from './fetch';
import { cancelOnAbort, waitForPrediction } from './jobs';
import { helperFor, type ProviderHelper } from './names';
import { RemoteMedia } from './result';

/** A request to a third-party provider, as the official client makes it. */
export interface ProviderRequest {
	readonly url: URL;
	readonly headers: Readonly<Record<string, string>>;
	readonly payload: Payload;
	/** Makes of the provider's answer what Hugging Face's API answers; waits for jobs that queue. */
	readonly understand: (answer: ServerAnswer, context: CallContext) => Promise<ServerAnswer>;
}

/**
 * Makes the request of a task for a provider, by the official client's mapping.
 * @param payload the request in Hugging Face's own form
 * @throws {InferenceError} `invalidInput` where the provider cannot take it, `refusedHost` for the token
 */
export async function providerRequest(
	task: string,
	mapping: ProviderMapping,
	payload: Payload,
	service: Service,
	customHeaders: Readonly<Record<string, string>>,
): Promise<ProviderRequest> {
	const helper = helperFor(mapping.provider, task);
	if (helper === undefined)
		throw invalidInput(`Provider '${mapping.provider}' does not serve ${task}`, "Set 'Provider' to Automatic.");
	try {
		const args = { ...(await argumentsOf(payload)), provider: mapping.provider };
		const prepared = helper.preparePayloadAsync ? await helper.preparePayloadAsync(args) : args;
		const { url: official, info } = makeRequestOptionsFromResolvedModel(
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
		const url = routedUrl(official, service);
		const encoded = await encodedBody(info.body, info.headers);
		const own = headersOf(info.headers, service);
		// Headers of the user's go along with the request alone; what stands for the token goes along with polls too.
		const polled =
			customHeaders.authorization === undefined ? own : { ...own, authorization: customHeaders.authorization };
		const understand = async (answer: ServerAnswer, context: CallContext): Promise<ServerAnswer> => {
			const run: ProviderRun = {
				service,
				context,
				provider: mapping.provider,
				model: mapping.hfModelId,
				headers: polled,
				url,
				polls: 0,
			};
			return await understood(helper, answer, official, run);
		};
		return { url, headers: { ...own, ...customHeaders }, payload: { encoded }, understand };
	} catch (error) {
		throw inOurWords(error);
	}
}

function inOurWords(error: unknown): unknown {
	if (error instanceof InferenceError || !(error instanceof Error)) return error;
	return invalidInput(
		`The request cannot be made: ${error.message}`,
		"Check the inputs, or set 'Provider' to another one.",
		error,
	);
}

/** The request in the form of the official client's arguments: the file as a blob in memory, since it encodes that itself. */
async function argumentsOf(payload: Payload): Promise<Record<string, unknown>> {
	if (!('json' in payload) || !isObject(payload.json))
		throw invalidInput('Only JSON can be sent to a provider', "Set 'Provider' to Hugging Face (hf-inference).");
	const { inputs, ...others } = payload.json as PayloadObject;
	const rest = (await inText(others)) as Record<string, unknown>;
	if (inputs === undefined) return rest;
	return {
		inputs:
			inputs instanceof InputFile
				? new Blob([new Uint8Array(await bytesOf(inputs))], { type: inputs.mediaType })
				: await inText(inputs),
		...rest,
	};
}

/** A value with its files in base64, as they go in the JSON of a chat. */
async function inText(value: PayloadValue): Promise<unknown> {
	if (value instanceof InputFile) return (await bytesOf(value)).toString('base64');
	if (value instanceof DataUrl)
		return `data:${value.file.mediaType};base64,${(await bytesOf(value.file)).toString('base64')}`;
	if (Array.isArray(value)) return await Promise.all(value.map(inText));
	if (!isObject(value)) return value;
	const entries = Object.entries(value).map(
		async ([key, inner]) => [key, await inText(inner as PayloadValue)] as const,
	);
	return Object.fromEntries(await Promise.all(entries));
}

async function bytesOf(file: InputFile): Promise<Buffer> {
	return await collect(await file.open(), MAX_TEXT_BYTES);
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

async function understood(
	helper: ProviderHelper,
	answer: ServerAnswer,
	official: string,
	run: ProviderRun,
): Promise<ServerAnswer> {
	if (answer.kind !== 'json') return answer;
	const { signal } = run.context.deadline;
	const stopCancelling = cancelOnAbort(answer.value, run);
	try {
		return await withTransport(run, async () => {
			const finished = inOrder(await waitForPrediction(answer.value, run));
			const result = await helper.getResponse(finished, official, { ...run.headers }, undefined, signal);
			return toAnswer(result);
		});
	} catch (error) {
		if (error instanceof InferenceError) return rethrow(error);
		signal.throwIfAborted();
		// The client is stricter than we are about shapes: ours may still understand the answer.
		if (run.polls === 0 && isObject(answer.value) && answer.value.request_id === undefined) return answer;
		return rethrow(
			unexpectedResponse(
				`The answer of ${run.provider} could not be understood: ${error instanceof Error ? error.message : String(error)}`,
				{ advice: 'Try another model or provider.', cause: error, response: answer.value },
			),
		);
	} finally {
		stopCancelling();
	}
}

/** OpenAI's list of results in the order of their `index`, by which the client does not look. */
function inOrder(value: JsonValue): JsonValue {
	if (
		!isObject(value) ||
		!Array.isArray(value.data) ||
		!value.data.every((entry) => isObject(entry) && typeof entry.index === 'number')
	)
		return value;
	return { ...value, data: inOrderOfIndex(value.data) };
}

function rethrow(error: Error): never {
	throw error;
}

function toAnswer(result: unknown): ServerAnswer {
	if (result instanceof RemoteMedia) return { kind: 'media', body: result.body, mediaType: result.type };
	if (result instanceof Blob)
		return {
			kind: 'media',
			body: Readable.fromWeb(result.stream() as Parameters<typeof Readable.fromWeb>[0]),
			mediaType: result.type,
		};
	const value = result as JsonValue;
	// The client gives this text under a second name, which no API knows.
	return { kind: 'json', value: isObject(value) && 'generated_text' in value ? omit(value, 'generatedText') : value };
}
