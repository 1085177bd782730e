import type { ServerResponse } from 'node:http';
import type { IDataObject, INode } from 'n8n-workflow';
import { runNode, type RunResult } from '../support/engine';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();

interface Chunk {
	readonly type: string;
	readonly content?: unknown;
}

interface Ways {
	readonly onError?: INode['onError'];
	/** Whether the workflow streams its response. */
	readonly streams?: boolean;
}

/** Runs a chat; in a workflow that streams, `chunks` are what the listener gets. */
async function chat(parameters: IDataObject = {}, { onError, streams = false }: Ways = {}) {
	const chunks: Chunk[] = [];
	const result: RunResult = await runNode({
		parameters: {
			operation: 'chat-completion',
			prompt: 'Hello',
			model: { __rl: true, mode: 'id', value: 'sandbox/chat-completion' },
			...parameters,
		},
		credential: sandbox.credential(),
		onError,
		...(streams && { onChunk: (chunk: Chunk) => chunks.push(chunk) }),
	});
	return {
		...result,
		chunks: chunks.map(({ type, content }) => (type === 'item' ? `item: ${String(content)}` : type)),
	};
}

const bodies = (): IDataObject[] =>
	sandbox
		.current()
		.requests.filter(({ method }) => method === 'POST')
		.map(({ json }) => json as IDataObject);

/** Answers each POST; `undefined` leaves it to the sandbox. */
function respond(answer: (body: IDataObject, response: ServerResponse) => boolean): void {
	sandbox
		.current()
		.respond(({ method, json }, response) => (method === 'POST' ? answer(json as IDataObject, response) : false));
}

function json(response: ServerResponse, status: number, body: unknown): true {
	response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
	return true;
}

const completion = (message: object): object => ({
	model: 'm',
	choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: 'stop' }],
});

describe('D7: in a workflow that streams', () => {
	it('an answer that comes at once is one piece', async () => {
		respond((_body, response) => json(response, 200, completion({ content: '<think>hm</think>Hello' })));
		const { chunks, json: items } = await chat({}, { streams: true });
		expect(chunks).toEqual(['begin', 'item: Hello', 'end']);
		expect(items).toMatchObject([{ content: 'Hello' }]);
	});

	it('calls of tools that come at once begin and end', async () => {
		const tool_calls = [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }];
		respond((_body, response) => json(response, 200, completion({ content: null, tool_calls })));
		expect((await chat({}, { streams: true })).chunks).toEqual(['begin', 'end']);
	});

	it('generated text that comes at once is one piece', async () => {
		respond((_body, response) => json(response, 200, [{ generated_text: 'Hello' }]));
		const model = { __rl: true, mode: 'url', value: `${sandbox.current().url}/tgi` };
		const { chunks } = await chat({ operation: 'text-generation', model }, { streams: true });
		expect(chunks).toEqual(['begin', 'item: Hello', 'end']);
	});

	it.each<[string, (response: ServerResponse) => true]>([
		['a refusal', (response) => json(response, 400, { error: 'No such thing' })],
		['an error inside a success', (response) => json(response, 200, { error: 'No such thing' })],
	])('an item that fails under Continue tells its error: %s', async (_what, answer) => {
		respond((_body, response) => answer(response));
		const { chunks, json: items } = await chat({}, { streams: true, onError: 'continueRegularOutput' });
		expect(chunks).toEqual(['error']);
		expect(items).toMatchObject([{ error: expect.stringContaining('No such thing') }]);
	});

	it('an item that fails before anything is sent tells its error too', async () => {
		const { chunks } = await chat(
			{ prompt: '={{ $json.missing }}' },
			{ streams: true, onError: 'continueRegularOutput' },
		);
		expect(chunks).toEqual(['error']);
	});

	it('nothing is told with Enable Streaming off', async () => {
		const options = { enableStreaming: false };
		const { chunks } = await chat(
			{ prompt: '={{ $json.missing }}', options },
			{ streams: true, onError: 'continueRegularOutput' },
		);
		expect(chunks).toEqual([]);
	});
});

