import { isObject } from '../../client/json';
import { infoOf, serving } from './probes';
import type { Seen, ServerProgram } from './program';
import { hasData } from './shapes';

/** Text Embeddings Inference. Source: text-embeddings-inference, `router/src/http/{types,server}.rs`. */
export const tei: ServerProgram = {
	name: 'Text Embeddings Inference',
	recognise: (probes) => {
		const info = infoOf(probes);
		return info && isObject(info.model_type) ? serving('Text Embeddings Inference', info) : undefined;
	},
	ignores: {
		'feature-extraction': [{ isIt: (seen) => isTei(seen) && !hasData(seen), fields: ['encodingFormat'] }],
		'text-classification': [{ isIt: isTei, fields: ['functionToApply'] }],
	},
};

function isTei({ headers }: Seen): boolean {
	return headers['x-compute-tokens'] !== undefined;
}
