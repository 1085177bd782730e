import { boolean, list, text } from '../../fields/field';
import { truncationDirection } from '../../fields/shared';
import { setPath } from '../../client/payload';
import { ranking } from '../answers/vectors';
import { placeFields } from '../request';
import { task } from '../task';

export const textRanking = task({
	id: 'text-ranking',
	name: 'Text Ranking',
	action: 'Rank texts by how well they answer a query',
	description: 'How well each of several texts answers a query, for sorting search results (reranking)',
	domain: 'Language',
	inputs: [
		text('query', 'Query', 'What is looked for', {
			wire: 'query',
			required: true,
			rows: 2,
			placeholder: 'e.g. How do I return a product?',
		}),
		list('texts', 'Texts', 'The texts to rank', {
			wire: 'texts',
			required: true,
			split: 'lines',
			placeholder: 'e.g. Returns are free within 30 days.\nWe ship to all of Europe.',
		}),
	],
	parametersAt: '',
	parameters: [
		boolean(
			'raw_scores',
			'Raw Scores',
			'Whether to return what the model gives instead of scores from 0 to 1. Default: off.',
		),
		boolean('return_text', 'Return Text', 'Whether the server sends the texts back. Default: off.'),
		boolean(
			'truncate',
			'Truncate',
			'Whether to cut texts that are too long for the model instead of refusing them. Default: off.',
		),
		truncationDirection,
	],
	// TEI reads the root, the Endpoints toolkit `inputs`, hf-serve either: together all of them understand it.
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