it('A10: an answer that breaks off and is asked for again is passed on once', async () => {
	let asked = 0;
	respond((_body, response) => {
		asked += 1;
		response.writeHead(200, { 'content-type': 'text/event-stream' });
		const pieces = asked === 1 ? ['Hel'] : ['Hel', 'lo'];
		for (const content of pieces)
			response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`);
		if (asked === 1) setTimeout(() => response.destroy(), 200);
		else response.end('data: [DONE]\n\n');
		return true;
	});
	const { chunks, json: items } = await chat({ options: { retryInterrupted: true } }, { streams: true });
	expect(items).toMatchObject([{ content: 'Hello' }]);
	expect(chunks).toEqual(['begin', 'item: Hel', 'item: lo', 'end']);
});

it('D8: a server that refuses stream_options is asked without them', async () => {
	respond((body, response) =>
		body.stream_options === undefined
			? false
			: json(response, 422, { detail: [{ loc: ['body', 'stream_options'], msg: 'Extra inputs are not permitted' }] }),
	);
	const { chunks, error } = await chat({}, { streams: true });
	expect(error).toBeUndefined();
	expect(chunks.at(-1)).toBe('end');
	expect(bodies().map(({ stream, stream_options: options }) => [stream, options !== undefined])).toEqual([
		[true, true],
		[true, false],
	]);
});

describe('structured output', () => {
	const example = { structuredOutput: 'jsonExample', jsonExample: '{ "topic": "billing", "count": 3 }' };

	it('E2: a server that refuses strict is asked without it', async () => {
		respond((body, response) =>
			JSON.stringify(body).includes('"strict":true')
				? json(response, 400, { message: "Unsupported JSON schema fields: {'items'}" })
				: json(response, 200, completion({ content: '{"topic":"a","count":1}' })),
		);
		const { json: items, hints } = await chat(example);
		expect(items).toMatchObject([{ parsed: { topic: 'a', count: 1 } }]);
		expect(hints).toEqual([]);
		expect(bodies()).toHaveLength(2);
	});

	it("E2: the node's default schema is closed, and strict", async () => {
		await chat({ structuredOutput: 'jsonSchema' });
		expect(bodies()[0]).toMatchObject({
			response_format: { json_schema: { strict: true, schema: { additionalProperties: false } } },
		});
	});

	it.each([true, false])('E4: JSON that does not fit the schema is told by a hint (Simplify: %s)', async (simplify) => {
		respond((_body, response) => json(response, 200, completion({ content: 'Sure! {"wrong":1}' })));
		const { hints } = await chat({ ...example, simplify });
		expect(hints.map(({ message }) => message)).toEqual([
			"The JSON of 1 item does not fit the schema: 'topic' is missing",
		]);
	});
});

it('D10: pictures and sound in an answer are files', async () => {
	const wav = Buffer.concat([Buffer.from('RIFF\x24\0\0\0WAVEfmt '), Buffer.alloc(32)]).toString('base64');
	const png =
		'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAGCAAAAADbboAnAAAAE0lEQVR4nGNgwAkY/0MZTAzoDAAabQEFJr+24AAAAABJRU5ErkJggg==';
	const images = [{ type: 'image_url', image_url: { url: `data:image/png;base64,${png}` } }];
	respond((_body, response) =>
		json(response, 200, completion({ content: 'Here', images, audio: { id: 'a', data: wav, transcript: 'Hi' } })),
	);
	const { items, bytes } = await chat();
	const [item] = items;
	expect(Object.keys(item?.binary ?? {})).toEqual(['data_0', 'data_1']);
	expect(item?.binary?.data_0?.mimeType).toBe('image/png');
	expect(item?.json).toMatchObject({ content: 'Here', audio: { data: 'data_1', transcript: 'Hi' } });
	expect(item && (await bytes(item, 'data_0')).toString('base64')).toBe(png);
});

it.each<[string, string, object[]]>([
	['H1: an empty list', '[]', []],
	[
		"H2: n8n's memory",
		'[{ "human": "Hi", "ai": "Hello" }]',
		[
			{ role: 'user', content: 'Hi' },
			{ role: 'assistant', content: 'Hello' },
		],
	],
	[
		"D9: the node's own calls",
		'[{ "role": "assistant", "content": null, "tool_calls": [{ "id": "c", "function": { "name": "f", "arguments": { "a": 1 } } }] }]',
		[{ role: 'assistant', content: null, tool_calls: [{ id: 'c', function: { name: 'f', arguments: '{"a":1}' } }] }],
	],
])('History takes %s', async (_what, history, earlier) => {
	const { error } = await chat({ options: { history } });
	expect(error).toBeUndefined();
	expect(bodies()[0]?.messages).toEqual([...earlier, { role: 'user', content: 'Hello' }]);
});
