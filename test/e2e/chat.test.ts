import type { ServerResponse } from 'node:http';
import type { IDataObject } from 'n8n-workflow';
import { outputOf, type WorkflowJson } from '../../tools/host/client';
import { CREDENTIAL, NODE_TYPE, SAMPLE_PHOTO, START_TIMEOUT_MS, startHost, type Host } from './host';

const PHOTO = 'photo.png';
const START = 'Start';
const CHAT = 'Chat';
const IDS = {
	picture: 'chatWithPicture1',
	json: 'chatWithJson0001',
	stream: 'chatStreamed0001',
	collected: 'chatCollected001',
};
const MODEL = { model: { __rl: true, mode: 'id', value: 'sandbox/chat-completion' } };

type Step = Pick<WorkflowJson['nodes'][number], 'name' | 'type' | 'typeVersion' | 'parameters'> &
	Partial<WorkflowJson['nodes'][number]>;

/** Steps one after the other. */
function chain(id: string, steps: readonly Step[]): WorkflowJson {
	const nodes = steps.map((step, i) => ({ ...step, id: `${id}-${i}`, position: [i * 220, 0] as [number, number] }));
	const connections: WorkflowJson['connections'] = {};
	for (const [i, { name }] of steps.slice(1).entries())
		connections[steps[i]?.name ?? ''] = { main: [[{ node: name, type: 'main', index: 0 }]] };
	return { id, name: id, nodes, connections, settings: { executionOrder: 'v1' } };
}

const start: Step = { name: START, type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} };
const webhook = (path: string, responseMode: string): Step => ({
	name: START,
	type: 'n8n-nodes-base.webhook',
	typeVersion: 2.1,
	parameters: { httpMethod: 'POST', path, responseMode, options: {} },
	webhookId: path,
});
const chat = (parameters: IDataObject): Step => ({
	name: CHAT,
	type: NODE_TYPE,
	typeVersion: 1,
	parameters: { operation: 'chat-completion', ...MODEL, ...parameters } as Step['parameters'],
	...CREDENTIAL,
});

const workflows = (files: string): WorkflowJson[] => [
	chain(IDS.picture, [
		start,
		{
			name: 'Read Photo',
			type: 'n8n-nodes-base.readWriteFile',
			typeVersion: 1.1,
			parameters: { fileSelector: `${files}/${PHOTO}`, options: {} },
		},
		chat({ prompt: 'What is in this picture?', attachments: 'data' }),
	]),
	chain(IDS.json, [
		start,
		chat({
			prompt: 'Invoice 4711 over 42 dollars',
			structuredOutput: 'jsonExample',
			jsonExample: '{ "topic": "billing", "amount": 3, "tags": ["urgent"] }',
		}),
		{
			name: 'Use Answer',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: {
				assignments: {
					assignments: [
						{ id: 'a', name: 'topic', value: '={{ $json.parsed.topic }}', type: 'string' },
						{ id: 'b', name: 'doubled', value: '={{ $json.parsed.amount * 2 }}', type: 'number' },
						{ id: 'c', name: 'keys', value: "={{ Object.keys($json.parsed).join(' ') }}", type: 'string' },
					],
				},
				options: {},
			},
		},
	]),
	chain(IDS.stream, [webhook('chat-streamed', 'streaming'), chat({ prompt: '={{ $json.body.prompt }}' })]),
	chain(IDS.collected, [webhook('chat-collected', 'lastNode'), chat({ prompt: '={{ $json.body.prompt }}' })]),
];

let host: Host;

beforeAll(async () => {
	host = await startHost({ [PHOTO]: SAMPLE_PHOTO }, workflows);
	await host.client.publish(IDS.stream);
	await host.client.publish(IDS.collected);
}, START_TIMEOUT_MS);

afterAll(async () => await host?.stop());
beforeEach(() => host.sandbox.reset());

const chatRequests = (): IDataObject[] =>
	host.sandbox.requests.filter(({ path }) => path.endsWith('/chat/completions')).map(({ json }) => json as IDataObject);

test('a chat answers about an image from an earlier node', async () => {
	const execution = await host.client.run(IDS.picture, START);
	expect(execution.data.resultData.error).toBeUndefined();
	expect(chatRequests()).toMatchObject([
		{
			messages: [
				{
					role: 'user',
					content: [
						{ type: 'text', text: 'What is in this picture?' },
						{ type: 'image_url', image_url: { url: `data:image/png;base64,${SAMPLE_PHOTO.toString('base64')}` } },
					],
				},
			],
		},
	]);
	expect(outputOf(execution, CHAT)).toMatchObject([
		{ json: { content: expect.stringContaining('I see'), finish_reason: 'stop' }, pairedItem: { item: 0 } },
	]);
});

