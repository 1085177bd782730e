import type { IDataObject, INodeParameters, OnError } from 'n8n-workflow';
import { findTask } from '../../nodes/shared/tasks';
import { errorOf, outputOf, type Execution, type WorkflowJson } from '../../tools/host/client';
import { fieldsOf, listOf, textOf, type Fields } from '../../sandbox/values';
import { CREDENTIAL, NODE_TYPE, START_TIMEOUT_MS, startHost, type Host } from './host';

const CHAT = 'Chat';
const AGENT = 'AI Agent';
const OPENAI = { id: 'openAiAgentTool1', name: 'OpenAI' };

/** Two agent versions: one runs tools inside its node, the other as separate nodes. */
const AGENT_VERSIONS = [2, 3];

/** The agent's values. */
const fromAi = (key: string, description: string, type = 'string') =>
	`={{ $fromAI('${key}', '${description}', '${type}') }}`;

interface Tool {
	name: string;
	parameters: INodeParameters;
	onError?: OnError;
	/** The user's question. The sandbox's model calls the named tool. */
	ask: (sandbox: string) => string;
	/** The tool's output for the agent. */
	gives: Fields;
}

const model = (value: string) => ({ __rl: true, mode: 'id', value });

const TOOLS: Tool[] = [
	{
		name: 'Judge Mood',
		parameters: { operation: 'text-classification', text: fromAi('Text', 'The text to judge') },
		ask: () => 'Judge mood of "what a terrible and broken lamp"',
		gives: { label: 'NEGATIVE', score: expect.any(Number), predictions: expect.any(Array) },
	},
	{
		name: 'Look at Picture',
		parameters: { operation: 'image-classification', inputUrl: fromAi('url', 'Address of the picture') },
		ask: (sandbox) => `Look at the picture ${sandbox}/samples/photo.png`,
		gives: { label: expect.any(String), score: expect.any(Number), predictions: expect.any(Array) },
	},
	{
		name: 'Embed Words',
		parameters: { operation: 'feature-extraction', text: fromAi('Text', 'The text to embed') },
		ask: () => 'Embed the words "a calm lake"',
		gives: { dimensions: 384, note: expect.stringContaining('left out') },
	},
	{
		name: 'Sort Complaint',
		parameters: {
			operation: 'zero-shot-classification',
			text: fromAi('Text', 'The complaint'),
			candidateLabels: 'billing, shipping',
			parameters: { multiLabel: fromAi('several', 'Whether several labels may fit', 'boolean') },
		},
		ask: () => 'Sort the complaint "my invoice was charged twice"',
		gives: { label: 'billing', score: expect.any(Number), predictions: expect.any(Array) },
	},
	{
		name: 'Paint Scene',
		parameters: { operation: 'text-to-image', prompt: fromAi('Prompt', 'What to paint') },
		ask: () => 'Paint the scene "a red house"',
		gives: { mimeType: 'image/png', fileName: 'text-to-image-1.png', fileSize: expect.any(Number) },
	},
];

const BROKEN: Omit<Tool, 'gives'> = {
	name: 'Ask Nobody',
	parameters: {
		operation: 'text-classification',
		model: model('sandbox/no-such-model'),
		text: fromAi('Text', 'The text to judge'),
	},
	ask: () => 'Ask nobody about "this"',
};

/** The same, set to Continue on errors. */
const PATIENT: Omit<Tool, 'gives'> = {
	...BROKEN,
	name: 'Ask Patiently',
	ask: () => 'Ask patiently about "this"',
	onError: 'continueRegularOutput',
};

/** The full error text: the error, then the advice, without repetition. */
const FAILED =
	/^The model 'sandbox\/no-such-model' was not found on Hugging Face: Repository not found\. Choose another model in 'Model'[^.]*\.$/;

function agentWorkflow(tools: ReadonlyArray<Omit<Tool, 'gives'>>, version: number): WorkflowJson {
	const node = (
		name: string,
		type: string,
		typeVersion: number,
		parameters: INodeParameters,
		more = {},
	): WorkflowJson['nodes'][number] => ({ id: name, name, type, typeVersion, position: [0, 0], parameters, ...more });
	const langchain = '@n8n/n8n-nodes-langchain';
	const nodes = [
		node(CHAT, `${langchain}.chatTrigger`, 1.1, { options: {} }, { webhookId: `agent-tool-${version}` }),
		node(AGENT, `${langchain}.agent`, version, { options: {} }),
		node(
			'Model',
			`${langchain}.lmChatOpenAi`,
			1.2,
			{ model: model('sandbox/chat'), options: {} },
			{ credentials: { openAiApi: OPENAI } },
		),
		...tools.map(({ name, parameters, onError }) =>
			node(name, `${NODE_TYPE}Tool`, 1, parameters, { ...CREDENTIAL, ...(onError && { onError }) }),
		),
	];
	const to = (type: 'main' | 'ai_languageModel' | 'ai_tool') => ({ [type]: [[{ node: AGENT, type, index: 0 }]] });
	const connections: WorkflowJson['connections'] = {
		[CHAT]: to('main'),
		Model: to('ai_languageModel'),
		...Object.fromEntries(tools.map(({ name }) => [name, to('ai_tool')])),
	};
	return {
		id: workflowId(version),
		name: `An agent of version ${version}`,
		nodes,
		connections,
		settings: { executionOrder: 'v1' },
	};
}

