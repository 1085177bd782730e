import type { ServerResponse } from 'node:http';
import type { IDataObject } from 'n8n-workflow';
import { sampleFile } from '../../../sandbox';
import { runNode, type RunResult } from '../support/engine';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();

const TOOLS = [
	{
		type: 'function',
		function: {
			name: 'get_weather',
			parameters: {
				type: 'object',
				properties: { city: { type: 'string' }, days: { type: 'integer' } },
				required: ['city', 'days'],
			},
		},
	},
	{
		type: 'function',
		function: {
			name: 'send_mail',
			parameters: { type: 'object', properties: { to: { type: 'string' } }, required: ['to'] },
		},
	},
];

interface Ways {
	readonly provider?: string;
	readonly model?: string;
	/** Whether the workflow streams its response. */
	readonly streams?: boolean;
	readonly binary?: IDataObject;
}

interface Told extends RunResult {
	/** The text that was passed on while it came. */
	readonly streamed: string;
}

async function chat(
	parameters: IDataObject,
	{ provider = 'auto', model = 'sandbox/chat-completion', streams = false, binary }: Ways = {},
): Promise<Told> {
	let streamed = '';
	const result = await runNode({
		parameters: {
			operation: 'chat-completion',
			prompt: 'Hello',
			provider,
			model: { __rl: true, mode: 'id', value: model },
			...parameters,
		},
		items: [{ json: {}, ...(binary && { binary: binary as never }) }],
		credential: sandbox.credential(),
		...(streams && {
			onChunk: ({ type, content }: { type: string; content?: unknown }) =>
				(streamed += type === 'item' ? String(content) : ''),
		}),
	});
	return { ...result, streamed };
}

const bodies = (): IDataObject[] =>
	sandbox
		.current()
		.requests.filter(({ method }) => method === 'POST')
		.map(({ json }) => json as IDataObject);

/** Has the model answer with this message. */
function answers(message: object, finish_reason = 'stop', more: object = {}): void {
	const body = {
		id: '1',
		object: 'chat.completion',
		created: 1,
		model: 'sandbox',
		choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason }],
		usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
		...more,
	};
	sandbox.current().respond(({ method }, response) => {
		if (method !== 'POST') return false;
		response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
		return true;
	});
}

/** Has the model stream these deltas. */
function streams(
	deltas: readonly object[],
	end: (response: ServerResponse) => void = (response) =>
		void response.end('data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'),
): void {
	sandbox.current().respond(({ method }, response) => {
		if (method !== 'POST') return false;
		response.writeHead(200, { 'content-type': 'text/event-stream' });
		for (const delta of deltas)
			response.write(
				`data: ${JSON.stringify({ id: '1', model: 'sandbox', choices: [{ index: 0, delta, finish_reason: null }] })}\n\n`,
			);
		end(response);
		return true;
	});
}

/** Breaks the connection, after what was written before has arrived. */
function cut(response: ServerResponse): void {
	setTimeout(() => response.destroy(), 200);
}

/** Where a chat can go: the router, Hugging Face's own service, a provider behind it; each at once and streamed. */
const WAYS: readonly Ways[] = ['auto', 'hf-inference', 'together'].flatMap((provider) =>
	[false, true].map((isStreamed) => ({ provider, streams: isStreamed })),
);

