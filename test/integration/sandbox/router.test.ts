import { post, useSandbox } from './helpers';

const sandbox = useSandbox();
const TOKEN = { authorization: 'Bearer hf_sandbox' };
const MESSAGES = [{ role: 'user', content: 'Hello' }];
const TOOLS = [{ type: 'function', function: { name: 'x', parameters: {} } }];

interface Listed {
	id: string;
	architecture?: object;
	providers: Array<Record<string, unknown>>;
}

async function list(prefix = ''): Promise<Listed[]> {
	const response = await fetch(`${sandbox().url}${prefix}/v1/models`);
	return ((await response.json()) as { data: Listed[] }).data;
}

async function one(id: string): Promise<Listed> {
	return (await (await fetch(`${sandbox().url}/v1/models/${id}`)).json()) as Listed;
}

async function chat(model: string, more: object = {}, prefix = '') {
	const response = await post(
		`${sandbox().url}${prefix}/v1/chat/completions`,
		{ model, messages: MESSAGES, ...more },
		TOKEN,
	);
	return {
		status: response.status,
		provider: response.headers.get('x-inference-provider'),
		text: await response.text(),
	};
}

test('lists each chat model with all that the router knows of its providers', async () => {
	const found = (await list()).find(({ id }) => id === 'sandbox/chat-priced');
	expect(found).toMatchObject({ architecture: { input_modalities: ['text'], output_modalities: ['text'] } });
	expect(found?.providers[0]).toEqual({
		provider: 'together',
		status: 'live',
		context_length: 131_072,
		pricing: { input: 0.27, output: 1.1 },
		supports_tools: true,
		supports_structured_output: true,
		first_token_latency_ms: 611,
		throughput: 40.1,
		is_model_author: false,
	});
});

test('leaves out fields that nobody measured, and lists models that are down', async () => {
	expect((await one('sandbox/chat-unknown')).providers).toEqual([
		{ provider: 'featherless-ai', status: 'live', is_model_author: false },
		{ provider: 'nscale', status: 'live', is_model_author: false },
	]);
	expect((await one('sandbox/chat-down')).providers.map(({ status }) => status)).toEqual(['error', 'error']);
	expect((await one('sandbox/chat-free')).providers[1]).toMatchObject({ is_free: true });
	expect((await fetch(`${sandbox().url}/v1/models/no/model`)).status).toBe(404);
});

test('takes the fastest, the cheapest, the first or the named provider, and names it', async () => {
	const model = 'sandbox/chat-priced';
	const providers = [];
	for (const suffix of ['', ':fastest', ':cheapest', ':preferred', ':novita'])
		providers.push((await chat(model + suffix)).provider);
	expect(providers).toEqual(['groq', 'groq', 'groq', 'together', 'novita']);
	expect((await chat('sandbox/chat-free:cheapest')).provider).toBe('cerebras');
	expect((await chat('sandbox/chat-partly-down:cheapest')).provider).toBe('together');
});

test('refuses what the provider cannot do, and serves where nothing is known', async () => {
	expect(await chat('sandbox/chat-priced:groq', { tools: TOOLS })).toMatchObject({ status: 400, provider: null });
	expect((await chat('sandbox/chat-priced:together', { tools: TOOLS })).status).toBe(200);
	const response_format = { type: 'json_schema', json_schema: { name: 'x', schema: {} } };
	expect((await chat('sandbox/chat-priced:novita', { response_format })).status).toBe(400);
	expect((await chat('sandbox/chat-unknown', { tools: TOOLS })).status).toBe(200);
	const picture = [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://x/y.png' } }] }];
	expect((await chat('sandbox/chat-priced', { messages: picture })).status).toBe(400);
	expect((await chat('sandbox/chat-vision', { messages: picture })).status).toBe(200);
	expect((await chat('sandbox/chat-partly-down:novita')).status).toBe(503);
	expect((await chat('sandbox/chat-down')).status).toBe(400);
});

test('an old router lists names alone; a fault of the list leaves chat as it is', async () => {
	expect((await list('/fault-models-old-router'))[0]?.providers[0]).toEqual({
		provider: 'hf-inference',
		status: 'live',
	});
	expect((await fetch(`${sandbox().url}/fault-models-500/v1/models`)).status).toBe(500);
	expect((await chat('sandbox/chat-priced', {}, '/fault-models-500')).status).toBe(200);
});
