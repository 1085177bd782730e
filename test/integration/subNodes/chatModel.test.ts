import { createRequire } from 'node:module';
import type { IDataObject } from 'n8n-workflow';
import { supplyModel } from '@n8n/ai-node-sdk';
import { fieldsOf, listOf, textOf, type Fields } from '../../../sandbox/values';
import { useSandbox } from '../support/sandbox';
import { supply, type SubNode } from '../support/subNode';

/** LangChain as n8n's adapter sees it. */
const fromAdapter = createRequire(require.resolve('@n8n/ai-utilities'));
const langchain: {
	HumanMessage: new (fields: object | string) => object;
	AIMessage: new (fields: object) => object;
	ToolMessage: new (fields: object) => object;
} = fromAdapter('@langchain/core/messages');
const { HumanMessage, AIMessage, ToolMessage } = langchain;

interface Answer {
	readonly text: string;
	readonly tool_calls?: ReadonlyArray<{ id: string; name: string; args: object }>;
	readonly usage_metadata?: object;
	readonly response_metadata: Record<string, unknown>;
}

interface Adapter {
	invoke(messages: object[], options?: object): Promise<Answer>;
	stream(messages: object[], options?: object): Promise<AsyncIterable<Answer>>;
	bindTools(tools: object[], options?: object): Adapter;
	getNumTokens(text: string): Promise<number>;
	callbacks: unknown;
}

const sandbox = useSandbox();
const HELLO = [new HumanMessage('Say hello')];
const WEATHER = {
	type: 'function',
	function: {
		name: 'get_weather',
		description: 'Weather of a city',
		parameters: {
			$schema: 'http://json-schema.org/draft-07/schema#',
			type: 'object',
			properties: { city: { type: 'string' } },
			required: ['city'],
		},
	},
};
const QUESTION = new HumanMessage('get_weather of the city "Paris"');

const chat = async (
	model = 'sandbox/chat-completion',
	parameters: IDataObject = {},
	cancel?: AbortSignal,
): Promise<SubNode<Adapter>> =>
	await supply<Adapter>({
		name: 'huggingFaceChatModel',
		parameters: { model: { __rl: true, mode: 'id', value: model }, ...parameters },
		credential: sandbox.credential(),
		cancel,
	});

const bodies = (): Fields[] =>
	sandbox
		.current()
		.requests.filter(({ method }) => method === 'POST')
		.map(({ json }) => fieldsOf(json));

async function streamed(adapter: Adapter, messages: object[]): Promise<Answer[]> {
	const chunks: Answer[] = [];
	for await (const chunk of await adapter.stream(messages)) chunks.push(chunk);
	return chunks;
}
const textIn = (chunks: readonly Answer[]) => chunks.map(({ text }) => text).join('');

/** n8n's adapter without our mends, over a model that keeps what it is asked. */
function plainAdapter(context: SubNode<Adapter>['context']) {
	const asked: Array<{ messages: unknown; options: unknown }> = [];
	const answer = { message: { role: 'assistant', content: [{ type: 'text', text: 'Hi' }] } };
	const model = {
		provider: 'plain',
		modelId: 'plain',
		generate: async (messages: unknown, options: unknown) => {
			asked.push({ messages, options });
			return answer;
		},
		stream: async function* () {
			yield { type: 'text-delta', delta: 'Hi' };
			yield { type: 'finish', finishReason: 'stop', usage: { promptTokens: 5, completionTokens: 7, totalTokens: 12 } };
		},
		withTools: () => model,
	};
	const { response } = supplyModel(context as never, model as never);
	return { adapter: response as unknown as Adapter, asked };
}

test('answers, with usage, the model and the provider', async () => {
	const { response, runs } = await chat();
	const answer = await response.invoke(HELLO);
	expect(answer.text).not.toBe('');
	expect(answer.usage_metadata).toMatchObject({ input_tokens: expect.any(Number), output_tokens: expect.any(Number) });
	expect(bodies()[0]).toMatchObject({
		model: 'sandbox/chat-completion',
		messages: [{ role: 'user', content: 'Say hello' }],
	});
	expect(runs()[0]?.data?.ai_languageModel?.[0]?.[0]?.json).toMatchObject({
		response: { generations: [[{ generationInfo: { finish_reason: 'stop', model: 'sandbox/chat-completion' } }]] },
		tokenUsage: { completionTokens: expect.any(Number), promptTokens: expect.any(Number) },
	});
});

