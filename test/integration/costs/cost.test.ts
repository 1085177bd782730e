import type { IDataObject } from 'n8n-workflow';
import { costOf, hintsOf, useChats } from './chats';

const { chat, sandbox } = useChats();
const options = { options: { includeMetadata: true } };

const at = (input: number, output: number, usage: IDataObject): number =>
	Number(((Number(usage.prompt_tokens) * input + Number(usage.completion_tokens) * output) / 1e6).toPrecision(12));

/** Answers chats with this body and these headers, in place of the sandbox. */
function answers(body: object, headers: Record<string, string> = {}): void {
	sandbox().respond(({ method }, response) => {
		if (method !== 'POST') return false;
		response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
		return true;
	});
}

const usage = { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 };
const said = (content: string | null, more: object = { usage }): object => ({
	choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
	...more,
});

describe('The cost of an answer', () => {
	it('has the price of the provider that the router names', async () => {
		const result = await chat('sandbox/chat-priced', options);
		const used = result.json[0]?.usage as IDataObject;
		expect(costOf(result)).toEqual({
			usd: at(0.5, 0.79, used),
			inputUsdPerMillion: 0.5,
			outputUsdPerMillion: 0.79,
		});
		expect(hintsOf(result)).toEqual([expect.stringMatching(/^About \$0\.0+\d\d for 1 item \(groq\)$/)]);
	});

	it('has the price of the provider that was chosen', async () => {
		answers(said('Hello'));
		const result = await chat('sandbox/chat-priced', { ...options, provider: 'novita' });
		expect(costOf(result)).toEqual({ usd: 0.00028, inputUsdPerMillion: 0.2, outputUsdPerMillion: 0.8 });
		expect(hintsOf(result)).toEqual(['About $0.00028 for 1 item (novita)']);
	});

	it('has the price of the only live provider', async () => {
		answers(said('Hello'));
		expect(costOf(await chat('sandbox/chat-partly-down', options))).toEqual({
			usd: 0.0013,
			inputUsdPerMillion: 1,
			outputUsdPerMillion: 3,
		});
	});

	it('is an upper bound where nobody knows who served', async () => {
		answers(said('Hello'));
		const result = await chat('sandbox/chat-priced', options);
		expect(costOf(result)).toEqual({
			usd: 0.000579,
			inputUsdPerMillion: 0.5,
			outputUsdPerMillion: 0.79,
			isUpperBound: true,
		});
		expect(hintsOf(result)).toEqual(['At most $0.00058 for 1 item']);
	});

	it('is zero where the provider is free', async () => {
		const result = await chat('sandbox/chat-free', options);
		expect(costOf(result)).toEqual({ usd: 0, inputUsdPerMillion: 0, outputUsdPerMillion: 0 });
		expect(hintsOf(result)).toEqual(['About $0 for 1 item (cerebras)']);
	});

	it.each([
		['the price', 'sandbox/chat-unknown', said('Hello')],
		['the usage', 'sandbox/chat-priced', said('Hello', {})],
	])('is left out where %s is unknown', async (_what, model, body) => {
		answers(body);
		const result = await chat(model, options);
		expect(result.json[0]?._meta).not.toHaveProperty('cost');
		expect(hintsOf(result)).toEqual([]);
	});

	it('is known without metadata too', async () => {
		const result = await chat('sandbox/chat-priced');
		expect(result.json[0]).not.toHaveProperty('_meta');
		expect(hintsOf(result)).toEqual([expect.stringMatching(/^About .* for 1 item \(groq\)$/)]);
	});

	it('is known of a streamed answer', async () => {
		const result = await chat('sandbox/chat-priced', options, { onChunk: () => {} });
		expect(costOf(result)).toMatchObject({ usd: at(0.5, 0.79, result.json[0]?.usage as IDataObject) });
	});

	it('is known of an image and a question about it', async () => {
		answers(said('A cat'), { 'x-inference-provider': 'nscale' });
		const image = { data: 'iVBORw0KGgoAAAANSUhEUg==', mimeType: 'image/png' };
		const result = await chat(
			'sandbox/chat-vision',
			{ operation: 'image-text-to-text', prompt: 'What is it?', ...options },
			{ items: [{ json: {}, binary: { data: image } }] },
		);
		expect(costOf(result)).toEqual({ usd: 0.00013, inputUsdPerMillion: 0.1, outputUsdPerMillion: 0.3 });
	});
});

describe('The cost of a run', () => {
	const items = Array.from({ length: 20 }, () => ({ json: {} }));

	it('is one sum over all items', async () => {
		answers(said('Hello'), { 'x-inference-provider': 'together' });
		expect(hintsOf(await chat('sandbox/chat-priced', {}, { items }))).toEqual([
			'About $0.0076 for 20 items (together)',
		]);
	});

	it('includes answers that were billed and could not be used', async () => {
		answers(said('no JSON'), { 'x-inference-provider': 'together' });
		const result = await chat(
			'sandbox/chat-priced',
			{ structuredOutput: 'jsonObject' },
			{ items, onError: 'continueRegularOutput' },
		);
		expect(result.json.every(({ error }) => typeof error === 'string')).toBe(true);
		expect(hintsOf(result)).toContain('About $0.0076 for 20 items (together)');
	});

	it('does not include refused items', async () => {
		const result = await chat(
			'={{ $json.model }}',
			{},
			{
				items: ['sandbox/chat-priced', 'sandbox/nothing'].map((model) => ({ json: { model } })),
				onError: 'continueRegularOutput',
			},
		);
		expect(result.json[1]).toMatchObject({ details: { type: expect.any(String) } });
		expect(hintsOf(result)).toEqual([expect.stringMatching(/^About .* for 1 item \(groq\)$/)]);
	});
});
