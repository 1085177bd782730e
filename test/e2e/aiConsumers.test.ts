import { EventEmitter, once } from 'node:events';
import type { INodeParameters } from 'n8n-workflow';
import { fieldsOf, textOf } from '../../sandbox/values';
import { outputOf, type Execution, type WorkflowJson } from '../../tools/host/client';
import * as ai from './aiSteps';
import { agent, failureOf, model, said, start, step, store, tool, workflow, type Part } from './aiSteps';
import { START_TIMEOUT_MS, startHost, type Host } from './host';

const PDF = Buffer.from('%PDF-1.4\n%%EOF\n');
const ROOT = 'Root';
const PROMPT = { promptType: 'define', text: '={{ $json.chatInput }}' };
const EMBED = tool('Embed Words', {
	operation: 'feature-extraction',
	text: "={{ $fromAI('Text', 'Words', 'string') }}",
});
const MEMORY: Part = ['ai_memory', step('Memory', `${ai.LANGCHAIN}.memoryBufferWindow`, 1.3, {})];

/** Each root node of n8n that takes a chat model, and a condition on what it says. */
const CONSUMERS: ReadonlyArray<readonly [type: string, version: number, parameters: INodeParameters, result: object]> =
	[
		['chainLlm', 1.9, PROMPT, { text: expect.stringMatching(/\w/) }],
		[
			'informationExtractor',
			1.2,
			{
				text: '={{ $json.chatInput }}',
				attributes: { attributes: [{ name: 'amount', type: 'number', description: 'The amount', required: true }] },
			},
			{ output: { amount: expect.any(Number) } },
		],
		[
			'textClassifier',
			1.1,
			{
				inputText: '={{ $json.chatInput }}',
				categories: { categories: [{ category: 'billing', description: 'Money' }, { category: 'shipping' }] },
			},
			{ chatInput: expect.any(String) },
		],
		[
			'sentimentAnalysis',
			1.1,
			{ inputText: '={{ $json.chatInput }}' },
			{ sentimentAnalysis: { category: expect.stringMatching(/^(Positive|Neutral|Negative)$/) } },
		],
		['chainSummarization', 2.1, { operationMode: 'nodeInputJson' }, { output: { text: expect.stringMatching(/\w/) } }],
		[
			'guardrails',
			2,
			{ text: '={{ $json.chatInput }}', guardrails: { jailbreak: { value: { threshold: 0.7 } } } },
			{ checks: [expect.objectContaining({ name: 'jailbreak', executionFailed: false })] },
		],
	];

const consumerId = (type: string): string => `use${type}`.padEnd(16, '0').slice(0, 16);
const IDS = {
	pdf: 'aiPdf00000000001',
	forced: 'aiForced00000001',
	fallback: 'aiFallback000001',
	selected: 'aiSelected000001',
	memory: 'aiMemory00000001',
	insert: 'aiInsert00000002',
	search: 'aiSearch00000001',
	loading: 'aiLoading0000001',
	held: 'aiHeld0000000001',
	heldInsert: 'aiHeldInsert0001',
	heldLoad: 'aiHeldLoad000001',
	busyInsert: 'aiBusyInsert0001',
	busyLoad: 'aiBusyLoad000001',
};

function workflows(files: string, sandbox: string): WorkflowJson[] {
	const at = (path: string): string => `${sandbox}${path}`;
	const insert = (id: string, url: string, key = 'texts'): WorkflowJson =>
		workflow(id, store({ mode: 'insert', memoryKey: { __rl: true, mode: 'list', value: key } }), [
			start(id),
			ai.embeddings(url),
			ai.LOADER,
		]);
	const load = (id: string, rerankUrl: string): WorkflowJson =>
		workflow(id, store({ mode: 'load', prompt: '={{ $json.chatInput }}', topK: 3, useReranker: true }), [
			start(id),
			ai.embeddings(at('/tei/embeddings')),
			ai.reranker(rerankUrl),
		]);
	return [
		...CONSUMERS.map(([type, version, parameters]) =>
			workflow(consumerId(type), step(ROOT, `${ai.LANGCHAIN}.${type}`, version, parameters), [
				start(consumerId(type)),
				model(),
			]),
		),
		withPdf(files),
		workflow(IDS.forced, agent({ options: { forceToolCallOnFirstIteration: true } }), [
			start(IDS.forced),
			model(),
			EMBED,
		]),
		withFallback(),
		withSelector(),
		workflow(IDS.memory, agent(), [start(IDS.memory), model(), MEMORY]),
		insert(IDS.insert, at('/tei/embeddings')),
		withSearch(at('/tei/embeddings')),
		workflow(IDS.loading, agent(), [start(IDS.loading), model('sandbox/chat-completion-fault-503-loading')]),
		workflow(IDS.held, agent(), [start(IDS.held), model('sandbox/chat-completion-held')]),
		insert(IDS.heldInsert, at('/tei/embeddings-held'), 'held'),
		load(IDS.heldLoad, at('/tei/reranker-held')),
		insert(IDS.busyInsert, at('/tei/embeddings-fault-503-loading'), 'busy'),
		load(IDS.busyLoad, at('/tei/reranker-fault-429-x2')),
	];
}