test('streams the same text', async () => {
	const { response } = await chat();
	const whole = await response.invoke(HELLO);
	const chunks = await streamed(response, HELLO);
	expect(textIn(chunks)).toBe(whole.text);
	expect(chunks.length).toBeGreaterThan(2);
	expect(bodies()[1]).toMatchObject({ stream: true, stream_options: { include_usage: true } });
});

test('Model Parameters and the stop words of n8n go to the server', async () => {
	const { response } = await chat('sandbox/chat-completion', {
		parameters: { maxTokens: 50, temperature: 0, stop: 'END' },
	});
	await response.invoke(HELLO);
	await response.invoke(HELLO, { stop: ['Observation'] });
	expect(bodies()).toMatchObject([{ max_tokens: 50, temperature: 0, stop: ['END'] }, { stop: ['Observation'] }]);
});

describe('tools', () => {
	test('two rounds: the call, and the answer with its result', async () => {
		const { response } = await chat();
		const bound = response.bindTools([WEATHER]);
		const first = await bound.invoke([QUESTION]);
		expect(first.tool_calls).toMatchObject([{ name: 'get_weather', args: { city: 'Paris' }, id: expect.any(String) }]);
		const [call] = first.tool_calls ?? [];
		const second = await bound.invoke([
			QUESTION,
			new AIMessage({ content: '', tool_calls: first.tool_calls }),
			new ToolMessage({ content: 'sunny', tool_call_id: call?.id }),
		]);
		expect(second.text).toContain('sunny');
		expect(bodies()[0]?.tools).toEqual([
			{
				...WEATHER,
				function: { ...WEATHER.function, parameters: expect.not.objectContaining({ $schema: expect.anything() }) },
			},
		]);
		expect(listOf(bodies()[1]?.messages)[1]).toMatchObject({ role: 'assistant', content: null });
	});

	test.each([
		'',
		'-fault-calls-same-index',
		'-fault-calls-bare',
		'-fault-calls-object',
		'-fault-calls-no-id',
		'-fault-calls-whole',
	])('a stream gives each call once and whole: sandbox/chat%s', async (fault) => {
		const { response } = await chat(`sandbox/chat-completion${fault}`);
		const chunks = await streamed(response.bindTools([WEATHER]), [QUESTION]);
		const calls = chunks.flatMap(({ tool_calls = [] }) => tool_calls);
		expect(calls).toMatchObject([{ name: 'get_weather', args: { city: 'Paris' }, id: expect.any(String) }]);
	});

	test('binding the same tools twice sends each once', async () => {
		const { response } = await chat();
		await response.bindTools([WEATHER]).bindTools([WEATHER]).invoke([QUESTION]);
		expect(bodies()[0]?.tools).toHaveLength(1);
	});

	test.each([false, true])('arguments that are not JSON fail the call, streamed: %s', async (isStream) => {
		sandbox.current().respond((request, response) => {
			if (request.method !== 'POST') return false;
			const call = { id: '1', type: 'function', function: { name: 'get_weather', arguments: '{"city":' } };
			const choices = [
				{ index: 0, message: { role: 'assistant', content: null, tool_calls: [call] }, finish_reason: 'length' },
			];
			response.setHeader('content-type', 'application/json').end(JSON.stringify({ choices }));
			return true;
		});
		const { response } = await chat();
		const bound = response.bindTools([WEATHER]);
		const asked = isStream ? streamed(bound, [QUESTION]) : bound.invoke([QUESTION]);
		await expect(asked).rejects.toMatchObject({
			message: "The arguments of the model's call of 'get_weather' were cut at the token limit",
			description: expect.stringContaining("Raise 'Max Tokens' in 'Model Parameters'"),
			context: { response: expect.anything() },
		});
	});
});

