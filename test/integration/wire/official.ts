import * as client from '@huggingface/inference';
import type { JsonValue } from '../../../nodes/shared/client/json';
import { FILE } from './arguments';
import { nested, type Arguments, type WireRequest } from './request';

type Call = (args: never, options: { fetch: typeof fetch }) => Promise<unknown>;

/** The official client's function for each task that it has. */
const FUNCTIONS: Readonly<Record<string, Call>> = {
	'audio-classification': client.audioClassification,
	'audio-to-audio': client.audioToAudio,
	'automatic-speech-recognition': client.automaticSpeechRecognition,
	'chat-completion': client.chatCompletion,
	'document-question-answering': client.documentQuestionAnswering,
	'feature-extraction': client.featureExtraction,
	'fill-mask': client.fillMask,
	'image-classification': client.imageClassification,
	'image-segmentation': client.imageSegmentation,
	'image-text-to-text': client.chatCompletion,
	'image-to-image': client.imageToImage,
	'image-to-text': client.imageToText,
	'object-detection': client.objectDetection,
	'question-answering': client.questionAnswering,
	'sentence-similarity': client.sentenceSimilarity,
	summarization: client.summarization,
	'table-question-answering': client.tableQuestionAnswering,
	'tabular-classification': client.tabularClassification,
	'tabular-regression': client.tabularRegression,
	'text-classification': client.textClassification,
	'text-generation': client.textGeneration,
	'text-to-audio': client.textToAudio,
	'text-to-image': client.textToImage,
	'text-to-speech': client.textToSpeech,
	'token-classification': client.tokenClassification,
	translation: client.translation,
	'visual-question-answering': client.visualQuestionAnswering,
	'zero-shot-classification': client.zeroShotClassification,
	'zero-shot-image-classification': client.zeroShotImageClassification,
};

/** Whether the official client has a function for the task on hf-inference. */
export function isOfficial(task: string): boolean {
	return FUNCTIONS[task] !== undefined;
}

/** What the Hub calls the task in its mapping of models to providers. */
function mappedAs(task: string): string {
	return ['chat-completion', 'image-text-to-text'].includes(task) ? 'conversational' : task;
}

/** The arguments with the file in the form that this client's functions take. */
export function withFile(value: JsonValue, file: unknown): unknown {
	if (value === FILE) return file;
	if (Array.isArray(value)) return value.map((entry) => withFile(entry, file));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withFile(inner, file)]));
}

/**
 * The request that the official client makes for these arguments; for a task that it has no function for, the
 * one that its general helper for hf-inference makes.
 * @param address the URL of the endpoint, where one is called
 */
export async function preparedByOfficialClient(args: Arguments, address: string): Promise<WireRequest> {
	const { task, place, file } = args;
	const model = `sandbox/${task}`;
	const blob = file && new Blob([new Uint8Array(file.bytes)], { type: file.type });
	const isText = !isOfficial(task) || mappedAs(task) === 'conversational';
	const asText = file && `${isOfficial(task) ? `data:${file.type};base64,` : ''}${file.bytes.toString('base64')}`;
	const where = place === 'endpoint' ? { endpointUrl: address } : { model, provider: 'hf-inference' as const };
	const call = {
		...(withFile({ ...args.inputs, ...nested(args.parameters) }, isText ? asText : blob) as object),
		...where,
		accessToken: 'hf_token',
	};
	const own = FUNCTIONS[task];
	if (own === undefined) {
		const helper = client.getProviderHelper('hf-inference', undefined);
		const { url, info } = client.makeRequestOptionsFromResolvedModel(
			place === 'endpoint' ? address : model,
			helper,
			call as client.RequestArgs,
			undefined,
			{},
		);
		return await toWire(url, info);
	}
	let made: Promise<WireRequest> | undefined;
	const recording = async (input: unknown, init: RequestInit = {}): Promise<Response> => {
		const url = String(input);
		if (url.includes('/api/models/'))
			return Response.json({
				inferenceProviderMapping: { 'hf-inference': { providerId: model, status: 'live', task: mappedAs(task) } },
			});
		made ??= toWire(url, init);
		throw new Error('recorded');
	};
	await own(call as never, { fetch: recording as typeof fetch }).catch((error: unknown) => {
		if (made === undefined) throw error;
	});
	if (made === undefined) throw new Error('no request was made');
	return await made;
}

async function toWire(address: string, { method = 'GET', headers = {}, body }: RequestInit): Promise<WireRequest> {
	const request = { method, path: new URL(address).pathname };
	if (body instanceof Blob)
		return { ...request, contentType: body.type, bytes: Buffer.from(await body.arrayBuffer()).toString('base64') };
	return {
		...request,
		contentType: new Headers(headers).get('content-type') ?? '',
		json: JSON.parse(String(body)) as JsonValue,
	};
}
