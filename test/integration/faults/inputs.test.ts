import { DateTime } from 'luxon';
import { SupplyDataContext } from 'n8n-core';
import {
	NodeConnectionTypes,
	Workflow,
	createRunExecutionData,
	type IDataObject,
	type INode,
	type INodeType,
} from 'n8n-workflow';
import { additionalData, loadPackage, nodeTypes, runNode } from '../support/engine';
import { json, type Hostile } from './hostile';
import { byUrl, classify, detailsOf, posts, useServers } from './played';

const start = useServers();

const bodyOf = (server: Hostile): IDataObject => JSON.parse(posts(server)[0]?.body ?? '{}') as IDataObject;

/** What the node sends for one item, and what becomes of the item. */
async function sent(
	parameters: IDataObject,
	item: IDataObject = {},
): Promise<{ body: IDataObject; item: IDataObject; server: Hostile }> {
	const server = await start(({ response, serve }) =>
		parameters.operation === 'table-question-answering' ? json(response, 200, { answer: 'x' }) : serve(),
	);
	const { json: out } = await runNode({
		parameters: { model: byUrl(server.url), ...parameters },
		items: [{ json: item }],
		onError: 'continueRegularOutput',
	});
	return { body: bodyOf(server), item: out[0] ?? {}, server };
}

const askTable = (table: string): IDataObject => ({ operation: 'table-question-answering', query: 'Which?', table });

describe('F7: a cell that a row does not have', () => {
	it.each(['constructor', 'toString', 'valueOf', 'hasOwnProperty'])('is empty in a column called %s', async (name) => {
		const { body } = await sent(askTable(`={{ [{ "${name}": 1, a: 2 }, { a: 3 }] }}`));
		expect(body.inputs).toEqual({ query: 'Which?', table: { [name]: ['1', ''], a: ['2', '3'] } });
	});
});

describe('H3: a date that an expression gives', () => {
	const day = new Date('2026-01-02T03:04:05.678Z');
	const ISO = '2026-01-02T03:04:05.678Z';
	const luxon = DateTime.fromJSDate(day, { zone: 'utc' });

	it.each<[string, unknown]>([
		['a Date', day],
		["n8n's DateTime", luxon],
	])('is its ISO text in the cells of a table: %s', async (_kind, value) => {
		const item = { rows: [{ day: value, price: 1 }] } as unknown as IDataObject;
		const { body } = await sent(askTable('={{ $json.rows }}'), item);
		expect(body.inputs).toMatchObject({ table: { day: [ISO], price: ['1'] } });
	});

	it.each<[string, unknown]>([
		['={{ $json.day }}', day],
		['={{ $json.day }}', luxon],
		['={{ $now }}', undefined],
		['={{ new Date() }}', undefined],
	])('is its ISO text in a text field: %s', async (text, value) => {
		const { body } = await sent({ operation: 'text-classification', text }, { day: value as string });
		expect(body.inputs).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)$/);
		if (value !== undefined) expect(body.inputs).toBe(ISO);
	});
});

describe('H4: a stop text that an expression gives', () => {
	it.each([
		['\n', ['\n']],
		['\nUser:', ['\nUser:']],
		['  ', ['  ']],
		['END, \n', ['END', ' \n']],
	])('is sent as it is: %j', async (text, stop) => {
		const { body } = await sent({
			operation: 'chat-completion',
			prompt: 'hello',
			parameters: { stop: `={{ ${JSON.stringify(text)} }}` },
		});
		expect(body.stop).toEqual(stop);
	});

	it('is trimmed where it was typed', async () => {
		const { body } = await sent({ operation: 'chat-completion', prompt: 'hello', parameters: { stop: ' END ' } });
		expect(body.stop).toEqual(['END']);
	});
});

