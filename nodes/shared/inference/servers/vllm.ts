import { ownedBy } from './probes';
import type { Seen, ServerProgram } from './program';
import { hasResults, under } from './shapes';

/**
 * vLLM. Source: vllm, `entrypoints/openai/models/protocol.py` for the owner of its models,
 * `entrypoints/pooling/scoring/serving.py` for the id of a ranking, of which it reads all parameters.
 */
export const vllm: ServerProgram = {
	name: 'vLLM',
	recognise: ownedBy('vllm', 'vLLM'),
	ignores: { 'text-ranking': [{ isIt: isRanking, fields: [] }] },
};

function isRanking(seen: Seen): boolean {
	return hasResults(seen) && /^(score|rerank)-/.test(String(under(seen.json, 'id')));
}