describe.each(WAYS)('a chat at $provider, streamed: $streams', (ways) => {
	it.each<[string, IDataObject, RegExp]>([
		['a prompt', { prompt: 'Tell me about Paris', systemMessage: 'Be brief' }, /\w/],
		[
			'rows',
			{
				messageInput: 'rows',
				messageRows: {
					message: [
						{ role: 'user', content: 'Tell me about Paris' },
						{ role: 'assistant', content: 'It is big.' },
						{ role: 'user', content: 'And Rome?' },
					],
				},
			},
			/turn 2/,
		],
		['JSON', { messageInput: 'json', messages: '[{ "role": "user", "content": "Tell me about Paris" }]' }, /\w/],
		[
			'a prompt with history',
			{
				prompt: 'And Rome?',
				options: {
					history:
						'[{ "role": "user", "content": "Tell me about Paris" }, { "role": "assistant", "content": "It is big." }]',
				},
			},
			/turn 2/,
		],
	])('is given by %s, and tells its usage', async (_form, parameters, words) => {
		const { json, error, streamed } = await chat(parameters, ways);
		expect(error).toBeUndefined();
		expect(json).toMatchObject([
			{
				content: expect.stringMatching(words),
				role: 'assistant',
				finish_reason: 'stop',
				usage: {
					prompt_tokens: expect.any(Number),
					completion_tokens: expect.any(Number),
					total_tokens: expect.any(Number),
				},
			},
		]);
		expect(streamed).toBe(ways.streams ? json[0]?.content : '');
		expect(bodies()[0]?.stream).toBe(ways.streams ? true : undefined);
	});

	it('brings the calls of tools with their arguments parsed, and nothing else to say', async () => {
		const { json, error, streamed } = await chat(
			{ prompt: 'get_weather and send_mail please', parameters: { tools: JSON.stringify(TOOLS), toolChoice: 'auto' } },
			ways,
		);
		expect(error).toBeUndefined();
		expect(json).toMatchObject([
			{
				finish_reason: 'tool_calls',
				tool_calls: [
					{
						id: expect.any(String),
						type: 'function',
						function: { name: 'get_weather', arguments: { city: expect.any(String), days: expect.any(Number) } },
					},
					{
						id: expect.any(String),
						type: 'function',
						function: { name: 'send_mail', arguments: { to: expect.any(String) } },
					},
				],
			},
		]);
		expect(streamed).toBe('');
	});

	it('may be made to call a tool', async () => {
		const { json } = await chat(
			{
				prompt: 'Hello',
				parameters: {
					tools: JSON.stringify(TOOLS),
					toolChoice: '{ "type": "function", "function": { "name": "send_mail" } }',
				},
			},
			ways,
		);
		expect(json).toMatchObject([{ tool_calls: [{ function: { name: 'send_mail' } }] }]);
	});

	it.each<[string, IDataObject]>([
		[
			'a schema',
			{
				structuredOutput: 'jsonSchema',
				jsonSchema:
					'{ "type": "object", "properties": { "topic": { "type": "string" }, "urgent": { "type": "boolean" } }, "required": ["topic", "urgent"] }',
			},
		],
		['an example', { structuredOutput: 'jsonExample', jsonExample: '{ "topic": "billing", "urgent": true }' }],
	])('answers in JSON by %s, parsed', async (_form, parameters) => {
		const { json, error } = await chat(parameters, ways);
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ parsed: { topic: expect.any(String), urgent: expect.any(Boolean) } }]);
		expect(JSON.parse(String(json[0]?.content))).toEqual(json[0]?.parsed);
	});

	it('answers in JSON of any form, parsed', async () => {
		const { json } = await chat({ structuredOutput: 'jsonObject' }, ways);
		expect(json).toMatchObject([{ parsed: expect.any(Object) }]);
	});

	it('keeps its reasoning apart', async () => {
		const { json, streamed } = await chat({ parameters: { reasoningEffort: 'high' } }, ways);
		expect(json).toMatchObject([
			{
				reasoning_content: expect.stringContaining('The user wrote'),
				content: expect.not.stringContaining('The user wrote'),
			},
		]);
		expect(streamed).not.toContain('The user wrote');
	});

	it('sees images, hears sounds and gets documents', async () => {
		const file = (name: string, mimeType: string) => ({
			data: (sampleFile(name) ?? Buffer.from('%PDF-1.7')).toString('base64'),
			mimeType,
			fileName: name,
		});
		const binary = {
			photo: file('photo.png', 'image/png'),
			voice: file('speech.wav', 'audio/wav'),
			paper: file('paper.pdf', 'application/pdf'),
		};
		const { json, error } = await chat(
			{ prompt: 'What is this?', attachments: 'photo, voice, paper' },
			{ ...ways, binary },
		);
		expect(error).toBeUndefined();
		expect(json[0]?.content).toMatch(/I see .*; a sound that says ".+"; a file of \d+ bytes/);
	});
});

describe('an answer that is not the JSON that was asked for', () => {
	const schema = { structuredOutput: 'jsonSchema', jsonSchema: '{ "type": "object" }' };

	it.each([
		[
			'says something else',
			{ content: 'Sure! The topic is billing.' },
			'stop',
			/is not the JSON that was asked for: Sure! The topic/,
			/structured output/,
		],
		['is cut at the token limit', { content: '{"topic": "bil' }, 'length', /is not the JSON/, /'Max Tokens'/],
		['is empty', { content: '' }, 'length', /is empty/, /'Max Tokens'/],
		['is all reasoning', { content: '<think>hm, so' }, 'length', /is empty/, /'Max Tokens'/],
	])('is an error where it %s', async (_what, message, finish, words, advice) => {
		answers(message, finish);
		const { error, json } = await chat(schema);
		expect(json).toEqual([]);
		expect(error?.message).toMatch(words);
		expect(error?.description).toMatch(advice);
		expect(error?.context).toMatchObject({ type: 'unexpectedResponse' });
		expect(bodies()).toHaveLength(1);
	});
});

