import type { Ignored, KnownWords, ServerProgram } from './program';
import { depthOf, EMBEDDING, embeddings, isBare, isBareFile, TRUNCATING, under } from './shapes';

const CUSTOM_HANDLER = 'deploy the model with a custom handler.';

const words: readonly KnownWords[] = [
	{
		words: /not JSON serializable: Tensor|Can only serialize PIL\.Image\.Image, got <class 'dict'>/,
		advice: `The default container of Inference Endpoints cannot serve this task: ${CUSTOM_HANDLER}`,
	},
	{
		words: /`?height=[^`]*`? and `?width=/,
		advice: "This server makes square pictures: set 'Height' and 'Width' to the same number, or remove both.",
	},
	{
		words: /not used by the model: \['generate_kwargs'\]/,
		advice:
			'This server fails at this task with any request: use Chat Completion with the same URL, or ' +
			'deploy the model with another container.',
	},
	{
		words: /File name too long/,
		advice: `The default container of Inference Endpoints cannot take a file for this task: ${CUSTOM_HANDLER}`,
	},
	{
		words: /Should be an url linking to a video/,
		advice: `The default container of Inference Endpoints cannot take a video for this task: ${CUSTOM_HANDLER}`,
	},
	{
		words: /3000 mel input features|return_timestamps=True/,
		advice: "Whisper needs timestamps for recordings over 30 s: add 'Return Timestamps' to 'Model Parameters'.",
	},
];

const embeddingsOfTokens: Ignored = {
	isIt: ({ json }) => depthOf(json) > 2 || depthOf(embeddings(json)) === 1,
	fields: EMBEDDING,
};

/**
 * The default container of Inference Endpoints.
 * Source: huggingface-inference-toolkit, `handler.py` and `webservice_starlette.py`, with transformers' pipelines.
 */
export const toolkit: ServerProgram = {
	name: 'the default container of Inference Endpoints',
	recognise: ({ '/health': health, '': root }) => {
		const isPlain = health?.status === 200 && /^ok$/i.test(health.text.trim());
		const isIt = isPlain && root?.status === 200;
		return isIt ? 'An Inference Endpoint, probably with the default container' : undefined;
	},
	words,
	ignores: {
		'feature-extraction': [
			embeddingsOfTokens,
			{ isIt: ({ json }) => depthOf(embeddings(json)) === 2, fields: EMBEDDING, isUnsure: true },
		],
		'sentence-similarity': [
			{ isIt: ({ json }) => depthOf(under(json, 'similarities')) === 1, fields: ['promptName', ...TRUNCATING] },
		],
		'text-ranking': [
			{ isIt: (seen) => Array.isArray(seen.json) && isBare(seen), fields: ['rawScores', ...TRUNCATING] },
		],
		'image-to-image': [
			{
				isIt: isBareFile,
				fields: ['prompt', 'guidanceScale', 'negativePrompt', 'numInferenceSteps', 'targetSize'],
				isUnsure: true,
			},
		],
	},
};
