import type { INodeParameters } from 'n8n-workflow';
import { fieldsOf, listOf, textOf, type Fields } from '../../sandbox/values';
import { outputOf, type Execution, type WorkflowJson } from '../../tools/host/client';
import { CREDENTIAL, NODE_TYPE, SAMPLE_PHOTO, START_TIMEOUT_MS, startHost, type Host } from './host';

const PACKAGE = NODE_TYPE.replace(/\..*$/, '');
const LANGCHAIN = '@n8n/n8n-nodes-langchain';
const START = 'Chat';
const AGENT = 'AI Agent';
const STORE = 'Store';
const REFUSED = { id: 'refusedToken0001', name: 'Refused' };
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

type Step = WorkflowJson['nodes'][number];
type Kind =
	'main' | 'ai_languageModel' | 'ai_tool' | 'ai_outputParser' | 'ai_embedding' | 'ai_document' | 'ai_reranker';
type Part = readonly [kind: Kind, step: Step];

function step(
	name: string,
	type: string,
	typeVersion: number,
	parameters: INodeParameters,
	more: Partial<Step> = {},
): Step {
	return { id: name, name, type, typeVersion, position: [0, 0], parameters, ...more };
}

/** A root node, and the nodes that are connected to it. */
function workflow(id: string, root: Step, parts: readonly Part[]): WorkflowJson {
	const connections = Object.fromEntries(
		parts.map(([type, { name }]) => [name, { [type]: [[{ node: root.name, type, index: 0 }]] }]),
	);
	const nodes = [root, ...parts.map(([, part]) => part)];
	return { id, name: id, nodes, connections, settings: { executionOrder: 'v1' } };
}

const start = (id: string) => step(START, `${LANGCHAIN}.chatTrigger`, 1.1, { options: {} }, { webhookId: id });
const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const model = (
	id = 'sandbox/chat-completion',
	more: INodeParameters = {},
	credential: Partial<Step> = CREDENTIAL,
): Part => [
	'ai_languageModel',
	step('Model', `${PACKAGE}.huggingFaceChatModel`, 1, { model: byId(id), ...more }, credential),
];
const agent = (parameters: INodeParameters = {}) =>
	step(AGENT, `${LANGCHAIN}.agent`, 3.1, { options: {}, ...parameters });
const tool = (name: string, parameters: INodeParameters): Part => [
	'ai_tool',
	step(name, `${NODE_TYPE}Tool`, 1, parameters, CREDENTIAL),
];
const TOOLS = [
	tool('Judge Mood', {
		operation: 'text-classification',
		text: "={{ $fromAI('Text', 'The text to judge', 'string') }}",
	}),
	tool('Embed Words', {
		operation: 'feature-extraction',
		text: "={{ $fromAI('Text', 'The text to embed', 'string') }}",
	}),
];
const STRUCTURE = step('Parser', `${LANGCHAIN}.outputParserStructured`, 1.3, {
	jsonSchemaExample: '{ "topic": "billing", "amount": 3 }',
});

