import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { hintsOf, useChats } from './chats';

const { chat, posts, sandbox, lookups } = useChats();

const numbered = (count: number): INodeExecutionData[] => Array.from({ length: count }, (_, i) => ({ json: { i } }));
const limited = (maxCost: number, more: IDataObject = {}): IDataObject => ({ options: { maxCost, ...more } });
const typeOf = (json: IDataObject): unknown => (json.details as IDataObject | undefined)?.type;
const typesOf = (items: readonly IDataObject[]): unknown[] => items.map(typeOf);

/** USD that the sandbox's together takes for one of the answers below. */
const EACH = 0.000001 * (1000 * 0.27 + 100 * 1.1);

/** Answers chats as together would, with the same usage each time. */
function answers(more: object = { usage: { prompt_tokens: 1000, completion_tokens: 100 } }): void {
	sandbox().respond(({ method }, response) => {
		if (method !== 'POST') return false;
		const choices = [{ index: 0, message: { role: 'assistant', content: 'x'.repeat(400) }, finish_reason: 'stop' }];
		response.writeHead(200, { 'content-type': 'application/json', 'x-inference-provider': 'together' });
		response.end(JSON.stringify({ choices, ...more }));
		return true;
	});
}

describe('A batch of 1,000 items with Max Cost', () => {
	const CONCURRENCY = 5;

	it('stops within one round of concurrency, and restarts with the rest', async () => {
		answers();
		const run = async (items: INodeExecutionData[]) =>
			await chat('sandbox/chat-priced', limited(EACH * 100, { maxConcurrency: CONCURRENCY }), {
				items,
				onError: 'continueErrorOutput',
			});
		const first = await run(numbered(1000));
		const sent = posts().length;
		expect(sent).toBeGreaterThanOrEqual(100);
		expect(sent).toBeLessThan(100 + CONCURRENCY);
		expect(first.items).toHaveLength(sent);
		expect(first.failed).toHaveLength(1000 - sent);
		expect(new Set(first.failed.map(({ json }) => typeOf(json)))).toEqual(new Set(['costLimit']));
		expect(first.failed.map(({ json }) => json.i)).toEqual(
			numbered(1000)
				.slice(sent)
				.map(({ json }) => json.i),
		);
		expect(hintsOf(first)).toEqual([expect.stringMatching(/^About \$0\.04 for 10\d items \(together\)$/)]);

		const rest = first.failed.map(({ json: { i } }) => ({ json: { i } }));
		const second = await run(rest);
		expect(second.items.length).toBeGreaterThanOrEqual(100);
		expect(second.items.length + second.failed.length).toBe(rest.length);
	});
});

describe('Max Cost', () => {
	it('says what was spent, and what to do', async () => {
		answers();
		const { json } = await chat('sandbox/chat-priced', limited(EACH, { maxConcurrency: 1 }), {
			items: numbered(2),
			onError: 'continueRegularOutput',
		});
		expect(json[1]).toEqual({
			error: "The run has spent $0.00038 by estimate, and 'Max Cost' is $0.00038 [item 1]",
			details: { type: 'costLimit', description: expect.stringContaining("raise 'Max Cost' in 'Options'") },
		});
	});

	it('lets the first item exceed it alone', async () => {
		answers();
		const { json } = await chat('sandbox/chat-priced', limited(EACH / 10, { maxConcurrency: 1 }), {
			items: numbered(3),
			onError: 'continueRegularOutput',
		});
		expect(typesOf(json)).toEqual([undefined, 'costLimit', 'costLimit']);
		expect(posts()).toHaveLength(1);
	});

	it('ends no call in flight', async () => {
		answers();
		const { json } = await chat('sandbox/chat-priced', limited(EACH / 10, { maxConcurrency: 3 }), {
			items: numbered(9),
			onError: 'continueRegularOutput',
		});
		expect(typesOf(json).filter((type) => type === undefined)).toHaveLength(posts().length);
		expect(posts().length).toBeLessThanOrEqual(3);
	});

	it('stops the node where it stops on failure', async () => {
		answers();
		const { error } = await chat('sandbox/chat-priced', limited(EACH, { maxConcurrency: 1 }), { items: numbered(3) });
		expect(error).toMatchObject({ context: { type: 'costLimit' } });
		expect(posts()).toHaveLength(1);
	});

	it('counts an answer without usage by its characters', async () => {
		answers({});
		const { json } = await chat('sandbox/chat-priced', limited(0.0001, { maxConcurrency: 1 }), {
			items: numbered(3),
			onError: 'continueRegularOutput',
		});
		expect(typesOf(json)).toEqual([undefined, 'costLimit', 'costLimit']);
	});

	it('counts answers that could not be used', async () => {
		answers();
		const { json } = await chat(
			'sandbox/chat-priced',
			{ ...limited(EACH, { maxConcurrency: 1 }), structuredOutput: 'jsonObject' },
			{ items: numbered(2), onError: 'continueRegularOutput' },
		);
		expect(typesOf(json)).toEqual(['unexpectedResponse', 'costLimit']);
	});

	it('of 0 is no limit', async () => {
		const { json } = await chat('sandbox/chat-unknown', limited(0), { items: numbered(3) });
		expect(json).toHaveLength(3);
	});
});

describe('Without a price, Max Cost lets nothing out', () => {
	it.each([
		['of the model', 'sandbox/chat-unknown', {}, "'Max Cost' is set, and 'sandbox/chat-unknown' has no known price"],
		[
			'of the provider',
			'sandbox/chat-unknown',
			{ provider: 'nscale' },
			"'Max Cost' is set, and 'sandbox/chat-unknown' at nscale has no known price",
		],
		[
			'at hf-inference',
			'sandbox/chat-completion',
			{ provider: 'hf-inference' },
			"'Max Cost' is set, and 'sandbox/chat-completion' has no known price",
		],
	])('%s', async (_what, model, parameters, words) => {
		const { error } = await chat(model, { ...limited(1), ...parameters });
		expect(error?.message).toContain(words);
		expect(posts()).toEqual([]);
	});

	it('at an endpoint', async () => {
		const model = { __rl: true, mode: 'url', value: `${sandbox().url}/endpoint/chat-completion` };
		const { error } = await chat('', { ...limited(1), model });
		expect(error?.message).toContain("'Max Cost' is set, and this server has no known price");
		expect([...posts(), ...lookups()]).toEqual([]);
	});

	it('but the other items go on', async () => {
		const { json } = await chat('={{ $json.model }}', limited(1), {
			items: ['sandbox/chat-unknown', 'sandbox/chat-priced'].map((model) => ({ json: { model } })),
			onError: 'continueRegularOutput',
		});
		expect(typesOf(json)).toEqual(['costLimit', undefined]);
	});
});
