import { ask, post, useSandbox } from './helpers';

const sandbox = useSandbox();
const TOKEN = { authorization: 'Bearer hf_sandbox' };
const hello = { model: 'google/gemma-2-2b-it', messages: [{ role: 'user', content: 'Hello, I am Sarah and I am 31' }] };
const chat = () => `${sandbox().url}/v1/chat/completions`;

function dataOf(stream: string): string[] {
	return stream
		.split('\n\n')
		.filter(Boolean)
		.map((event) => event.replace(/^data: ?/, ''));
}

test('answers with usage', async () => {
	const found = await ask(chat(), hello, TOKEN);
	expect(found).toMatchObject({
		choices: [{ finish_reason: 'stop', message: { role: 'assistant' } }],
		usage: { prompt_tokens: 15 },
	});
});

test('the stream holds the same words, then usage, then the end marker', async () => {
	const body = { ...hello, stream: true, stream_options: { include_usage: true } };
	const response = await post(chat(), body, TOKEN);
	expect(response.headers.get('content-type')).toBe('text/event-stream');
	const data = dataOf(await response.text());
	expect(data.pop()).toBe('[DONE]');
	const chunks = data.map(
		(one) => JSON.parse(one) as { choices: Array<{ delta: { content?: string } }>; usage?: object },
	);
	expect(chunks.pop()?.usage).toBeDefined();
	const whole = (await ask(chat(), hello, TOKEN)) as { choices: Array<{ message: { content: string } }> };
	expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe(whole.choices[0]?.message.content);
});

test('a JSON answer has the types of the schema', async () => {
	const schema = {
		type: 'object',
		properties: { name: { type: 'string' }, age: { type: 'integer' }, kind: { enum: ['a', 'b'] } },
	};
	const found = await ask(
		chat(),
		{ ...hello, response_format: { type: 'json_schema', json_schema: { name: 'x', schema } } },
		TOKEN,
	);
	const { choices } = found as { choices: Array<{ message: { content: string } }> };
	expect(JSON.parse(choices[0]?.message.content ?? '')).toMatchObject({ name: 'Sarah', age: 31 });
});

test('tools are called when they are named or required, and their answer is used', async () => {
	const tools = [
		{
			type: 'function',
			function: { name: 'get_weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
		},
	];
	const messages = [{ role: 'user', content: 'Call get_weather for Berlin' }];
	const called = await ask(chat(), { ...hello, messages, tools }, TOKEN);
	expect(called).toMatchObject({
		choices: [
			{
				finish_reason: 'tool_calls',
				message: { content: null, tool_calls: [{ function: { arguments: '{"city":"Berlin"}' } }] },
			},
		],
	});
	const answered = [
		...messages,
		{ role: 'assistant', content: null },
		{ role: 'tool', content: '21 degrees', tool_call_id: 'x' },
	];
	expect(JSON.stringify(await ask(chat(), { ...hello, messages: answered, tools }, TOKEN))).toContain('21 degrees');
});

test('the router wants a token, a known model and a provider that serves it', async () => {
	expect((await post(chat(), hello)).status).toBe(401);
	const unknown = await post(chat(), { ...hello, model: 'no/model' }, TOKEN);
	expect([unknown.status, await unknown.json()]).toMatchObject([400, { error: { code: 'model_not_found' } }]);
	expect((await post(chat(), { ...hello, model: `${hello.model}:nobody` }, TOKEN)).status).toBe(400);
	expect((await post(chat(), { ...hello, model: `${hello.model}:groq` }, TOKEN)).status).toBe(200);
	expect((await post(chat(), { ...hello, model: `${hello.model}:cheapest` }, TOKEN)).status).toBe(200);
});

test('text generation streams as TGI does', async () => {
	const url = `${sandbox().url}/hf-inference/models/sandbox/text-generation`;
	const response = await post(url, {
		inputs: 'The answer',
		stream: true,
		parameters: { max_new_tokens: 3, details: true },
	});
	const events = dataOf(await response.text()).map(
		(one) => JSON.parse(one) as { token: { text: string }; generated_text: string | null },
	);
	expect(events).toHaveLength(3);
	expect(events.at(-1)?.generated_text).toBe(events.map(({ token }) => token.text).join(''));
});
