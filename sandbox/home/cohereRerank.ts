import { Refusal } from '../answers/answer';
import { rootOf, sendJson, tokenOf } from '../exchange';
import { fieldsOf, listOf, numberOf, textOf } from '../values';
import type { Handler, Program } from './program';
import { ranked } from './ranks';

function refuse(status: number, message: string): never {
	throw new Refusal(status, { message });
}

/** Cohere's form: documents are texts or objects with `text`; a token and a model are required. Source: docs.cohere.com. */
const rerank: Handler = (exchange) => {
	const root = rootOf(exchange);
	if (tokenOf(exchange) === '') refuse(401, 'no api key supplied');
	if (textOf(root.model) === '') refuse(400, 'invalid request: model is required');
	const query = textOf(root.query);
	if (query === '') refuse(400, 'invalid request: query must not be empty');
	const texts = listOf(root.documents).map((one) => textOf(one, textOf(fieldsOf(one).text)));
	if (texts.length === 0) refuse(400, 'invalid request: list of documents must not be empty');
	if (typeof root.top_n === 'number' && root.top_n < 1) refuse(400, 'invalid request: top_n must be greater than 0');
	const withText = root.return_documents === true;
	const results = ranked(query, texts, numberOf(root.top_n, texts.length)).map(({ index, score, text }) => ({
		...{ index, relevance_score: score, ...(withText ? { document: { text } } : {}) },
	}));
	sendJson(exchange, 200, { id: 'sandbox', results, meta: { billed_units: { search_units: 1 } } });
};

/** A gateway that speaks Cohere's rerank API. */
export const cohereRerank: Program = {
	routes: { 'POST /v1/rerank': rerank, 'POST /v2/rerank': rerank },
	missing: () => refuse(404, 'not found'),
};
