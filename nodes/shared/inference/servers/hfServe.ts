import { modelsOf, ownerOf, saysStatusOk, withModels, type Probes } from './probes';
import type { Ignored, ServerProgram } from './program';
import { depthOf, embeddings, fingerprint, isBareFile, isUuid, TRUNCATING, under } from './shapes';

const CHAT = [
	'frequencyPenalty',
	'logitBias',
	'logprobs',
	'n',
	'presencePenalty',
	'reasoningEffort',
	'responseFormat',
	'stop',
	'structuredOutput',
	'toolChoice',
	'toolPrompt',
	'topLogprobs',
];
const chat: readonly Ignored[] = [{ isIt: (seen) => isUuid(fingerprint(seen)), fields: CHAT }];

/** hf-serve, the newer container of Inference Endpoints. Source: hf-serve, `tasks/`, `openai/` and `routers/`. */
export const hfServe: ServerProgram = {
	name: 'hf-serve',
	recognise: (probes) => byModels(probes) ?? byHealth(probes),
	ignores: {
		'feature-extraction': [
			{
				isIt: ({ json, count }) => depthOf(embeddings(json)) === 2 && count === 1,
				fields: ['encodingFormat', 'normalize', ...TRUNCATING],
			},
		],
		'sentence-similarity': [{ isIt: ({ json }) => depthOf(under(json, 'similarities')) === 2, fields: TRUNCATING }],
		'text-ranking': [{ isIt: ({ json }) => under(json, 'scores') !== undefined, fields: ['rawScores', ...TRUNCATING] }],
		'mask-generation': [
			{ isIt: ({ json }) => under(json, 'results') !== undefined, fields: ['pointsPerBatch', 'pointsPerCrop'] },
		],
		'text-to-image': [{ isIt: isBareFile, fields: ['scheduler'], isUnsure: true }],
		'chat-completion': chat,
		'image-text-to-text': chat,
	},
};

/** Its models belong to the organization in their names. */
function byModels(probes: Probes): string | undefined {
	const models = modelsOf(probes);
	if (models === undefined || !saysStatusOk(probes)) return undefined;
	const owner = ownerOf(models);
	const isOrganization = owner !== '' && String(models[0]?.id ?? '').startsWith(`${owner}/`);
	return isOrganization ? withModels('hf-serve', models) : undefined;
}

function byHealth(probes: Probes): string | undefined {
	const isIt = saysStatusOk(probes) && probes['']?.status === 405;
	return isIt ? 'An Inference Endpoint, probably with hf-serve' : undefined;
}
