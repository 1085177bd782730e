import { boolean, list, text } from '../../fields/field';
import { truncationDirection } from '../../fields/shared';
import { setPath } from '../../client/payload';
import { ranking } from '../answers/vectors';
import { placeFields } from '../request';
import { task } from '../task';

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
	answer: ranking,
});