describe("the mends of n8n's adapter, each with what n8n still loses", () => {
	const PNG = 'data:image/png;base64,iVBORw0KGgo=';
	const picture = () => new HumanMessage({ content: [{ type: 'image_url', image_url: { url: PNG } }] });
	const pdf = () =>
		new HumanMessage({
			content: [{ type: 'file', mime_type: 'application/pdf', data: 'AAAA', metadata: { filename: 'bill.pdf' } }],
		});

	test('pictures', async () => {
		const { response, context } = await chat('sandbox/chat-completion', { options: { maxRetries: 0 } });
		const message = picture();
		await response.invoke([message]).catch(() => {});
		expect(bodies()[0]?.messages).toEqual([
			{ role: 'user', content: [{ type: 'image_url', image_url: { url: PNG } }] },
		]);
		expect(message).toEqual(picture());
		const { adapter, asked } = plainAdapter(context);
		await adapter.invoke([picture()]);
		expect(asked[0]?.messages).toMatchObject([{ content: [] }]);
	});

	test('PDFs', async () => {
		const { response, context } = await chat();
		await response.invoke([pdf()]).catch(() => {});
		const file = { filename: 'bill.pdf', file_data: 'data:application/pdf;base64,AAAA' };
		expect(bodies()[0]?.messages).toEqual([{ role: 'user', content: [{ type: 'file', file }] }]);
		const { adapter, asked } = plainAdapter(context);
		await adapter.invoke([pdf()]);
		expect(asked[0]?.messages).toMatchObject([{ content: [{ type: 'file', mediaType: undefined }] }]);
	});

	test('a forced call of a tool', async () => {
		const { response } = await chat();
		const forced = response.bindTools([WEATHER], { tool_choice: 'any' });
		await forced.invoke([QUESTION]);
		// LangChain's agent binds the tools a second time.
		await forced.bindTools([WEATHER]).invoke([QUESTION]);
		await response.bindTools([WEATHER]).invoke([QUESTION]);
		expect(bodies().map((body) => body.tool_choice)).toEqual(['required', 'required', undefined]);
		expect(response.bindTools.length).toBeLessThanOrEqual(2);
	});

	test('the usage of streams', async () => {
		const { response, runs, context } = await chat();
		await streamed(response, HELLO);
		const logged = (at: number) => runs()[at]?.data?.ai_languageModel?.[0]?.[0]?.json;
		expect(logged(0)).toHaveProperty('tokenUsage.completionTokens');
		await streamed(plainAdapter(context).adapter, HELLO);
		expect(logged(1)).not.toHaveProperty('tokenUsage');
	});

	test('counts of tokens, without a download', async () => {
		const { response, context } = await chat();
		expect(await response.getNumTokens('Twelve marks')).toBe(3);
		expect(String(plainAdapter(context).adapter.getNumTokens)).toContain('encoding');
	});

	test('callbacks of the Model Selector', async () => {
		const { response, context } = await chat();
		const callbacks = [...listOf(response.callbacks as never), { name: 'selector' }];
		response.callbacks = callbacks;
		expect(response.bindTools([WEATHER]).callbacks).toBe(callbacks);
		const { adapter } = plainAdapter(context);
		adapter.callbacks = callbacks;
		expect(adapter.bindTools([WEATHER]).callbacks).not.toBe(callbacks);
	});
});

describe('failures', () => {
	test('are retried here, and by nobody else', async () => {
		const { response } = await chat('sandbox/chat-completion-fault-429-plain', { options: { maxRetries: 2 } });
		await expect(response.invoke(HELLO)).rejects.toMatchObject({
			message: expect.not.stringContaining('[item'),
			description: expect.not.stringContaining('Max Concurrency'),
		});
		expect(bodies()).toHaveLength(3);
	});

	test('of a stream have a description that makes sense alone', async () => {
		const { response } = await chat('sandbox/chat-completion-fault-401');
		const error = (await streamed(response, HELLO).catch((failure: unknown) => failure)) as Error & {
			description: string;
		};
		expect(error.name).toMatch(/NodeApiError$/);
		expect(error.description).toContain(error.message.replace(/\.$/, ''));
	});

	test('a cut stream fails', async () => {
		const { response } = await chat('sandbox/chat-completion-fault-cut-stream');
		await expect(streamed(response, HELLO)).rejects.toThrow(/ended before|broke/);
	});

	test("n8n's cancel ends the call", async () => {
		const cancel = new AbortController();
		sandbox.current().latencyMs = 5_000;
		sandbox.current().respond(() => {
			cancel.abort();
			return false;
		});
		const { response } = await chat('sandbox/chat-completion', {}, cancel.signal);
		await expect(response.invoke(HELLO)).rejects.toThrow('The execution was canceled');
	});

	test('a reader who stops ends the call', async () => {
		sandbox.current().eventPauseMs = 200;
		const { response } = await chat();
		let isClosed = false;
		sandbox.current().respond((_request, answer) => {
			answer.on('close', () => (isClosed = !answer.writableEnded));
			return false;
		});
		for await (const chunk of await response.stream(HELLO)) if (textOf(chunk.text) !== '') break;
		await new Promise((resolve) => setTimeout(resolve, 300));
		expect(isClosed).toBe(true);
	});
});

test('the sub-node itself streams nothing to the reader of the workflow', async () => {
	const { response, context } = await chat();
	const sendChunk = jest.fn();
	Object.assign(context, { isStreaming: () => true, sendChunk });
	await response.invoke(HELLO);
	expect(sendChunk).not.toHaveBeenCalled();
});
