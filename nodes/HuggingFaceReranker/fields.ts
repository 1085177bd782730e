import { integer } from '../shared/fields/field';
import { subNodeProperties, withoutParameters } from '../shared/subNodes/fields';
import { textRanking } from '../shared/tasks/nlp/textRanking';

/** As n8n's own rerankers. */
export const DEFAULT_TOP = 3;

/** The texts are at hand: the server need not send them back. It scores them all, since a long list goes in parts. */
export const RERANKER_TASK = withoutParameters(textRanking, 'returnText', 'topN');

export const PROPERTIES = subNodeProperties(RERANKER_TASK, {
	own: [
		integer(['top_n', 'Top N'], 'Number of documents to keep, the most relevant first', {
			default: DEFAULT_TOP,
			min: 1,
		}),
	],
});
