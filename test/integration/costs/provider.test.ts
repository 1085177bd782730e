import type { IDataObject } from 'n8n-workflow';
import { sampleFile } from '../../../sandbox';
import { supply } from '../support/subNode';
import { byId, hintsOf, TOOLS, useChats } from './chats';

const { chat, models, posts, sandbox, credential } = useChats();

const tools = { parameters: { tools: TOOLS } };
const schema = { structuredOutput: 'jsonExample', jsonExample: '{ "topic": "billing" }' };
const picture = {
	parameters: { attachments: 'photo' },
	items: [
		{
			json: {},
			binary: {
				photo: {
					data: (sampleFile('photo.png') ?? Buffer.alloc(0)).toString('base64'),
					mimeType: 'image/png',
					fileName: 'photo.png',
				},
			},
		},
	],
};

describe('With Provider on Automatic, the node names a provider that can do it', () => {
	it.each<[string, IDataObject, string]>([
		['tools', tools, 'sandbox/chat-priced:together'],
		['structured output', schema, 'sandbox/chat-priced:together'],
		['both', { ...tools, ...schema }, 'sandbox/chat-priced:together'],
		['any JSON', { structuredOutput: 'jsonObject' }, 'sandbox/chat-priced:together'],
		[
			'tools among the extra parameters',
			{ options: { extraParameters: `{ "tools": ${TOOLS} }` } },
			'sandbox/chat-priced:together',
		],
		['nothing but text', {}, 'sandbox/chat-priced'],
	])('for %s', async (_what, parameters, model) => {
		const { error } = await chat('sandbox/chat-priced', parameters);
		expect(error).toBeUndefined();
		expect(models()).toEqual([model]);
	});

	it('and says so', async () => {
		const result = await chat('sandbox/chat-priced', { ...tools, options: { includeMetadata: true } });
		expect(hintsOf(result)).toContain(
			'together was chosen for 1 item: other providers of sandbox/chat-priced do not support tools',
		);
		expect(result.json[0]?._meta).toMatchObject({ provider: 'together' });
	});

	it("the first one in the account's order", async () => {
		sandbox().respond(({ path }, response) => {
			if (!path.startsWith('/api/models/')) return false;
			const mapping = Object.fromEntries(
				['groq', 'novita', 'together'].map((name) => [
					name,
					{ status: 'live', providerId: 'x', task: 'conversational' },
				]),
			);
			response.writeHead(200, { 'content-type': 'application/json' });
			response.end(JSON.stringify({ id: 'sandbox/chat-priced', inferenceProviderMapping: mapping }));
			return true;
		});
		await chat('sandbox/chat-priced', tools);
		expect(models()).toEqual(['sandbox/chat-priced:novita']);
	});

	it("the router's first one while the Hub is down", async () => {
		sandbox().respond(({ path }, response) => {
			if (!path.startsWith('/api/')) return false;
			response.writeHead(500).end();
			return true;
		});
		await chat('sandbox/chat-priced', tools);
		expect(models()).toEqual(['sandbox/chat-priced:together']);
	});

	it.each([
		['cheapest', 'sandbox/chat-priced:novita'],
		['preferred', 'sandbox/chat-priced:together'],
		['fastest', 'sandbox/chat-priced:together'],
	])('also by the policy %s', async (provider, model) => {
		await chat('sandbox/chat-priced', { ...tools, provider });
		expect(models()).toEqual([model]);
	});

	it('for each item on its own', async () => {
		await chat(
			'sandbox/chat-priced',
			{ parameters: { tools: '={{ $json.tools }}' }, options: { maxConcurrency: 1 } },
			{ items: [{ json: { tools: TOOLS } }, { json: { tools: '' } }] },
		);
		expect(models()).toEqual(['sandbox/chat-priced:together', 'sandbox/chat-priced']);
	});

	it('for agents, whose tools come from n8n', async () => {
		const { response } = await supply<{
			bindTools: (tools: object[]) => { invoke: (text: string) => Promise<unknown> };
		}>({
			name: 'huggingFaceChatModel',
			parameters: { model: byId('sandbox/chat-priced') },
			credential: credential(),
		});
		await response.bindTools(JSON.parse(TOOLS) as object[]).invoke('Hello');
		expect(models()).toEqual(['sandbox/chat-priced:together']);
	});
});

describe('The choice stays with the router', () => {
	it.each([
		['where all live providers can do it', 'sandbox/chat-partly-down'],
		['where nothing is known', 'sandbox/chat-unknown'],
	])('%s', async (_when, model) => {
		const result = await chat(model, tools);
		expect(result.error).toBeUndefined();
		expect(models()).toEqual([model]);
		expect(hintsOf(result).join()).not.toContain('was chosen');
	});
});

describe('Where no provider can do it, nothing is sent', () => {
	it('and the error lists what the providers support', async () => {
		const { error } = await chat('sandbox/chat-no-tools', tools);
		expect(error?.message).toContain("No provider of 'sandbox/chat-no-tools' supports tools");
		expect(error?.description).toContain('together supports none of it, novita supports none of it.');
		expect(posts()).toEqual([]);
	});

	it('and the error says that the model takes no images', async () => {
		const { error } = await chat('sandbox/chat-priced', picture.parameters, { items: picture.items });
		expect(error?.message).toContain("The model 'sandbox/chat-priced' does not support images");
		expect(posts()).toEqual([]);
	});

	it('but a model with vision gets the image', async () => {
		const { error } = await chat('sandbox/chat-vision', picture.parameters, { items: picture.items });
		expect(error).toBeUndefined();
		expect(posts()).toHaveLength(1);
	});
});

describe('A provider chosen by hand is asked all the same', () => {
	const words = 'groq does not support tools for sandbox/chat-priced (1 item)';

	it('in Provider', async () => {
		const result = await chat('sandbox/chat-priced', { ...tools, provider: 'groq' });
		expect(hintsOf(result)).toContain(words);
		expect(posts()).toEqual([expect.stringContaining('/groq/')]);
	});

	it('behind the model', async () => {
		await chat('sandbox/chat-priced:groq', tools, { onError: 'continueRegularOutput' });
		expect(models()).toEqual(['sandbox/chat-priced:groq']);
	});
});
