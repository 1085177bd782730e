import { setMaxListeners } from 'node:events';
import { NodeConnectionTypes, type ISupplyDataFunctions } from 'n8n-workflow';
import { invalidInput } from '../shared/client/errors';
import type { ServerAnswer } from '../shared/client/response';
import { CancelledError } from '../shared/http/errors';
import { forEach } from '../shared/inference/concurrency';
import { slices } from '../shared/inference/lists';
import { InParts } from '../shared/subNodes/inParts';
import { logged } from '../shared/subNodes/log';
import { Session } from '../shared/subNodes/session';
import { DOCUMENT_PROMPT, PANEL_TASK, PROPERTIES, QUERY_PROMPT, TEXTS_PER_REQUEST, taskWithPrompt } from './fields';
import { vectorsIn } from './vectors';

/** What n8n's vector stores ask of embeddings: LangChain's methods, without its class. */
export interface Embeddings {
	readonly embedDocuments: (documents: string[]) => Promise<number[][]>;
	readonly embedQuery: (text: string) => Promise<number[]>;
}

/** One of the model's prompts, and the field that names it. */
interface Prompt {
	readonly field: typeof DOCUMENT_PROMPT;
	readonly name: string;
}

/** @throws {NodeOperationError | NodeApiError} for fields or a credential that cannot be used */
export async function embeddingsFor(context: ISupplyDataFunctions, itemIndex: number): Promise<Embeddings> {
	const session = await Session.start(context, {
		itemIndex,
		task: PANEL_TASK,
		properties: PROPERTIES,
		defaults: { batchSize: TEXTS_PER_REQUEST },
	});
	const promptOf = (field: typeof DOCUMENT_PROMPT): Prompt => {
		const name = context.getNodeParameter(field.name, itemIndex, '');
		return { field, name: typeof name === 'string' ? name.trim() : '' };
	};
	const forDocuments = promptOf(DOCUMENT_PROMPT);
	const forQueries = promptOf(QUERY_PROMPT);
	const asFailure = (error: unknown) => session.failure(error);
	const type = NodeConnectionTypes.AiEmbedding;
	return {
		embedDocuments: async (documents) => {
			const entry = { type, input: { documents }, output: (vectors: number[][]) => vectors };
			return await logged(context, entry, {
				work: async () => await embed(session, forDocuments, documents),
				asFailure,
			});
		},
		embedQuery: async (query) => {
			const entry = { type, input: { query }, output: (vector: number[]) => vector };
			const work = async () => (await embed(session, forQueries, [query]))[0] ?? [];
			return await logged(context, entry, { work, asFailure });
		},
	};
}

/**
 * A vector for each text, in their order.
 * @throws {InferenceError} of the first request that failed; it ends the others
 */
async function embed(session: Session, prompt: Prompt, texts: readonly string[]): Promise<number[][]> {
	assertTexts(texts);
	const { batchSize, maxConcurrency } = session.settings.run;
	const lists = slices(texts, batchSize);
	const stop = new AbortController();
	// Every request listens to it.
	setMaxListeners(0, stop.signal);
	const parts = new InParts(async (part) => await request(session, prompt, { texts: part, signal: stop.signal }));
	const results = lists.map((): readonly number[][] => []);
	await forEach(
		{ count: lists.length, most: maxConcurrency },
		async (i) => {
			results[i] = await parts.results(lists[i] ?? []);
		},
		() => stop.abort(new CancelledError()),
	);
	return results.flat();
}

async function request(
	session: Session,
	{ field, name }: Prompt,
	{ texts, signal }: { readonly texts: readonly string[]; readonly signal: AbortSignal },
): Promise<number[][]> {
	const [text = ''] = texts;
	// Servers read a list of one as a batch, and some wrap its vector once more.
	const prompted = name === '' ? {} : { promptName: name };
	const values = { ...session.parameters, ...prompted, text: texts.length === 1 ? text : [...texts] };
	const task = taskWithPrompt(field);
	const signals = [signal];
	const take = async (answer: ServerAnswer) => await vectorsIn(answer, texts.length);
	return (await session.call({ task, values, signals, take })).result;
}

/** @throws {InferenceError} `invalidInput` before any request: servers refuse empty texts, or embed nothing */
function assertTexts(texts: readonly unknown[]): void {
	const at = texts.findIndex((text) => typeof text !== 'string' || text.trim() === '');
	if (at < 0) return;
	throw invalidInput(
		texts.length === 1 ? 'The text to embed is empty' : `Text ${at + 1} of ${texts.length} to embed is empty`,
		'Filter out empty texts before the vector store, or check the field that its loader reads.',
	);
}
