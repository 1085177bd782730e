import type { INodeListSearchResult } from 'n8n-workflow';
import { searchModels, type Search } from './support/modelSearch';
import { TOKEN, useSandbox } from './support/sandbox';

const sandbox = useSandbox();
const search = async (given: Search): Promise<INodeListSearchResult> =>
	await searchModels({ credential: sandbox.credential(), ...given });

const valuesOf = ({ results }: INodeListSearchResult): unknown[] => results.map(({ value }) => value);

function asked(): URLSearchParams[] {
	return sandbox.current().requests.map(({ path }) => new URL(path, 'http://hub').searchParams);
}

/** Makes the Hub answer with these models, page after page. */
function hubLists(...pages: object[][]): void {
	let page = 0;
	sandbox.current().respond(({ path }, response) => {
		if (!path.startsWith('/api/models?')) return false;
		const models = pages[page] ?? [];
		const next = `${sandbox.current().url}/api/models?cursor=${++page}`;
		response
			.writeHead(200, {
				'content-type': 'application/json',
				...(page < pages.length && { link: `<${next}>; rel="next"` }),
			})
			.end(JSON.stringify(models));
		return true;
	});
}

describe('The list of the Model field', () => {
	it('contains only models of the task', async () => {
		const found = valuesOf(await search({ operation: 'object-detection' }));
		expect(found.sort()).toEqual(['facebook/detr-resnet-50', 'sandbox/object-detection']);
		expect(asked()[0]?.get('pipeline_tag')).toBe('object-detection');
	});

	it('is searched while typing', async () => {
		expect(valuesOf(await search({ filter: '  distil ' }))).toEqual([
			'distilbert/distilbert-base-uncased-finetuned-sst-2-english',
		]);
		expect(asked()[0]?.get('search')).toBe('distil');
	});

	it('contains only models of the chosen provider', async () => {
		expect(valuesOf(await search({ operation: 'text-to-image', provider: 'zai-org' }))).toContain(
			'black-forest-labs/FLUX.1-dev',
		);
		expect(valuesOf(await search({ provider: 'zai-org' }))).toEqual([]);
		expect(asked().map((query) => query.get('inference_provider'))).toEqual(['zai-org', 'zai-org']);
	});

	it.each(['auto', 'fastest', 'cheapest', 'preferred'])(
		'contains models of any provider for "%s"',
		async (provider) => {
			await search({ operation: 'text-generation', provider });
			expect(asked()[0]?.get('inference_provider')).toBe('all');
		},
	);

	it('offers all chat models while the router is down, with and without vision', async () => {
		const found = valuesOf(
			await search({
				operation: 'chat-completion',
				credential: sandbox.credential({ routerUrl: `${sandbox.current().url}/fault-models-500` }),
			}),
		);
		expect(found).toEqual(
			expect.arrayContaining(['HuggingFaceTB/SmolVLM-Instruct', 'meta-llama/Llama-3.1-8B-Instruct']),
		);
		expect(asked().some((query) => query.get('filter') === 'conversational')).toBe(true);
	});

	it('offers sentence similarity models for embeddings too', async () => {
		expect(valuesOf(await search({ operation: 'feature-extraction', filter: 'MiniLM' }))).toContain(
			'sentence-transformers/all-MiniLM-L6-v2',
		);
	});

	it('uses Task of the Model for a Custom Request', async () => {
		expect(valuesOf(await search({ operation: 'custom-request', more: { task: 'object-detection' } }))).toContain(
			'facebook/detr-resnet-50',
		);
		expect(asked()[0]?.get('pipeline_tag')).toBe('object-detection');
	});

	it("shows downloads and likes in each name, and links to the model's page", async () => {
		hubLists([{ id: 'org/model', downloads: 1_234_567, likes: 890, inference: 'warm', private: false }]);
		expect((await search({})).results[0]).toEqual({
			name: 'org/model (1.2M ↓, 890 ♥, ready)',
			value: 'org/model',
			description: '1.2M downloads, 890 likes, ready',
			url: `${sandbox.current().url}/org/model`,
		});
	});

	it("starts with warm models, and otherwise keeps the Hub's order", async () => {
		hubLists([
			{ id: 'a/cold' },
			{ id: 'b/warm', inference: 'warm' },
			{ id: 'c/cold' },
			{ id: 'd/warm', inference: 'warm' },
		]);
		expect(valuesOf(await search({}))).toEqual(['b/warm', 'd/warm', 'a/cold', 'c/cold']);
	});

	it('ends with models without a provider, and marks them', async () => {
		const { results } = await search({});
		const names = results.map(({ name }) => name);
		expect(names.slice(0, -2).join()).not.toContain('no provider');
		expect(names.slice(-2)).toEqual([
			expect.stringMatching(/, no provider\)$/),
			expect.stringMatching(/, no provider\)$/),
		]);
	});

	it('loads page by page, with each model once', async () => {
		const many = Array.from({ length: 75 }, (_, i) => ({ id: `org/model-${i}`, inference: 'warm' }));
		hubLists(many.slice(0, 30), many.slice(30, 60), many.slice(60));
		const seen: unknown[] = [];
		let page: string | undefined;
		do {
			const list = await search({ page });
			seen.push(...valuesOf(list));
			page = typeof list.paginationToken === 'string' ? list.paginationToken : undefined;
		} while (page !== undefined);
		expect(seen).toEqual(many.map(({ id }) => id));
		expect(asked()[0]?.get('limit')).toBe('30');
	});

	it("contains private models only for the token's owner", async () => {
		expect((await search({ filter: 'my-own' })).results).toEqual([
			expect.objectContaining({ value: 'sandbox/my-own-classifier', name: expect.stringMatching(/\(private, /) }),
		]);
		expect(sandbox.current().requests[0]?.headers.authorization).toBe(`Bearer ${TOKEN}`);
		expect(valuesOf(await search({ filter: 'my-own', credential: sandbox.credential({ accessToken: '' }) }))).toEqual(
			[],
		);
	});

	it("never sends another provider's key", async () => {
		await search({ credential: sandbox.credential({ accessToken: 'gsk_key' }) });
		expect(sandbox.current().requests[0]?.headers).not.toHaveProperty('authorization');
	});

	it('works without a token', async () => {
		expect(valuesOf(await search({ credential: sandbox.credential({ accessToken: '' }) }))).toContain(
			'sandbox/text-classification',
		);
		expect(sandbox.current().requests.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
	});

	it('is one row with a hint if the Hub or the mirror is offline', async () => {
		const { results, paginationToken } = await search({
			credential: sandbox.credential({ hubUrl: 'http://127.0.0.1:1' }),
		});
		expect(results).toEqual([{ name: "Hub not reached: choose 'By ID' and type a name", value: '' }]);
		expect(paginationToken).toBeUndefined();
	});

	it.each([
		['a wrong token', { accessToken: 'hf_invalid' }, /^Models not loaded: .*token.*\. Instead, choose 'By ID'/],
		['a mirror that returns a web page', {}, /^Models not loaded: .*JSON.*\. Instead, choose 'By ID'/],
	])('is one row with the reason for %s', async (_what, fields, words) => {
		if (!('accessToken' in fields)) {
			sandbox.current().respond((_request, response) => {
				response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Mirror</h1>');
				return true;
			});
		}
		expect((await search({ credential: sandbox.credential(fields) })).results).toEqual([
			{ name: expect.stringMatching(words), value: '' },
		]);
	});

	it.each(['rubbish', '{"index":9}', '{"index":0,"path":"http://elsewhere.test/"}'])(
		'restarts for an unknown page: %s',
		async (page) => {
			expect(valuesOf(await search({ page, filter: 'distil' }))).toEqual([
				'distilbert/distilbert-base-uncased-finetuned-sst-2-english',
			]);
		},
	);
});
