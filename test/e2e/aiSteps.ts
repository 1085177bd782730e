import type { INodeParameters } from 'n8n-workflow';
import { fieldsOf, textOf, type Fields } from '../../sandbox/values';
import { outputOf, type Execution, type N8nClient, type WorkflowJson } from '../../tools/host/client';
import { CREDENTIAL, NODE_TYPE, type Host } from './host';

const PACKAGE = NODE_TYPE.replace(/\..*$/, '');

/** The start of n8n's own types of AI nodes. */
export const LANGCHAIN = '@n8n/n8n-nodes-langchain';

/** Names of the first node, of the agent and of the vector store. */
export const START = 'Chat';
export const AGENT = 'AI Agent';
export const STORE = 'Store';

/** A node of a workflow. */
export type Step = WorkflowJson['nodes'][number];
type Kind =
	| 'main'
	| 'ai_languageModel'
	| 'ai_tool'
	| 'ai_memory'
	| 'ai_outputParser'
	| 'ai_embedding'
	| 'ai_document'
	| 'ai_reranker';

/** A node that is connected to another one, at the given input of its kind. */
export type Part = readonly [kind: Kind, step: Step, input?: number];

/** A node of n8n, or of this package. */
export function step(
	name: string,
	type: string,
	typeVersion: number,
	parameters: INodeParameters,
	more: Partial<Step> = {},
): Step {
	return { id: name, name, type, typeVersion, position: [0, 0], parameters, ...more };
}

/** Connects each part to a node. */
export function connectionsTo(name: string, parts: readonly Part[]): WorkflowJson['connections'] {
	return Object.fromEntries(
		parts.map(([type, part, index = 0]) => [part.name, { [type]: [[{ node: name, type, index }]] }]),
	);
}

/** A root node, and the nodes that are connected to it. */
export function workflow(id: string, root: Step, parts: readonly Part[]): WorkflowJson {
	const nodes = [root, ...parts.map(([, part]) => part)];
	return { id, name: id, nodes, connections: connectionsTo(root.name, parts), settings: { executionOrder: 'v1' } };
}

/** A chat that starts a workflow. */
export function start(id: string): Part {
	return ['main', step(START, `${LANGCHAIN}.chatTrigger`, 1.1, { options: {} }, { webhookId: id })];
}

/** The agent. */
export function agent(parameters: INodeParameters = {}): Step {
	return step(AGENT, `${LANGCHAIN}.agent`, 3.1, { options: {}, ...parameters });
}

/** The package's chat model. */
export function chatModel(id: string, name = 'Model', parameters: INodeParameters = {}): Step {
	const model = { __rl: true, mode: 'id', value: id };
	return step(name, `${PACKAGE}.huggingFaceChatModel`, 1, { model, ...parameters }, CREDENTIAL);
}

/** The package's chat model, connected. */
export function model(id = 'sandbox/chat-completion'): Part {
	return ['ai_languageModel', chatModel(id)];
}

/** The package's node for tasks as a tool. */
export function tool(name: string, parameters: INodeParameters): Part {
	return ['ai_tool', step(name, `${NODE_TYPE}Tool`, 1, parameters, CREDENTIAL)];
}

/** The package's node for tasks as two tools of an agent. */
export const TOOLS: readonly Part[] = [
	tool('Judge Mood', {
		operation: 'text-classification',
		text: "={{ $fromAI('Text', 'The text to judge', 'string') }}",
	}),
	tool('Embed Words', {
		operation: 'feature-extraction',
		text: "={{ $fromAI('Text', 'The text to embed', 'string') }}",
	}),
];

/** An agent with tools that streams its answer to the caller of a webhook. */
export function streamedAgent(id: string, path: string): WorkflowJson {
	const parameters = { httpMethod: 'POST', path, responseMode: 'streaming', options: {} };
	const webhook = step(START, 'n8n-nodes-base.webhook', 2.1, parameters, { webhookId: path });
	const prompt = { promptType: 'define', text: '={{ $json.body.text }}' };
	return workflow(id, agent(prompt), [['main', webhook], model(), ...TOOLS]);
}

/** The pieces of text that a streaming webhook answers. */
export async function piecesFrom(client: N8nClient, path: string, text: string): Promise<string[]> {
	const response = await client.webhook(path, { text }, 60_000);
	const lines = (await response.text()).trim().split('\n');
	return lines
		.map((line) => fieldsOf(JSON.parse(line)))
		.filter(({ type }) => type === 'item')
		.map(({ content }) => textOf(content));
}

/** The package's embeddings at an address. */
export function embeddings(url: string): Part {
	const parameters = { model: { __rl: true, mode: 'url', value: url } };
	return ['ai_embedding', step('Embeddings', `${PACKAGE}.huggingFaceEmbeddings`, 1, parameters, CREDENTIAL)];
}

/** The package's reranker at an address. */
export function reranker(url: string): Part {
	const parameters = { model: { __rl: true, mode: 'url', value: url }, topN: 2 };
	return ['ai_reranker', step('Reranker', `${PACKAGE}.huggingFaceReranker`, 1, parameters, CREDENTIAL)];
}

/** A vector store in n8n's memory. */
export function store(parameters: INodeParameters, name = STORE): Step {
	return step(name, `${LANGCHAIN}.vectorStoreInMemory`, 1.3, {
		memoryKey: { __rl: true, mode: 'list', value: 'texts' },
		...parameters,
	});
}

/** Makes a document of each item's text. */
export const LOADER: Part = [
	'ai_document',
	step('Loader', `${LANGCHAIN}.documentDefaultDataLoader`, 1.1, {
		jsonMode: 'expressionData',
		jsonData: '={{ $json.text }}',
		options: {},
	}),
];

/** Runs a workflow from its chat. */
export async function ask(host: Host, id: string, chatInput: string): Promise<Execution> {
	return await host.client.run(id, START, 60_000, [{ json: { sessionId: 'one', action: 'sendMessage', chatInput } }]);
}

/** Bodies of the requests that the sandbox got at a path. */
export function sentTo(host: Host, path: RegExp): Fields[] {
	return host.sandbox.requests
		.filter((sent) => sent.method === 'POST' && path.test(sent.path))
		.map(({ json }) => fieldsOf(json));
}

/** The error of a failed execution. */
export function failureOf(execution: Execution): Execution['data']['resultData']['error'] {
	return execution.data.resultData.error;
}

/** The agent's answer. */
export function said(execution: Execution): string {
	return textOf(outputOf(execution, AGENT)[0]?.json.output);
}
