import { fieldsOf, listOf } from '../../sandbox/values';
import { outputOf, type WorkflowJson } from '../../tools/host/client';
import * as ai from './aiSteps';
import { agent, failureOf, model, said, start, step, store, workflow } from './aiSteps';
import { SAMPLE_PHOTO, START_TIMEOUT_MS, startHost, type Host } from './host';

const REFUSED = { id: 'refusedToken0001', name: 'Refused' };
const STREAMED = 'ai-streamed';
const IDS = {
	agent: 'aiAgent000000001',
	streamed: 'aiStreamed000001',
	picture: 'aiPicture0000001',
	structured: 'aiStructured0001',
	limited: 'aiLimited0000001',
	refused: 'aiRefused0000001',
	insert: 'aiInsert00000001',
	load: 'aiLoad0000000001',
};

const STRUCTURE = step('Parser', `${ai.LANGCHAIN}.outputParserStructured`, 1.3, {
	jsonSchemaExample: '{ "topic": "billing", "amount": 3 }',
});

function workflows(files: string, sandbox: string): WorkflowJson[] {
	const photo = step('Photo', 'n8n-nodes-base.readWriteFile', 1.1, { fileSelector: `${files}/photo.png`, options: {} });
	const picture = workflow(
		IDS.picture,
		agent({
			promptType: 'define',
			text: 'Which colours are in this picture?',
			options: { passthroughBinaryImages: true },
		}),
		[['main', photo], model()],
	);
	picture.nodes.push(start(IDS.picture)[1]);
	picture.connections[ai.START] = { main: [[{ node: 'Photo', type: 'main', index: 0 }]] };
	return [
		workflow(IDS.agent, agent(), [start(IDS.agent), model(), ...ai.TOOLS]),
		ai.streamedAgent(IDS.streamed, STREAMED),
		picture,
		workflow(IDS.structured, agent({ hasOutputParser: true }), [
			start(IDS.structured),
			model(),
			['ai_outputParser', STRUCTURE],
		]),
		workflow(IDS.limited, agent(), [start(IDS.limited), model('sandbox/chat-completion-fault-429-x2')]),
		workflow(IDS.refused, agent(), [
			start(IDS.refused),
			[
				'ai_languageModel',
				{ ...ai.chatModel('sandbox/chat-completion'), credentials: { huggingFaceInferenceApi: REFUSED } },
			],
		]),
		workflow(IDS.insert, store({ mode: 'insert' }), [
			start(IDS.insert),
			ai.embeddings(`${sandbox}/tei/embeddings`),
			ai.LOADER,
		]),
		workflow(IDS.load, store({ mode: 'load', prompt: '={{ $json.chatInput }}', topK: 6, useReranker: true }), [
			start(IDS.load),
			ai.embeddings(`${sandbox}/tei/embeddings`),
			ai.reranker(`${sandbox}/tei/reranker`),
		]),
	];
}

let host: Host;

beforeAll(async () => {
	host = await startHost({ 'photo.png': SAMPLE_PHOTO }, workflows, {
		credentials: (url) => [
			{
				...REFUSED,
				type: 'huggingFaceInferenceApi',
				data: { accessToken: 'hf_invalid', hubUrl: url, routerUrl: url, allowedHosts: '127.0.0.1' },
			},
		],
	});
}, START_TIMEOUT_MS);

afterAll(async () => await host?.stop());
beforeEach(() => host.sandbox.requests.splice(0));

const ask = async (id: string, text: string) => await ai.ask(host, id, text);
const sentTo = (path: RegExp) => ai.sentTo(host, path);
const chats = () => sentTo(/chat\/completions$/);

test('an agent calls a tool, and answers with its result in the second round', async () => {
	const execution = await ask(IDS.agent, 'Judge mood of "what a terrible and broken lamp"');
	expect(failureOf(execution)).toBeUndefined();
	expect(said(execution)).toContain('NEGATIVE');
	expect(chats()).toHaveLength(2);
	expect(listOf(chats()[0]?.tools)).toHaveLength(2);
	const logged = execution.data.resultData.runData.Model ?? [];
	expect(logged).toHaveLength(2);
	expect(logged[0]?.data?.ai_languageModel?.[0]?.[0]?.json).toHaveProperty('tokenUsage.completionTokens');
});

test('an agent calls two tools in one round', async () => {
	const execution = await ask(IDS.agent, 'Judge mood and embed words of "a calm lake"');
	expect(failureOf(execution)).toBeUndefined();
	expect(listOf(chats().at(-1)?.messages).filter((message) => fieldsOf(message).role === 'tool')).toHaveLength(2);
});

test('a streamed agent answers piece by piece, with a tool', async () => {
	await host.client.publish(IDS.streamed);
	const pieces = await ai.piecesFrom(host.client, STREAMED, 'Judge mood of "what a terrible lamp"');
	expect(pieces.length).toBeGreaterThan(2);
	expect(pieces.join('')).toContain('NEGATIVE');
	expect(chats().every(({ stream }) => stream === true)).toBe(true);
});

test('an agent sees a picture', async () => {
	const execution = await ask(IDS.picture, '');
	expect(failureOf(execution)).toBeUndefined();
	expect(JSON.stringify(chats()[0]?.messages)).toContain('data:image/png;base64,');
});

test('a structured output parser gets its object', async () => {
	const execution = await ask(IDS.structured, 'The topic is "billing", the amount is 42');
	expect(failureOf(execution)).toBeUndefined();
	expect(outputOf(execution, ai.AGENT)[0]?.json.output).toMatchObject({
		topic: expect.any(String),
		amount: expect.any(Number),
	});
});

test('a model that is rate limited is asked again', async () => {
	const execution = await ask(IDS.limited, 'Say hello');
	expect(failureOf(execution)).toBeUndefined();
	expect(chats()).toHaveLength(3);
});

test('a refused token names the field and the cure', async () => {
	const error = failureOf(await ask(IDS.refused, 'Say hello'));
	expect(error?.message).not.toContain('[item');
	expect(`${error?.message} ${error?.description}`).toContain('Access Token');
});

test('200 documents are stored with 7 requests, and the best ones found and reranked', async () => {
	const texts = Array.from({ length: 200 }, (_, i) => `Note ${i} about the harbour`);
	texts[77] = 'You return a product within 30 days.';
	const items = texts.map((text) => ({ json: { text } }));
	const stored = await host.client.run(IDS.insert, ai.START, 60_000, items);
	expect(failureOf(stored)).toBeUndefined();
	const sizes = sentTo(/tei\/embeddings/).map(({ inputs }) => listOf(inputs).length);
	expect(sizes.sort((a, b) => b - a)).toEqual([32, 32, 32, 32, 32, 32, 8]);
	const found = await ask(IDS.load, 'How do I return a product?');
	expect(failureOf(found)).toBeUndefined();
	const documents = outputOf(found, ai.STORE);
	expect(documents).toHaveLength(2);
	expect(fieldsOf(documents[0]?.json.document as never).pageContent).toBe(texts[77]);
	expect(Number(documents[0]?.json.score)).toBeGreaterThan(Number(documents[1]?.json.score));
	expect(sentTo(/tei\/reranker/)).toHaveLength(1);
});
