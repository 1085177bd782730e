import { infoOf, serving } from './probes';
import type { Seen, ServerProgram } from './program';
import { fingerprint } from './shapes';

const chat = [{ isIt: isTgi, fields: ['logitBias', 'n', 'reasoningEffort'] }];

/** Text Generation Inference. Source: text-generation-inference, `router/src/{lib,server}.rs`. */
export const tgi: ServerProgram = {
	name: 'TGI',
	recognise: (probes) => {
		const info = infoOf(probes);
		return info && ('router' in info || 'max_total_tokens' in info) ? serving('TGI', info) : undefined;
	},
	ignores: { 'chat-completion': chat, 'image-text-to-text': chat },
};

/** TGI's fingerprint is its version and its build: `3.3.4-native`. */
export function isTgi(seen: Seen): boolean {
	return /^\d+\.\d+\.\d+[^-]*-/.test(fingerprint(seen));
}
