import type { IDataObject } from 'n8n-workflow';
import type { Embeddings } from '../../../nodes/HuggingFaceEmbeddings/embeddings';
import { listOf, textOf, fieldsOf } from '../../../sandbox/values';
import { TOKEN, useSandbox } from '../support/sandbox';
import { supply } from '../support/subNode';

const sandbox = useSandbox();

const atUrl = (path: string) => ({ __rl: true, mode: 'url', value: `${sandbox.current().url}${path}` });

const embeddings = async (parameters: IDataObject = {}, cancel?: AbortSignal) =>
	await supply<Embeddings>({
		name: 'huggingFaceEmbeddings',
		parameters: { model: atUrl('/tei/embeddings'), ...parameters },
		credential: sandbox.credential(),
		cancel,
	});

/** The bodies of the requests that embed. */
const bodies = () =>
	sandbox
		.current()
		.requests.filter(({ method }) => method === 'POST')
		.map(({ json }) => fieldsOf(json));

const texts = (count: number) => Array.from({ length: count }, (_, i) => `Text number ${i}`);
const sizes = () => bodies().map(({ inputs }) => (typeof inputs === 'string' ? 1 : listOf(inputs).length));

test('200 documents go in 7 requests of at most 32, and come back in their order', async () => {
	const { response } = await embeddings();
	const documents = texts(200);
	const vectors = await response.embedDocuments(documents);
	expect(sizes().sort((a, b) => b - a)).toEqual([32, 32, 32, 32, 32, 32, 8]);
	expect(vectors).toHaveLength(200);
	for (const i of [0, 31, 32, 199]) expect(vectors[i]).toEqual(await response.embedQuery(documents[i] ?? ''));
});

test('no more requests run at once than Max Concurrency allows', async () => {
	sandbox.current().latencyMs = 30;
	let most = 0;
	let running = 0;
	sandbox.current().respond((_request, response) => {
		running += 1;
		most = Math.max(most, running);
		response.on('close', () => (running -= 1));
		return false;
	});
	const { response } = await embeddings({ options: { batchSize: 2, maxConcurrency: 3 } });
	await response.embedDocuments(texts(20));
	expect(most).toBe(3);
});

test('a refused list is halved, and the next lists are short from the start', async () => {
	const { response } = await embeddings({ options: { batchSize: 64, maxConcurrency: 1 } });
	const vectors = await response.embedDocuments(texts(128));
	expect(vectors).toHaveLength(128);
	expect(sizes()).toEqual([64, 32, 32, 32, 32]);
});

test('a text that the server refuses fails the call, with the words about it', async () => {
	const { response } = await embeddings({
		model: atUrl('/tei/embeddings/fault-poison'),
		options: { maxConcurrency: 1 },
	});
	await expect(response.embedDocuments([...texts(5), 'poison', ...texts(5)])).rejects.toThrow();
	expect(sizes().at(-1)).toBe(1);
});

test('a single text goes as a text', async () => {
	const { response } = await embeddings();
	await response.embedDocuments(['one']);
	expect(bodies()[0]?.inputs).toBe('one');
});

test('documents and queries have prompts of their own, and other parameters go with both', async () => {
	const { response } = await embeddings({
		documentPromptName: 'document',
		queryPromptName: 'query',
		parameters: { normalize: true, dimensions: 64, truncate: true },
	});
	await response.embedDocuments(['a document', 'another']);
	await response.embedQuery('a question');
	expect(bodies()).toMatchObject([
		{ prompt_name: 'document', normalize: true, dimensions: 64, truncate: true },
		{ prompt_name: 'query', normalize: true, dimensions: 64, truncate: true },
	]);
});

test('without prompts, none is sent', async () => {
	const { response } = await embeddings();
	await response.embedQuery('a question');
	expect(bodies()[0]).not.toHaveProperty('prompt_name');
	expect(bodies()[0]).not.toHaveProperty('encoding_format');
});

test.each(['', ' \n'])('an empty text (%j) is refused before any request', async (empty) => {
	const { response } = await embeddings();
	await expect(response.embedDocuments(['one', empty])).rejects.toMatchObject({
		message: 'Text 2 of 2 to embed is empty',
		description: expect.stringContaining('Filter out empty texts'),
	});
	await expect(response.embedQuery(empty)).rejects.toThrow('The text to embed is empty');
	expect(bodies()).toEqual([]);
});

test('no documents need no request', async () => {
	const { response } = await embeddings();
	expect(await response.embedDocuments([])).toEqual([]);
	expect(bodies()).toEqual([]);
});