function withPdf(files: string): WorkflowJson {
	const parameters = { ...PROMPT, text: 'What does this file say?', options: { passthroughBinaryPdfs: true } };
	const file = step('File', 'n8n-nodes-base.readWriteFile', 1.1, { fileSelector: `${files}/paper.pdf`, options: {} });
	const made = workflow(IDS.pdf, agent(parameters), [['main', file], model()]);
	made.nodes.push(start(IDS.pdf)[1]);
	made.connections[ai.START] = { main: [[{ node: 'File', type: 'main', index: 0 }]] };
	return made;
}

function withFallback(): WorkflowJson {
	const first = ai.chatModel('sandbox/chat-completion-fault-500', 'First', { options: { maxRetries: 0 } });
	const second: Part = ['ai_languageModel', ai.chatModel('sandbox/chat-completion', 'Second'), 1];
	return workflow(IDS.fallback, agent({ needsFallback: true }), [
		start(IDS.fallback),
		['ai_languageModel', first],
		second,
	]);
}

function withSelector(): WorkflowJson {
	const always = {
		options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
		conditions: [{ id: 'c', leftValue: 'a', rightValue: 'a', operator: { type: 'string', operation: 'equals' } }],
		combinator: 'and',
	};
	const selector = step('Selector', `${ai.LANGCHAIN}.modelSelector`, 1, {
		numberInputs: 2,
		rules: { rule: [{ modelIndex: 2, conditions: always }] },
	});
	const models: Part[] = [
		['ai_languageModel', ai.chatModel('sandbox/chat-completion-fault-500', 'First')],
		['ai_languageModel', ai.chatModel('sandbox/chat-completion', 'Second'), 1],
	];
	const made = workflow(IDS.selected, agent(), [start(IDS.selected), ['ai_languageModel', selector]]);
	made.nodes.push(...models.map(([, part]) => part));
	Object.assign(made.connections, ai.connectionsTo('Selector', models));
	return made;
}

function withSearch(url: string): WorkflowJson {
	const search = store({ mode: 'retrieve-as-tool', toolDescription: 'Searches the notes', topK: 2 }, 'search_notes');
	const made = workflow(IDS.search, agent(), [start(IDS.search), model(), ['ai_tool', search]]);
	const embeddings = ai.embeddings(url);
	made.nodes.push(embeddings[1]);
	Object.assign(made.connections, ai.connectionsTo('search_notes', [embeddings]));
	return made;
}

let host: Host;

beforeAll(async () => {
	host = await startHost({ 'paper.pdf': PDF }, workflows);
}, START_TIMEOUT_MS);

afterAll(async () => await host?.stop());
beforeEach(() => host.sandbox.requests.splice(0));

const ask = async (id: string, text: string): Promise<Execution> => await ai.ask(host, id, text);
const chats = () => ai.sentTo(host, /chat\/completions$/);
const put = async (id: string, ...texts: string[]): Promise<Execution> =>
	await host.client.run(
		id,
		ai.START,
		60_000,
		texts.map((text) => ({ json: { text } })),
	);

test.each(CONSUMERS)('%s gets its answer from the chat model', async (type, _version, _parameters, result) => {
	const execution = await ask(consumerId(type), 'The invoice has an amount of 42, and I am happy about billing');
	expect(failureOf(execution)).toBeUndefined();
	const outputs = execution.data.resultData.runData[ROOT]?.[0]?.data?.main ?? [];
	expect(outputs.flatMap((items) => items ?? []).map(({ json }) => json)).toEqual([expect.objectContaining(result)]);
	expect(chats().length).toBeGreaterThan(0);
});

