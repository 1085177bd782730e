import { ownedBy } from './probes';
import type { Seen, ServerProgram } from './program';
import { TRUNCATING, under } from './shapes';

/** infinity. Source: infinity, `infinity_emb/fastapi_schemas/pymodels.py`. */
export const infinity: ServerProgram = {
	name: 'infinity',
	recognise: ownedBy('infinity', 'infinity'),
	ignores: { 'text-ranking': [{ isIt: isRanking, fields: TRUNCATING }] },
};

function isRanking({ json }: Seen): boolean {
	return under(json, 'object') === 'rerank';
}
