import type { INodeParameters, NodeConnectionType, OnError } from 'n8n-workflow';
import type { WorkflowJson } from '../../tools/host/client';
import { CREDENTIAL, NODE_TYPE } from '../e2e/host';

type Step = WorkflowJson['nodes'][number];

/** The first node of every workflow. */
export const START = 'Start';

/** The node under test. */
export const NODE = 'Hugging Face Inference';

/** The node with the input items' texts. */
const TEXTS = 'Texts';

/** The agent with the node as its tool. */
export const AGENT = 'Agent';

/** The chat model's credential, pointing to the sandbox. */
export const CHAT_CREDENTIAL = { id: 'openAiSandbox001', name: 'OpenAI (sandbox)' };

const MANUAL_TRIGGER = 'n8n-nodes-base.manualTrigger';

/** A trigger and a node. In between, an optional node reads a file or makes one item per text. */
export function chain(
	id: string,
	parameters: INodeParameters,
	more: { file?: string; texts?: string[]; onError?: OnError } = {},
): WorkflowJson {
	const before = [
		...(more.file === undefined
			? []
			: [step('Read', 'n8n-nodes-base.readWriteFile', 1.1, { fileSelector: more.file, options: {} })]),
		...(more.texts === undefined ? [] : textsOf(more.texts)),
	];
	const node = {
		...step(NODE, NODE_TYPE, 1, parameters),
		...CREDENTIAL,
		...(more.onError && { onError: more.onError }),
	};
	const nodes = [step(START, MANUAL_TRIGGER, 1, {}), ...before, node];
	const links = nodes.slice(1).map(({ name }, index) => [nodes[index]?.name ?? '', name, 'main'] as const);
	return workflow(id, nodes, links);
}

/** A webhook that streams the node's answer. */
export function streamed(id: string, parameters: INodeParameters): WorkflowJson {
	const webhook = {
		...step('Webhook', 'n8n-nodes-base.webhook', 2.1, {
			httpMethod: 'POST',
			path: id,
			responseMode: 'streaming',
			options: {},
		}),
		webhookId: id,
	};
	return workflow(
		id,
		[webhook, { ...step(NODE, NODE_TYPE, 1, parameters), ...CREDENTIAL }],
		[['Webhook', NODE, 'main']],
	);
}

/** An n8n agent with a chat model and two tools of the node: one for a text, one for a picture by URL. */
export function agent(id: string, typeVersion: number, picture: string): WorkflowJson {
	const tool = (name: string, task: string, more: INodeParameters) => ({
		...step(name, `${NODE_TYPE}Tool`, 1, {
			operation: task,
			model: { __rl: true, mode: 'id', value: `sandbox/${task}` },
			...more,
		}),
		...CREDENTIAL,
	});
	const text = "={{ $fromAI('text', 'The text to classify', 'string') }}";
	const tools = [
		tool('Classify Text', 'text-classification', { text }),
		tool('Classify Image', 'image-classification', { inputUrl: picture }),
	];
	const calls = tools.map(({ name }) => name.replace(' ', '_')).join(' and ');
	const chatModel = {
		...step('Model', '@n8n/n8n-nodes-langchain.lmChatOpenAi', 1.2, {
			model: { __rl: true, mode: 'id', value: 'sandbox/chat' },
			options: {},
		}),
		credentials: { openAiApi: CHAT_CREDENTIAL },
	};
	const nodes = [
		step(START, MANUAL_TRIGGER, 1, {}),
		step(AGENT, '@n8n/n8n-nodes-langchain.agent', typeVersion, {
			promptType: 'define',
			text: `Please call ${calls} for me.`,
			options: {},
		}),
		chatModel,
		...tools,
	];
	return workflow(id, nodes, [
		[START, AGENT, 'main'],
		[chatModel.name, AGENT, 'ai_languageModel'],
		...tools.map(({ name }) => [name, AGENT, 'ai_tool'] as const),
	]);
}

/** The credential of the agent's chat model. */
export function chatCredential(sandboxUrl: string) {
	return { ...CHAT_CREDENTIAL, type: 'openAiApi', data: { apiKey: 'unused', url: `${sandboxUrl}/openai/v1` } };
}

function textsOf(texts: string[]): Step[] {
	return [
		step(TEXTS, 'n8n-nodes-base.set', 3.4, { mode: 'raw', jsonOutput: JSON.stringify({ text: texts }), options: {} }),
		step('Items', 'n8n-nodes-base.splitOut', 1, { fieldToSplitOut: 'text', options: {} }),
	];
}

function workflow(id: string, nodes: Step[], links: ReadonlyArray<readonly [string, string, string]>): WorkflowJson {
	const connections = Object.fromEntries(
		links.map(([from, node, type]) => [from, { [type]: [[{ node, type: type as NodeConnectionType, index: 0 }]] }]),
	);
	return { id, name: id, nodes, connections, settings: { executionOrder: 'v1' } };
}

function step(name: string, type: string, typeVersion: number, parameters: INodeParameters): Step {
	return { id: name, name, type, typeVersion, position: [0, 0], parameters };
}