describe('reasoning', () => {
	it.each([
		['reasoning_content', { content: 'Hello', reasoning_content: 'hm' }],
		['reasoning', { content: 'Hello', reasoning: 'hm' }],
		['tags', { content: '<think>\nhm\n</think>\n\nHello' }],
		['the end of a tag that the prompt opened', { content: 'hm\n</think>\n\nHello' }],
	])('is taken out of %s', async (_where, message) => {
		answers(message);
		expect((await chat({})).json).toMatchObject([{ content: 'Hello', reasoning_content: 'hm' }]);
	});

	it.each([
		[
			'reasoning_content',
			[{ reasoning_content: 'h' }, { reasoning_content: 'm' }, { content: 'Hel' }, { content: 'lo' }],
		],
		['reasoning', [{ reasoning: 'h' }, { reasoning: 'm' }, { content: 'Hello' }]],
		['tags', ['<th', 'ink>\n', 'hm', '\n</', 'think>', '\n\n', 'Hel', 'lo'].map((content) => ({ content }))],
	])('is not passed on while it streams in %s', async (_where, deltas) => {
		streams(deltas);
		const { json, streamed } = await chat({}, { streams: true });
		expect(json).toMatchObject([{ content: 'Hello', reasoning_content: 'hm' }]);
		expect(streamed).toBe('Hello');
	});

	it('stays as it came in the raw answer', async () => {
		answers({ content: '<think>hm</think>Hello' });
		expect((await chat({ simplify: false })).json).toMatchObject([
			{ response: { choices: [{ message: { content: '<think>hm</think>Hello' } }] } },
		]);
	});
});

it('D3: a stream that says that it is done, and not why, is an answer', async () => {
	streams([{ content: 'Hel' }, { content: 'lo' }], (response) => void response.end('data: [DONE]\n\n'));
	const { json, error, streamed } = await chat({}, { streams: true });
	expect(error).toBeUndefined();
	expect(json).toMatchObject([{ content: 'Hello' }]);
	expect(streamed).toBe('Hello');
});

describe('a stream that does not come to its end', () => {
	it.each<[string, (response: ServerResponse) => void, RegExp]>([
		['is cut', cut, /ended before the answer was complete|broke after the request was sent/],
		['ends without saying why', (response) => void response.end(), /ended before the answer was complete/],
		[
			'ends in the middle of an event',
			(response) => void response.end('data: {"choices":[{"index":0,"del'),
			/ended before the answer was complete/,
		],
		[
			'tells of an error',
			(response) => void response.end('data: {"error":{"message":"CUDA out of memory"}}\n\ndata: [DONE]\n\n'),
			/broke off its answer: CUDA out of memory/,
		],
		[
			'tells of an error in words alone',
			(response) => void response.end('event: error\ndata: {"error":"overloaded","error_type":"overloaded"}\n\n'),
			/broke off its answer: overloaded/,
		],
	])('is an error where it %s', async (_what, end, words) => {
		streams([{ content: 'Hel' }], end);
		const { error, json, streamed } = await chat({}, { streams: true });
		expect(error?.message).toMatch(words);
		expect(json).toEqual([]);
		expect(streamed).toBe('Hel');
		expect(bodies()).toHaveLength(1);
	});

	it('keeps its place among the items under Continue', async () => {
		streams([{ content: 'Hel' }], cut);
		const chunks: string[] = [];
		const { json } = await runNode({
			parameters: {
				operation: 'chat-completion',
				prompt: 'Hello',
				model: { __rl: true, mode: 'id', value: 'sandbox/chat-completion' },
			},
			credential: sandbox.credential(),
			onError: 'continueRegularOutput',
			onChunk: ({ type }) => chunks.push(type),
		});
		expect(json).toMatchObject([{ error: expect.any(String), details: { type: 'network' } }]);
		expect(chunks).toEqual(['begin', 'item', 'error']);
	});
});

it('a stream without a listener is still the answer', async () => {
	const result = await runNode({
		parameters: {
			operation: 'chat-completion',
			prompt: 'Tell me about Paris',
			model: { __rl: true, mode: 'id', value: 'sandbox/chat-completion' },
		},
		credential: sandbox.credential(),
		onChunk: () => {
			throw new Error('nobody listens any more');
		},
	});
	expect(result.error).toBeUndefined();
	expect(result.json).toMatchObject([{ content: expect.stringMatching(/\w/), finish_reason: 'stop' }]);
});