test('an agent reads a PDF', async () => {
	const execution = await ask(IDS.pdf, '');
	expect(failureOf(execution)).toBeUndefined();
	expect(JSON.stringify(chats()[0]?.messages)).toContain(`data:application/pdf;base64,${PDF.toString('base64')}`);
	expect(said(execution)).toContain('(PDF)');
});

test('an agent that is forced to call a tool calls one first', async () => {
	const execution = await ask(IDS.forced, 'Say hello');
	expect(failureOf(execution)).toBeUndefined();
	expect(chats()[0]?.tool_choice).toBe('required');
	expect(chats()).toHaveLength(2);
});

test('a fallback model takes over from a model that fails', async () => {
	const execution = await ask(IDS.fallback, 'Say hello');
	expect(failureOf(execution)).toBeUndefined();
	expect(chats().map((chat) => chat.model)).toEqual(['sandbox/chat-completion-fault-500', 'sandbox/chat-completion']);
});

test('a Model Selector picks its model, with an entry in the log', async () => {
	const execution = await ask(IDS.selected, 'Say hello');
	expect(failureOf(execution)).toBeUndefined();
	expect(chats().map((chat) => chat.model)).toEqual(['sandbox/chat-completion']);
	expect(execution.data.resultData.runData.Selector).toHaveLength(1);
});

test('an agent with a memory knows the turn before', async () => {
	await ask(IDS.memory, 'My name is Ada');
	const execution = await ask(IDS.memory, 'What is my name?');
	expect(failureOf(execution)).toBeUndefined();
	expect(said(execution)).toContain('Ada');
});

test('an agent searches a vector store as its tool', async () => {
	expect(failureOf(await put(IDS.insert, 'You return a product within 30 days.', 'The harbour is closed.'))).toBe(
		undefined,
	);
	const execution = await ask(IDS.search, 'search_notes about how to return a product');
	expect(failureOf(execution)).toBeUndefined();
	expect(said(execution)).toContain('within 30 days');
});

describe('a model that is loading, or a busy server', () => {
	test('is waited for by the chat model', async () => {
		expect(failureOf(await ask(IDS.loading, 'Say hello'))).toBeUndefined();
		expect(chats().length).toBeGreaterThan(1);
	});

	test('is waited for by the embeddings', async () => {
		expect(failureOf(await put(IDS.busyInsert, 'A note'))).toBeUndefined();
		expect(ai.sentTo(host, /embeddings-fault/).length).toBeGreaterThan(1);
	});

	test('is asked again by the reranker', async () => {
		await put(IDS.insert, 'A note', 'Another note');
		const execution = await ask(IDS.busyLoad, 'note');
		expect(failureOf(execution)).toBeUndefined();
		expect(outputOf(execution, ai.STORE)).toHaveLength(2);
		expect(ai.sentTo(host, /reranker-fault/)).toHaveLength(3);
	});
});

describe('a cancelled execution', () => {
	afterEach(() => host.sandbox.reset());

	test.each([
		['chat model', IDS.held, { sessionId: 'one', action: 'sendMessage', chatInput: 'Say hello' }],
		['embeddings', IDS.heldInsert, { text: 'A note' }],
		['reranker', IDS.heldLoad, { chatInput: 'note' }],
	])('ends the request of the %s', async (_node, id, item) => {
		if (id === IDS.heldLoad) await put(IDS.insert, 'A note');
		const held = holdRequests();
		const execution = await host.client.begin(id, ai.START, [{ json: item }]);
		await held.arrived;
		const since = Date.now();
		await host.client.stop(execution);
		await held.closed;
		expect(Date.now() - since).toBeLessThan(5_000);
		expect((await host.client.finishedExecution(execution)).status).toBe('canceled');
	});
});

/** Leaves requests to a path or a model with "held" in its name without an answer. */
function holdRequests(): { arrived: Promise<unknown>; closed: Promise<unknown> } {
	const events = new EventEmitter();
	host.sandbox.respond(({ method, path, json }, response) => {
		if (method !== 'POST' || !`${path} ${textOf(fieldsOf(json).model)}`.includes('held')) return false;
		response.on('close', () => events.emit('closed'));
		events.emit('arrived');
		return true;
	});
	return { arrived: once(events, 'arrived'), closed: once(events, 'closed') };
}