test('the next node uses a JSON answer', async () => {
	const execution = await host.client.run(IDS.json, START);
	expect(execution.data.resultData.error).toBeUndefined();
	const [answer] = outputOf(execution, CHAT);
	const parsed = answer?.json.parsed as { topic: string; amount: number };
	expect(answer?.json.content).toBe(JSON.stringify(parsed));
	expect(outputOf(execution, 'Use Answer')).toMatchObject([
		{ json: { topic: parsed.topic, doubled: parsed.amount * 2, keys: 'topic amount tags' } },
	]);
	expect(chatRequests()).toMatchObject([
		{ response_format: { type: 'json_schema', json_schema: { schema: { required: ['topic', 'amount', 'tags'] } } } },
	]);
});

interface Chunk {
	readonly type: string;
	readonly content?: string;
	readonly metadata?: { readonly nodeName?: string };
}

/** The chunks of a streamed response: one JSON per line, with empty lines to keep the connection. */
async function* chunksOf(response: Response): AsyncGenerator<Chunk> {
	let held = '';
	const decoder = new TextDecoder();
	for await (const bytes of (response.body ?? []) as AsyncIterable<Uint8Array>) {
		const lines = (held + decoder.decode(bytes, { stream: true })).split('\n');
		held = lines.pop() ?? '';
		for (const line of lines) if (line.trim() !== '') yield JSON.parse(line) as Chunk;
	}
}

const event = (delta: object, finish: string | null = null): string =>
	`data: ${JSON.stringify({ id: '1', model: 'sandbox', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;

/** Lets the model write the first words, and wait for the test before the rest. */
function inTwoParts(rest: (response: ServerResponse) => void): { goOn: () => void } {
	let goOn = (): void => {};
	const gate = new Promise<void>((resolve) => (goOn = resolve));
	host.sandbox.respond(({ path }, response) => {
		if (!path.endsWith('/chat/completions')) return false;
		response.writeHead(200, { 'content-type': 'text/event-stream' });
		response.write(event({ role: 'assistant', content: '' }));
		response.write(event({ content: 'The first words' }));
		void gate.then(() => rest(response));
		return true;
	});
	return { goOn: () => goOn() };
}

test('a webhook streams an answer while the model is writing it', async () => {
	const model = inTwoParts((response) =>
		response.end(`${event({ content: ', and the last' })}${event({}, 'stop')}data: [DONE]\n\n`),
	);
	const response = await host.client.webhook('chat-streamed', { prompt: 'Tell me a story' });
	expect(response.status).toBe(200);
	const chunks = chunksOf(response);
	const early: Chunk[] = [];
	while (early.at(-1)?.content !== 'The first words') early.push((await chunks.next()).value as Chunk);
	expect(early.filter(({ metadata }) => metadata?.nodeName === CHAT).map(({ type }) => type)).toEqual([
		'begin',
		'item',
	]);
	// Only now does the model continue: the text above arrived before.
	model.goOn();
	const late: Chunk[] = [];
	for await (const chunk of chunks) late.push(chunk);
	const own = late.filter(({ metadata }) => metadata?.nodeName === CHAT);
	expect(own.map(({ type, content }) => [type, content])).toEqual([
		['item', ', and the last'],
		['end', undefined],
	]);
	expect(chatRequests()).toMatchObject([
		{ stream: true, stream_options: { include_usage: true }, messages: [{ content: 'Tell me a story' }] },
	]);
});

test('a cut answer is an error for the webhook, not a normal end', async () => {
	const model = inTwoParts((response) => response.destroy());
	const chunks = chunksOf(await host.client.webhook('chat-streamed', { prompt: 'Tell me a story' }));
	const all: Chunk[] = [];
	for await (const chunk of chunks) {
		all.push(chunk);
		if (chunk.content === 'The first words') model.goOn();
	}
	const own = all.filter(({ metadata }) => metadata?.nodeName === CHAT);
	expect(own.map(({ type }) => type)).toEqual(['begin', 'item', 'error']);
});

test('without a streaming webhook, the answer comes as a whole', async () => {
	const response = await host.client.webhook('chat-collected', { prompt: 'Hello' });
	expect(await response.json()).toMatchObject({ content: expect.stringMatching(/\w/), finish_reason: 'stop' });
	expect(chatRequests()).toHaveLength(1);
	expect(chatRequests()[0]).not.toHaveProperty('stream');
});
