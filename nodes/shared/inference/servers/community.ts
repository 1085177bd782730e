import { isObject } from '../../client/json';
import { answered } from './probes';
import type { Seen, ServerProgram } from './program';
import { EMBEDDING } from './shapes';

/** Parameters of text generation: the pipeline of PEFT takes all of them, and reads none. */
const GENERATION = [
	'adapterId',
	'bestOf',
	'decoderInputDetails',
	'details',
	'doSample',
	'frequencyPenalty',
	'grammar',
	'maxNewTokens',
	'repetitionPenalty',
	'returnFullText',
	'seed',
	'stop',
	'temperature',
	'topK',
	'topNTokens',
	'topP',
	'truncate',
	'typicalP',
	'watermark',
];

/**
 * The community images (spaCy, timm, Flair, ...). Source: api-inference-community, `routes.py` and its pipelines. Most
 * pipelines refuse each parameter; those below take any, and drop it. Diffusers reads all of text-to-image's.
 */
export const community: ServerProgram = {
	name: 'a community image',
	recognise: ({ '': root }) => {
		const json = answered(root);
		return isObject(json) && json.ok === 'ok' ? 'One of the community images' : undefined;
	},
	words: [
		{
			words: /Malformed soundfile/,
			advice: (set) =>
				set.length === 0
					? 'Check that the file is sound, and not damaged.'
					: `This server takes sound without parameters: remove ${set.join(', ')}.`,
		},
	],
	ignores: {
		'feature-extraction': [{ isIt: isCommunity, fields: EMBEDDING }],
		'zero-shot-classification': [{ isIt: isCommunity, fields: ['hypothesisTemplate', 'multiLabel'] }],
		'image-to-image': [
			{ isIt: isCommunity, fields: ['guidanceScale', 'negativePrompt', 'numInferenceSteps', 'targetSize'] },
		],
		'text-generation': [{ isIt: isCommunity, fields: GENERATION }],
	},
};

function isCommunity({ headers }: Seen): boolean {
	return /^(cpu|gpu)$/.test(String(headers['x-compute-type'])) && headers['x-total-time'] === undefined;
}