function workflowId(version: number): string {
	return `agentVersion${version}`.padEnd(16, '0');
}

let host: Host;

beforeAll(async () => {
	host = await startHost(
		{},
		() => AGENT_VERSIONS.map((version) => agentWorkflow([...TOOLS, BROKEN, PATIENT], version)),
		{
			credentials: (sandbox) => [
				{ ...OPENAI, type: 'openAiApi', data: { apiKey: 'sandbox', url: `${sandbox}/openai/v1` } },
			],
		},
	);
}, START_TIMEOUT_MS);

afterAll(async () => await host?.stop());

async function ask(version: number, chatInput: string): Promise<Execution> {
	host.sandbox.requests.length = 0;
	return await host.client.run(workflowId(version), CHAT, 60_000, [
		{ json: { sessionId: 'one', action: 'sendMessage', chatInput } },
	]);
}

/** Requests to the agent's model. */
function modelRequests(): Fields[] {
	return host.sandbox.requests
		.filter(({ path }) => path === '/openai/v1/chat/completions')
		.map(({ json }) => fieldsOf(json));
}

/** The tool's result in the requests to the agent's model. */
function toldOfTool(): string {
	return textOf(
		fieldsOf(listOf(modelRequests().at(-1)?.messages).find((message) => fieldsOf(message).role === 'tool')).content,
	);
}

function offered(name: string): Fields {
	const tools = listOf(modelRequests()[0]?.tools).map((tool) => fieldsOf(fieldsOf(tool).function));
	return tools.find((tool) => tool.name === name.replace(/ /g, '_')) ?? {};
}

describe.each(AGENT_VERSIONS)('an AI Agent of version %s', (version) => {
	test.each(TOOLS)('calls $name, and gets its output', async ({ ask: question, gives }) => {
		const execution = await ask(version, question(host.sandbox.url));
		expect(execution.data.resultData.error).toBeUndefined();
		expect(execution.status).toBe('success');
		const told: unknown = JSON.parse(toldOfTool());
		expect(flat(told)).toEqual(gives);
		expect(textOf(outputOf(execution, AGENT)[0]?.json.output)).toContain('The tool answered');
	});

	test.each(TOOLS)('gets a description of $name and its inputs', async ({ name, parameters, ask: question }) => {
		await ask(version, question(host.sandbox.url));
		const action = findTask(String(parameters.operation))?.action ?? '';
		expect(offered(name).description).toContain(action);
		const wanted = [...JSON.stringify(parameters).matchAll(/\$fromAI\('(\w+)', '([^']+)', '(\w+)'\)/g)].map(
			([, key, description, type]) => [key, { description, type }],
		);
		expect(fieldsOf(offered(name).parameters)).toMatchObject({
			type: 'object',
			properties: Object.fromEntries(wanted),
			required: wanted.map(([key]) => key),
		});
	});

	test("the agent's values reach the tool's model", async () => {
		await ask(version, 'Sort the complaint "my invoice was charged twice"');
		const sent = host.sandbox.requests.find(({ path, method }) => method === 'POST' && !path.startsWith('/openai'));
		expect(sent?.json).toEqual({
			inputs: 'my invoice was charged twice',
			parameters: { candidate_labels: ['billing', 'shipping'], multi_label: expect.any(Boolean) },
		});
	});

	test('a failed tool reports the error and the advice once', async () => {
		const execution = await ask(version, BROKEN.ask(''));
		expect(errorOf(execution, BROKEN.name)?.message).toMatch(FAILED);
		// Older agents only learn that a failed tool has no result.
		const told = toldOfTool();
		if (version < 3) expect(told).toBe('');
		else expect(flat(JSON.parse(told))).toEqual({ error: expect.stringMatching(FAILED) });
		expect(JSON.stringify(execution)).not.toContain('hf_e2e');
	});

	test('a tool under Continue reports the error to the agent', async () => {
		await ask(version, PATIENT.ask(''));
		expect(flat(JSON.parse(toldOfTool()))).toEqual({
			error: expect.stringMatching(FAILED),
			details: expect.objectContaining({ type: 'notFound' }),
		});
	});
});

/** The only item of a tool. Agents wrap it in one or two lists. */
function flat(told: unknown): unknown {
	const value = Array.isArray(told) ? told.flat(2)[0] : told;
	const { response } = fieldsOf(value) as IDataObject;
	return response === undefined ? value : flat(response);
}