test('too few vectors are an error, which keeps the answer', async () => {
	const { response } = await embeddings({ model: atUrl('/tei/embeddings/fault-short-list') });
	await expect(response.embedDocuments(texts(4))).rejects.toMatchObject({
		message: 'The server did not answer with one vector for each of the 4 texts',
		description: "Set 'Batch Size' in 'Options' to 1 for this model.",
		context: { response: expect.any(Array) },
	});
});

test('a vector for each token is an error', async () => {
	sandbox.current().respond((_request, response) => {
		response.setHeader('content-type', 'application/json').end('[[[1,2],[3,4]]]');
		return true;
	});
	const { response } = await embeddings();
	await expect(response.embedQuery('one')).rejects.toThrow('a vector for each token');
});

test("OpenAI's list out of order comes back in the order of the texts", async () => {
	sandbox.current().respond((_request, response) => {
		const data = [1, 0].map((index) => ({ index, embedding: [index, 9] }));
		response.setHeader('content-type', 'application/json').end(JSON.stringify({ data }));
		return true;
	});
	const { response } = await embeddings({ model: atUrl('/openai/v1') });
	expect(await response.embedDocuments(['a', 'b'])).toEqual([
		[0, 9],
		[1, 9],
	]);
});

test('the first failure ends the other requests, and no further one starts', async () => {
	sandbox.current().respond((request, response) => {
		if (!JSON.stringify(request.json).includes('number 0"')) return false;
		response.writeHead(401).end('{"error":"no"}');
		return true;
	});
	sandbox.current().latencyMs = 50;
	const { response } = await embeddings({ options: { batchSize: 1, maxConcurrency: 2 } });
	await expect(response.embedDocuments(texts(30))).rejects.toThrow();
	expect(bodies().length).toBeLessThan(5);
});

test('a call that is rate limited is retried', async () => {
	const { response } = await embeddings({ model: atUrl('/tei/embeddings/fault-429-x2') });
	expect(await response.embedQuery('one')).toHaveLength(384);
	expect(bodies()).toHaveLength(3);
});

test('a cancel ends the requests', async () => {
	const cancel = new AbortController();
	sandbox.current().respond(() => {
		cancel.abort();
		return false;
	});
	sandbox.current().latencyMs = 5_000;
	const { response } = await embeddings({}, cancel.signal);
	await expect(response.embedDocuments(texts(40))).rejects.toThrow('The execution was canceled');
});

describe("n8n's AI log", () => {
	test('shows the texts and their vectors', async () => {
		const { response, runs } = await embeddings();
		const [vector] = await response.embedDocuments(['one', 'two']);
		await response.embedQuery('three');
		expect(runs()).toMatchObject([
			{
				executionStatus: 'success',
				inputOverride: { ai_embedding: [[{ json: { documents: ['one', 'two'] } }]] },
				data: { ai_embedding: [[{ json: { response: [vector, expect.any(Array)] } }]] },
			},
			{ inputOverride: { ai_embedding: [[{ json: { query: 'three' } }]] } },
		]);
	});

	test('shows a failure, and hints', async () => {
		const { response, runs } = await embeddings({ model: atUrl('/tei/embeddings/fault-401') });
		await expect(response.embedQuery('one')).rejects.toThrow();
		expect(runs()[0]).toMatchObject({ executionStatus: 'error', error: { message: expect.any(String) } });
		const waited = await embeddings({ model: atUrl('/tei/embeddings/fault-429-x1') });
		await waited.response.embedQuery('one');
		expect(waited.runs()[0]?.hints).toMatchObject([
			{ message: 'The call waited because the service was rate limiting requests' },
		]);
	});
});

describe('errors', () => {
	test('of the fields name the field, and say so at the root node', async () => {
		await expect(embeddings({ options: { timeout: 'soon' } })).rejects.toMatchObject({
			message: "'Timeout' in 'Options' must be a number, and is \"soon\"",
			description: expect.stringContaining('Write a number'),
			functionality: 'configuration-node',
		});
	});

	test('of a missing credential say what to choose', async () => {
		const parameters = { model: atUrl('/tei/embeddings'), authentication: 'accessToken' };
		await expect(supply({ name: 'huggingFaceEmbeddings', parameters })).rejects.toMatchObject({
			message: 'No credential is chosen',
			functionality: 'configuration-node',
		});
	});

	test('hold neither an item number nor the token', async () => {
		const { response } = await embeddings({
			model: atUrl('/tei/embeddings/fault-echo-token'),
			options: { maxRetries: 0 },
		});
		const error = await response.embedQuery('one').catch((failure: Error) => failure);
		expect(textOf((error as Error).message)).not.toContain('[item');
		expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(TOKEN);
	});
});
