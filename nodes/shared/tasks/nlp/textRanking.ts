import { boolean, integer, list, text } from '../../fields/field';
import { truncationDirection } from '../../fields/shared';
import { omit } from '../../client/json';
import { setPath, type PayloadObject } from '../../client/payload';
import type { OpenAiForm } from '../../inference/openAi/form';
import { ranking } from '../answers/vectors';
import { placeFields } from '../request';
import { task } from '../task';

/**
 * The form of Jina and Cohere, which vLLM, infinity, llama.cpp, LocalAI and gateways take. Texts are strings and a list
 * as a whole: some servers take nothing else. What one server calls differently stands under each name.
 * Sources: vllm, `entrypoints/pooling/scoring/protocol.py`; infinity, `fastapi_schemas/pymodels.py`;
 * llama.cpp, `tools/server/server-context.cpp`; LocalAI, `core/schema/jina.go`.
 */
const openAi: OpenAiForm = {
	routes: () => ['/v1/rerank', '/rerank', '/v2/rerank'],
	models: /rerank|cross-?encoder|marco/i,
	input: 'documents',
	toPayload: (json, { model }) => {
		const { query, texts, ...parameters } = omit(json, 'inputs');
		const documents = { query: query ?? '', documents: texts ?? [] };
		return { json: { ...(model !== undefined && { model }), ...documents, ...renamed(parameters) } };
	},
};

/** Our parameters by the names of infinity (`raw_scores`) and of vLLM (the others). */
function renamed({ return_text, truncate, truncation_direction: side, ...others }: PayloadObject): PayloadObject {
	const { raw_scores: raw } = others;
	return {
		...(return_text !== undefined && { return_documents: return_text }),
		...(typeof raw === 'boolean' && { use_activation: !raw }),
		...(truncate === true && { truncate_prompt_tokens: -1 }),
		...(side !== undefined && { truncation_side: side }),
		...others,
	};
}

export const textRanking = task({
	id: 'text-ranking',
	name: 'Text Ranking',
	action: 'Rank texts by relevance to a query',
	description: 'Scores texts by their relevance to a query, for sorting search results (reranking)',
	domain: 'Language',
	inputs: [
		text(['query', 'Query'], 'Question or search words', {
			wire: 'query',
			required: true,
			rows: 2,
			placeholder: 'e.g. How do I return a product?',
		}),
		list(['texts', 'Texts'], 'Passages to score', {
			wire: 'texts',
			required: true,
			split: 'lines',
			placeholder: 'e.g. Returns are free within 30 days.\nWe ship to all of Europe.',
		}),
	],
	parametersAt: '',
	parameters: [
		boolean(
			['raw_scores', 'Raw Scores'],
			"Whether to return the model's raw values instead of scores from 0 to 1. Default: off.",
		),
		boolean(['return_text', 'Return Text'], 'Whether to include the texts in the response. Default: off.'),
		integer(['top_n', 'Top N'], 'Number of texts to return, the most relevant ones. Default: all.', {
			default: 3,
			min: 1,
		}),
		boolean(
			['truncate', 'Truncate'],
			'Whether to cut texts longer than the model allows. If off, the server refuses them. Default: off.',
		),
		truncationDirection,
	],
	// TEI reads the root, the Endpoints toolkit reads `inputs`, hf-serve reads either: send both.
	request: (values, fields) => {
		const json = placeFields(values, fields);
		setPath(json, 'inputs', {
			query: json.query ?? '',
			texts: json.texts ?? [],
			...(json.return_text !== undefined && { return_documents: json.return_text }),
		});
		return { json };
	},
	openAi,
	answer: ranking,
});