describe("H5: an expression of an agent's tool", () => {
	/** Runs the node as n8n's agents run a tool: its input items are the model's arguments. */
	async function asTool(text: string, items: { workflow: IDataObject; model: IDataObject }): Promise<unknown> {
		const server = await start(({ serve }) => serve());
		const types = await loadPackage();
		const type = types.getNode('huggingFaceInference').type as INodeType;
		const node: INode = {
			id: 'node',
			name: 'Tool',
			type: 'n8n-nodes-huggingface-inference.huggingFaceInferenceTool',
			typeVersion: 1,
			position: [0, 0],
			parameters: { ...classify(server.url), text, authentication: 'none' } as INode['parameters'],
		};
		const definition = { id: 'workflow', name: 'Test', nodes: [node], connections: {}, active: false, settings: {} };
		const workflow = new Workflow({
			...definition,
			nodeTypes: nodeTypes(types, [], undefined),
		} as ConstructorParameters<typeof Workflow>[0]);
		const ofWorkflow = [{ json: items.workflow }];
		const context = new SupplyDataContext(
			workflow,
			node,
			additionalData(types, { parameters: {} }, definition),
			'manual',
			createRunExecutionData(),
			0,
			ofWorkflow,
			{},
			NodeConnectionTypes.AiTool,
			{ node, data: { main: [ofWorkflow] }, source: null },
			[],
		);
		const tool = context.cloneWith({ runIndex: 0, inputData: [[{ json: items.model }]] });
		await type.execute?.call(tool as never);
		return posts(server)[0]?.inputs;
	}

	it.each([
		['={{ $json.question }}', 'of the workflow'],
		['={{ $json["question"] }}', 'of the workflow'],
		['=Say: {{ $json.question }}', 'Say: of the workflow'],
		["={{ $fromAI('question') }}", 'of the model'],
	])("reads the item that n8n's engine reads: %s", async (text, expected) => {
		const items = { workflow: { question: 'of the workflow' }, model: { question: 'of the model' } };
		expect(await asTool(text, items)).toBe(expected);
	});
});

describe("H6: an expression that n8n's engine refuses", () => {
	it.each([
		['a name of the global object', '={{ $json.globalThis }}'],
		['a raw line break in brackets', '={{ $json["line\nbreak"] }}'],
		['a raw carriage return in brackets', '={{ $json["line\rbreak"] }}'],
		['U+2028 in brackets', '={{ $json["line\u2028break"] }}'],
		['U+2029 in brackets', '={{ $json["line\u2029break"] }}'],
	])('sends nothing: %s', async (_what, text) => {
		const keys = ['globalThis', 'line\nbreak', 'line\rbreak', 'line\u2028break', 'line\u2029break'];
		const item = Object.fromEntries(keys.map((key) => [key, 'a value']));
		const { server } = await sent({ operation: 'text-classification', text }, item);
		expect(server.requests).toEqual([]);
	});

	it('is another one than the same name in brackets, which the engine takes', async () => {
		const { body } = await sent(
			{ operation: 'text-classification', text: '={{ $json["globalThis"] }}' },
			{ globalThis: 'a value' },
		);
		expect(body.inputs).toBe('a value');
	});
});

describe('H7: JSON that an expression broke', () => {
	it.each([
		['a line break', 'one\ntwo'],
		['a quote', 'say "yes"'],
		['a tab', 'one\ttwo'],
	])('gets the advice to use JSON.stringify: %s', async (_what, text) => {
		const messages = '=[{ "role": "user", "content": "{{ $json.text }}" }]';
		const { item, server } = await sent({ operation: 'chat-completion', messageInput: 'json', messages }, { text });
		const { type, description } = detailsOf(item);
		expect(type).toBe('invalidInput');
		expect(description).toContain('JSON.stringify');
		expect(description).toContain('Messages One by One');
		expect(server.requests).toEqual([]);
	});

	it('gets it for other fields, without the advice on messages', async () => {
		const { item } = await sent(
			{ operation: 'custom-request', json: '={ "inputs": "{{ $json.text }}" }' },
			{ text: 'one\ntwo' },
		);
		expect(detailsOf(item).description).toContain('JSON.stringify');
		expect(detailsOf(item).description).not.toContain('One by One');
	});
});
