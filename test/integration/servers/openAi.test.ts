import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { sampleFile } from '../../../sandbox';
import { vectorOf } from '../../../sandbox/words';
import { runNode, type RunOptions } from '../support/engine';
import { TOKEN, useSandbox } from '../support/sandbox';

const sandbox = useSandbox();

async function run(path: string, parameters: IDataObject, more: Partial<RunOptions> = {}) {
	const model = { __rl: true, mode: 'url', value: `${sandbox.current().url}${path}` };
	return await runNode({ ...more, parameters: { model, ...parameters } });
}

function posts() {
	return sandbox.current().requests.filter(({ method }) => method === 'POST');
}

/** A server with several models, and one that does not ask which. */
const SERVERS = [
	['several models', '/openai', { servedModel: 'sandbox/chat' }, { servedModel: 'sandbox/embed' }],
	['one model', '/openai-one', {}, {}],
] as const;
const chat = { operation: 'chat-completion', prompt: 'Sarah is 31 years old' };
const embedding = { operation: 'feature-extraction', text: 'Hello there' };

describe.each(SERVERS)("a server of OpenAI's protocol with %s", (_which, root, forChat, forEmbedding) => {
	const name = 'servedModel' in forChat ? forChat.servedModel : undefined;

	describe.each(['', '/', '/v1', '/v1/', '/v1/chat/completions'])('pasted as its address and "%s"', (path) => {
		it('chats', async () => {
			const { json, error } = await run(root + path, { ...chat, options: forChat });
			expect(error).toBeUndefined();
			expect(json).toEqual([
				expect.objectContaining({
					content: expect.stringContaining('sarah, 31'),
					role: 'assistant',
					finish_reason: 'stop',
					usage: expect.any(Object),
				}),
			]);
			expect(posts().map((request) => request.path)).toEqual([`${root}/v1/chat/completions`]);
			if (name !== undefined) expect(posts()[0]?.json).toMatchObject({ model: name });
		});
	});

	describe.each(['', '/v1', '/v1/embeddings'])('pasted as its address and "%s"', (path) => {
		it('embeds', async () => {
			const { json, error } = await run(root + path, { ...embedding, options: forEmbedding });
			expect(error).toBeUndefined();
			expect(json).toEqual([{ dimensions: 384, embedding: vectorOf('Hello there') }]);
			expect(posts().at(-1)).toMatchObject({ path: `${root}/v1/embeddings`, json: { input: 'Hello there' } });
		});
	});

	it('streams a chat, piece by piece and whole', async () => {
		const chunks: Array<{ type: string; content?: unknown }> = [];
		const { json, error } = await run(root, { ...chat, options: forChat }, { onChunk: (chunk) => chunks.push(chunk) });
		expect(error).toBeUndefined();
		const said = chunks.filter(({ type }) => type === 'item').map(({ content }) => String(content));
		expect(said.length).toBeGreaterThan(3);
		expect(json).toEqual([expect.objectContaining({ content: said.join(''), usage: expect.any(Object) })]);
		expect(posts()[0]?.json).toMatchObject({ stream: true, stream_options: { include_usage: true } });
	});

	it.each<[string, IDataObject, object]>([
		['of any form', { structuredOutput: 'jsonObject' }, { answer: expect.any(String), words: expect.any(Number) }],
		[
			'by a schema',
			{
				structuredOutput: 'jsonSchema',
				jsonSchema:
					'{ "type": "object", "properties": { "name": { "type": "string" }, "age": { "type": "integer" } }, "required": ["name", "age"] }',
			},
			{ name: 'Sarah', age: 31 },
		],
		[
			'like an example',
			{ structuredOutput: 'jsonExample', jsonExample: '{ "name": "Tom", "age": 4 }' },
			{ name: 'Sarah', age: 31 },
		],
	])('answers with JSON %s', async (_form, parameters, parsed) => {
		const { json, error } = await run(root, { ...chat, ...parameters, options: forChat });
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ parsed }]);
	});

	it('sees an image', async () => {
		const photo = sampleFile('photo.png') ?? Buffer.alloc(0);
		const item: INodeExecutionData = {
			json: {},
			binary: { data: { data: photo.toString('base64'), mimeType: 'image/png', fileName: 'photo.png' } },
		};
		const { json, error } = await run(
			root,
			{ ...chat, prompt: 'What is this?', attachments: 'data', options: forChat },
			{ items: [item] },
		);
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ content: expect.stringContaining('a picture of sky') }]);
		const url = `data:image/png;base64,${photo.toString('base64')}`;
		expect(posts()[0]?.json).toMatchObject({
			messages: [{ content: [{ type: 'text' }, { type: 'image_url', image_url: { url } }] }],
		});
	});

	it('calls a tool, and takes its answer', async () => {
		const tools = [
			{
				type: 'function',
				function: {
					name: 'get_weather',
					description: 'Weather of a city',
					parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
				},
			},
		];
		const question = 'What is the weather in Paris? Use get_weather';
		const asked = await run(root, {
			...chat,
			prompt: question,
			parameters: { tools: JSON.stringify(tools) },
			options: forChat,
		});
		expect(asked.error).toBeUndefined();
		const [call] = asked.json[0]?.tool_calls as Array<{ id: string; function: { name: string; arguments: object } }>;
		expect(call?.function).toEqual({ name: 'get_weather', arguments: { city: expect.any(String) } });
		const messages = [
			{ role: 'user', content: question },
			{
				role: 'assistant',
				tool_calls: [
					{ id: call?.id, type: 'function', function: { name: 'get_weather', arguments: '{"city":"Paris"}' } },
				],
			},
			{ role: 'tool', tool_call_id: call?.id, content: 'Sunny, 21 degrees' },
		];
		const told = await run(root, {
			operation: 'chat-completion',
			messageInput: 'json',
			messages: JSON.stringify(messages),
			options: forChat,
		});
		expect(told.json).toMatchObject([{ content: expect.stringContaining('Sunny, 21 degrees') }]);
	});

	it('gets no authorization without a credential', async () => {
		await run(root, { ...chat, options: forChat });
		await run(root, { ...embedding, options: forEmbedding });
		expect(posts().length).toBeGreaterThan(1);
		for (const { headers } of sandbox.current().requests) expect(headers).not.toHaveProperty('authorization');
	});

	it('gets no token without permission of the credential', async () => {
		const { error } = await run(root, { ...chat, options: forChat }, { credential: { accessToken: TOKEN } });
		expect(error?.message).toContain('The access token is not sent to');
		expect(sandbox.current().requests).toEqual([]);
	});

	it('gets its own key from the credential', async () => {
		const { error } = await run(
			'',
			{ ...chat, model: { __rl: true, mode: 'list', value: '' }, options: forChat },
			{ credential: { accessToken: 'own-key', endpointUrl: `${sandbox.current().url}${root}/v1` } },
		);
		expect(error).toBeUndefined();
		expect(posts().map(({ path, headers }) => [path, headers.authorization])).toEqual([
			[`${root}/v1/chat/completions`, 'Bearer own-key'],
		]);
	});
});

