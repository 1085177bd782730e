import { fieldsOf, listOf, round, textOf } from '../values';
import { overlap, sigmoid, similarity } from '../words';
import { refuse, type Answer, type Question } from './answer';

export interface Rank {
	index: number;
	score: number;
	text?: string;
}

/** Texts by how well they answer a query, the best first. */
export function rank(
	query: string,
	texts: readonly string[],
	options: { raw?: boolean; withText?: boolean } = {},
): Rank[] {
	const ranks = texts.map((text, index): Rank => {
		const logit = similarity(query, text) * 6 + overlap(query, text) * 4 - 4;
		const score = round(options.raw === true ? logit : sigmoid(logit));
		return options.withText === true ? { index, score, text } : { index, score };
	});
	return ranks.sort((left, right) => right.score - left.score);
}

/** Query and texts stand at the root (TEI) or in `inputs` (the toolkit): both are read. */
export function ranking(question: Question): Answer {
	const { root, parameters } = question;
	const nested = fieldsOf(question.inputs);
	const query = textOf(root.query, textOf(nested.query));
	const texts = listOf(root.texts ?? nested.texts ?? nested.documents).map(String);
	if (query === '' || texts.length === 0) refuse('query and texts are required');
	const withText = [root.return_text, nested.return_documents, parameters.return_text].includes(true);
	return { json: rank(query, texts, { raw: root.raw_scores === true, withText }) };
}
