import { ownedBy } from './probes';
import type { Seen, ServerProgram } from './program';
import { hasResults, TRUNCATING, under } from './shapes';

/**
 * The server of llama.cpp. Source: llama.cpp, `tools/server/server-context.cpp` for the owner of its models,
 * `server-common.cpp` for its two forms of a ranking, whose scores are always raw.
 */
export const llamaCpp: ServerProgram = {
	name: 'llama.cpp',
	recognise: ownedBy('llamacpp', 'llama.cpp'),
	ignores: {
		'text-ranking': [
			{ isIt: isRanking, fields: ['rawScores', 'returnText', ...TRUNCATING] },
			{ isIt: (seen) => isLlamaCpp(seen) && Array.isArray(seen.json), fields: ['rawScores', ...TRUNCATING] },
		],
	},
};

/** The form of Jina and Cohere, in which no text comes back. */
function isRanking(seen: Seen): boolean {
	return hasResults(seen) && under(seen.json, 'object') === 'list';
}

function isLlamaCpp({ headers }: Seen): boolean {
	return headers.server === 'llama.cpp';
}
