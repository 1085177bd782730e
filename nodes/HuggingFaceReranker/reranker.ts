import { NodeConnectionTypes, type IDataObject, type ISupplyDataFunctions } from 'n8n-workflow';
import { invalidInput } from '../shared/client/errors';
import type { ServerAnswer } from '../shared/client/response';
import { InParts } from '../shared/subNodes/inParts';
import { logged } from '../shared/subNodes/log';
import { Session } from '../shared/subNodes/session';
import { DEFAULT_TOP, PROPERTIES, RERANKER_TASK } from './fields';
import { ranked, scoresIn, type Document, type Score } from './ranked';

/** What n8n's vector stores and LangChain's retrievers ask of a reranker. */
export interface Reranker {
	readonly compressDocuments: <D extends Document>(documents: readonly D[], query: string) => Promise<D[]>;
}

/** @throws {NodeOperationError | NodeApiError} for fields or a credential that cannot be used */
export async function rerankerFor(context: ISupplyDataFunctions, itemIndex: number): Promise<Reranker> {
	const session = await Session.start(context, { itemIndex, task: RERANKER_TASK, properties: PROPERTIES });
	const topN = context.getNodeParameter('topN', itemIndex, DEFAULT_TOP);
	const type = NodeConnectionTypes.AiReranker;
	const asFailure = (error: unknown) => session.failure(error);
	return {
		compressDocuments: async <D extends Document>(documents: readonly D[], query: string): Promise<D[]> => {
			// LangChain's retriever asks without documents too.
			if (documents.length === 0) return [];
			const input = { query, documents: documents.map(plain) };
			const work = async (): Promise<D[]> => {
				const most = mostOf(topN);
				const texts = documents.map(({ pageContent }) => pageContent);
				return ranked(documents, await scoresOf(session, query, texts), most);
			};
			return await logged(context, { type, input, output: (best: D[]) => best.map(plain) }, { work, asFailure });
		},
	};
}

/** Each text has a score of its own: a list that is too long for the server goes in parts. */
async function scoresOf(session: Session, query: string, texts: readonly string[]): Promise<readonly Score[]> {
	const parts = new InParts(async (part) => {
		const values = { ...session.parameters, query, texts: [...part] };
		const take = async (answer: ServerAnswer) => await scoresIn(answer, part);
		return (await session.call({ task: RERANKER_TASK, values, take })).result;
	});
	const scores = await parts.results(texts);
	const missing = scores.filter((score) => score === undefined).length;
	if (missing > 0)
		session.hint(`The server gave no score for ${missing} of ${texts.length} documents: they are left out`);
	return scores;
}

/** @throws {InferenceError} `invalidInput` */
function mostOf(topN: unknown): number {
	const most = Number(topN);
	if (Number.isInteger(most) && most > 0) return most;
	throw invalidInput(`'Top N' must be a whole number above 0`, "Write a number such as 3 in 'Top N'.");
}

function plain({ pageContent, metadata }: Document): IDataObject {
	return { pageContent, metadata: { ...metadata } };
}