function workflows(files: string, sandbox: string): WorkflowJson[] {
	const atUrl = (path: string) => ({ __rl: true, mode: 'url', value: `${sandbox}${path}` });
	const embeddings: Part = [
		'ai_embedding',
		step('Embeddings', `${PACKAGE}.huggingFaceEmbeddings`, 1, { model: atUrl('/tei/embeddings') }, CREDENTIAL),
	];
	const reranker: Part = [
		'ai_reranker',
		step('Reranker', `${PACKAGE}.huggingFaceReranker`, 1, { model: atUrl('/tei/reranker'), topN: 2 }, CREDENTIAL),
	];
	const loader = step('Loader', `${LANGCHAIN}.documentDefaultDataLoader`, 1.1, {
		jsonMode: 'expressionData',
		jsonData: '={{ $json.text }}',
		options: {},
	});
	const store = (parameters: INodeParameters) =>
		step(STORE, `${LANGCHAIN}.vectorStoreInMemory`, 1.3, {
			memoryKey: { __rl: true, mode: 'list', value: 'texts' },
			...parameters,
		});
	const webhook = step(
		START,
		'n8n-nodes-base.webhook',
		2.1,
		{ httpMethod: 'POST', path: 'ai-streamed', responseMode: 'streaming', options: {} },
		{ webhookId: 'ai-streamed' },
	);
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
	picture.nodes.push(start(IDS.picture));
	picture.connections[START] = { main: [[{ node: 'Photo', type: 'main', index: 0 }]] };
	return [
		workflow(IDS.agent, agent(), [['main', start(IDS.agent)], model(), ...TOOLS]),
		workflow(IDS.streamed, agent({ promptType: 'define', text: '={{ $json.body.text }}' }), [
			['main', webhook],
			model(),
			...TOOLS,
		]),
		picture,
		workflow(IDS.structured, agent({ hasOutputParser: true }), [
			['main', start(IDS.structured)],
			model(),
			['ai_outputParser', STRUCTURE],
		]),
		workflow(IDS.limited, agent(), [['main', start(IDS.limited)], model('sandbox/chat-completion-fault-429-x2')]),
		workflow(IDS.refused, agent(), [
			['main', start(IDS.refused)],
			model('sandbox/chat-completion', {}, { credentials: { huggingFaceInferenceApi: REFUSED } }),
		]),
		workflow(IDS.insert, store({ mode: 'insert' }), [['main', start(IDS.insert)], embeddings, ['ai_document', loader]]),
		workflow(IDS.load, store({ mode: 'load', prompt: '={{ $json.chatInput }}', topK: 6, useReranker: true }), [
			['main', start(IDS.load)],
			embeddings,
			reranker,
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

async function ask(id: string, chatInput: string): Promise<Execution> {
	return await host.client.run(id, START, 60_000, [{ json: { sessionId: 'one', action: 'sendMessage', chatInput } }]);
}

const sentTo = (path: RegExp): Fields[] =>
	host.sandbox.requests
		.filter((sent) => sent.method === 'POST' && path.test(sent.path))
		.map(({ json }) => fieldsOf(json));
const chats = () => sentTo(/chat\/completions$/);
const failureOf = (execution: Execution) => execution.data.resultData.error;
const said = (execution: Execution) => textOf(outputOf(execution, AGENT)[0]?.json.output);

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
	const response = await host.client.webhook('ai-streamed', { text: 'Judge mood of "what a terrible lamp"' }, 60_000);
	const lines = (await response.text()).trim().split('\n');
	const pieces = lines.map((line) => fieldsOf(JSON.parse(line)));
	const text = pieces.filter(({ type }) => type === 'item').map(({ content }) => textOf(content));
	expect(text.length).toBeGreaterThan(2);
	expect(text.join('')).toContain('NEGATIVE');
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
	expect(outputOf(execution, AGENT)[0]?.json.output).toMatchObject({
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
	const stored = await host.client.run(IDS.insert, START, 60_000, items);
	expect(failureOf(stored)).toBeUndefined();
	const sizes = sentTo(/tei\/embeddings/).map(({ inputs }) => listOf(inputs).length);
	expect(sizes.sort((a, b) => b - a)).toEqual([32, 32, 32, 32, 32, 32, 8]);
	const found = await ask(IDS.load, 'How do I return a product?');
	expect(failureOf(found)).toBeUndefined();
	const documents = outputOf(found, STORE);
	expect(documents).toHaveLength(2);
	expect(fieldsOf(documents[0]?.json.document as never).pageContent).toBe(texts[77]);
	expect(Number(documents[0]?.json.score)).toBeGreaterThan(Number(documents[1]?.json.score));
	expect(sentTo(/tei\/reranker/)).toHaveLength(1);
});
