import type { IDataObject, INodeListSearchResult } from 'n8n-workflow';
import { searchModels, type Search } from '../support/modelSearch';
import { useChats } from './chats';

const { credential, lookups, sandbox } = useChats();

async function search(given: Search & { readonly router?: string } = {}): Promise<INodeListSearchResult> {
	const { router, ...more } = given;
	return await searchModels({ operation: 'chat-completion', credential: credential(router), ...more });
}

const names = ({ results }: INodeListSearchResult): string[] => results.map(({ name }) => name);
const values = ({ results }: INodeListSearchResult): unknown[] => results.map(({ value }) => value);

/** All rows, page by page. */
async function all(given: Search = {}): Promise<INodeListSearchResult> {
	const results: INodeListSearchResult['results'] = [];
	let page: string | undefined;
	do {
		const list = await search({ ...given, page });
		expect(list.results.length).toBeLessThanOrEqual(30);
		results.push(...list.results);
		page = typeof list.paginationToken === 'string' ? list.paginationToken : undefined;
	} while (page !== undefined);
	return { results };
}

describe('The list of chat models', () => {
	it('says what decides: price, context, tools, JSON and images', async () => {
		const found = names(await search({ filter: 'sandbox/chat-' })).filter((name) => !name.includes('chat-completion'));
		expect(found.sort()).toEqual([
			'sandbox/chat-free · free · 32K · tools · JSON',
			'sandbox/chat-no-tools · $0.10 / $0.20 per M · 16K',
			'sandbox/chat-partly-down · $1.00 / $3.00 per M · 128K · tools · JSON',
			'sandbox/chat-priced · $0.50 / $0.79 per M · 128K · tools · JSON',
			'sandbox/chat-small · $0.05 / $0.05 per M · 512 · tools · JSON',
			'sandbox/chat-unknown',
			'sandbox/chat-vision · $0.10 / $0.30 per M · 32K · tools · JSON · images',
		]);
	});

	it("links to the model's page, and names its providers and their speed", async () => {
		expect((await search({ filter: 'chat-priced' })).results).toEqual([
			{
				name: 'sandbox/chat-priced · $0.50 / $0.79 per M · 128K · tools · JSON',
				value: 'sandbox/chat-priced',
				url: `${sandbox().url}/sandbox/chat-priced`,
				description: 'together, novita, groq, up to 311 tokens per second',
			},
		]);
	});

	it('has the figures of the chosen provider', async () => {
		const found = await search({ provider: 'novita', filter: 'chat-p' });
		expect(names(found)).toEqual(['sandbox/chat-priced · $0.20 / $0.80 per M · 64K · tools']);
	});

	it('leaves out models that no provider serves', async () => {
		const found = values(await all());
		expect(found).toContain('sandbox/chat-partly-down');
		expect(found).not.toContain('sandbox/chat-down');
	});

	it("follows the Hub's order of trending models", async () => {
		const hub = await fetch(
			`${sandbox().url}/api/models?filter=conversational&inference_provider=all&sort=trendingScore&limit=1000`,
		);
		const trending = ((await hub.json()) as Array<{ id: string }>).map(({ id }) => id);
		const found = values(await all());
		expect(found).toEqual(trending.filter((id) => found.includes(id)));
	});

	it("follows the router's order while the Hub is down", async () => {
		const { data } = (await (await fetch(`${sandbox().url}/v1/models`)).json()) as { data: IDataObject[] };
		sandbox().respond(({ path }, response) => {
			if (!path.startsWith('/api/')) return false;
			response.writeHead(500).end();
			return true;
		});
		const found = values(await all());
		expect(found).toEqual(data.map(({ id }) => id).filter((id) => found.includes(id)));
		expect(found.length).toBeGreaterThan(5);
	});

	it('is asked for once, however much is typed', async () => {
		for (const filter of ['', 's', 'sa', 'san']) await search({ filter });
		expect(lookups()).toEqual(['/v1/models']);
	});

	it('has models with images alone for questions about an image', async () => {
		const found = values(await all({ operation: 'image-text-to-text' }));
		expect(found).toContain('sandbox/chat-vision');
		expect(found).not.toContain('sandbox/chat-priced');
	});

	it('is the same for the chat model of agents', async () => {
		expect(names(await search({ node: 'huggingFaceChatModel', filter: 'chat-free' }))).toEqual([
			'sandbox/chat-free · free · 32K · tools · JSON',
		]);
	});
});

describe("The list is the Hub's", () => {
	it.each(['404', '500', 'wrong-type', 'wrong-shape', 'half-json', 'empty', 'reset', 'old-router'])(
		'where the list of the router has the fault %s',
		async (fault) => {
			const found = names(await search({ router: `/fault-models-${fault}`, filter: 'chat-priced' }));
			expect(found).toEqual([expect.stringMatching(/^sandbox\/chat-priced \(\S+ ↓, \S+ ♥\)$/)]);
		},
	);

	it('where the router cannot be reached', async () => {
		const found = await searchModels({
			operation: 'chat-completion',
			filter: 'chat-priced',
			credential: { ...credential(), routerUrl: 'http://127.0.0.1:1' },
		});
		expect(names(found)).toEqual([expect.stringMatching(/^sandbox\/chat-priced \(/)]);
	});

	it('for hf-inference, a provider that the router does not list, and other tasks', async () => {
		await search({ provider: 'hf-inference' });
		await search({ operation: 'text-generation' });
		await search({ operation: 'custom-request', more: { task: 'chat-completion' } });
		expect(lookups()).toEqual([]);
		expect(values(await search({ provider: 'openai' }))).toEqual([]);
	});

	it('for a page of it', async () => {
		const { results } = await search({ page: '{"index":0}' });
		expect(results[0]?.name).toMatch(/↓/);
	});
});
