import { modelsOf, withModels } from './probes';
import type { Ignored, ServerProgram } from './program';
import { fingerprint, hasData, hasResults, isUuid, TRUNCATING } from './shapes';
import { isTgi } from './tgi';

const chat: readonly Ignored[] = [
	{ isIt: (seen) => !isTgi(seen) && !isUuid(fingerprint(seen)), fields: ['toolPrompt'], isUnsure: true },
];

/** Any other server of OpenAI's protocol. */
export const openAiServer: ServerProgram = {
	name: "a server of OpenAI's protocol",
	recognise: (probes) => {
		const models = modelsOf(probes);
		return models && withModels('An OpenAI-compatible server', models);
	},
	words: [
		{ words: /\bvoice: Field required/, advice: "Add 'Voice' to 'Model Parameters': this server requires one." },
		{ words: /\bprompt: Field required/, advice: "Write a prompt in 'Prompt': this server requires one." },
	],
	ignores: {
		'feature-extraction': [{ isIt: hasData, fields: ['normalize', 'promptName', ...TRUNCATING], isUnsure: true }],
		'text-ranking': [{ isIt: hasResults, fields: ['rawScores', ...TRUNCATING], isUnsure: true }],
		'chat-completion': chat,
		'image-text-to-text': chat,
	},
};