describe('F6: without a model', () => {
	it.each([
		['a chat', chat, '/openai', 'sandbox/chat, sandbox/embed'],
		['a chat at its whole address', chat, '/openai/v1/chat/completions', 'sandbox/chat, sandbox/embed'],
		['an embedding', embedding, '/openai/v1', 'sandbox/embed, sandbox/chat'],
		['an embedding at the host', embedding, '/openai', 'sandbox/embed, sandbox/chat'],
	])('%s at a server with several lists them, fitting ones first', async (_what, parameters, path, models) => {
		const { error } = await run(path, parameters);
		expect(error?.message).toContain('does not exist');
		expect(error?.description).toContain(`Set 'Served Model' in 'Options' to one of: ${models}.`);
		expect(
			sandbox.current().requests.filter(({ method, path: asked }) => method === 'GET' && asked === '/openai/v1/models'),
		).toHaveLength(1);
	});

	it("but with a wrong one, the error contains the server's message", async () => {
		const { error } = await run('/openai', { ...chat, options: { servedModel: 'sandbox/none' } });
		expect(error?.message).toContain('The model `sandbox/none` does not exist.');
	});

	it('the name of the only model is looked up once per run', async () => {
		sandbox.current().respond(({ json, path }, response) => {
			if (
				!path.startsWith('/openai-one/v1/') ||
				(json as IDataObject | undefined)?.model === 'sandbox/chat' ||
				json === undefined
			)
				return false;
			response
				.writeHead(404, { 'content-type': 'application/json' })
				.end('{ "message": "The model `dummy` does not exist." }');
			return true;
		});
		const items = Array.from({ length: 4 }, () => ({ json: {} }));
		const { error } = await run('/openai-one', { ...chat, options: { maxConcurrency: 1 } }, { items });
		expect(error).toBeUndefined();
		expect(posts().map(({ json }) => (json as IDataObject).model)).toEqual([
			'dummy',
			...items.map(() => 'sandbox/chat'),
		]);
		sandbox.current().requests.length = 0;
		await run('/openai-one', { ...embedding, options: { maxConcurrency: 1 } }, { items });
		expect(posts().map(({ path }) => path)).toEqual([
			'/openai-one',
			'/openai-one/v1/embeddings',
			...items.map(() => '/openai-one/v1/embeddings'),
		]);
	});

	it.each([
		[
			'vLLM',
			404,
			{ object: 'error', message: 'The model `dummy` does not exist.', type: 'NotFoundError', param: null, code: 404 },
		],
		[
			'Ollama',
			404,
			{ error: { message: "model 'dummy' not found", type: 'not_found_error', param: null, code: null } },
		],
		[
			'a strict server',
			400,
			{ error: { message: 'you must provide a model parameter', type: 'invalid_request_error' } },
		],
	])('the only one of %s is taken', async (_program, status, refusal) => {
		sandbox.current().respond(({ json, path }, response) => {
			if (!path.startsWith('/openai-one/v1/chat')) return false;
			if ((json as IDataObject).model === 'sandbox/chat') return false;
			response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(refusal));
			return true;
		});
		const { json, error } = await run('/openai-one', chat);
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ model: 'sandbox/chat' }]);
		expect(posts().map(({ json: sent }) => (sent as IDataObject).model)).toEqual(['dummy', 'sandbox/chat']);
	});
});

describe('an address that ends in /embeddings, which may speak either protocol', () => {
	it('is called in its own form first', async () => {
		const { json } = await run('/tei/embeddings', embedding);
		expect(json).toEqual([{ dimensions: 384, embedding: vectorOf('Hello there') }]);
		expect(posts().map(({ path }) => path)).toEqual(['/tei/embeddings']);
	});

	it("is called in OpenAI's form after rejecting the other one", async () => {
		const { json, error } = await run('/tei/embeddings/embeddings', embedding);
		expect(error).toBeUndefined();
		expect(json).toEqual([{ dimensions: 384, embedding: vectorOf('Hello there') }]);
	});
});
