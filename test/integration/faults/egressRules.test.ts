import type { IDataObject } from 'n8n-workflow';
import type { EgressFilter } from '../security/support';
import { runNode } from '../support/engine';
import { byName, slowNames, useFilter, withNames } from './filter';
import { pause, type Hostile } from './hostile';
import { asHub, byId, byUrl, classify, detailsOf, mapped, texts, useServers } from './played';

const start = useServers();
afterEach(() => jest.restoreAllMocks());

const hub = async (): Promise<Hostile> =>
	await start(asHub(mapped('text-classification', 'hf-inference'), ({ serve }) => serve()));

describe('A7: a slow look-up of a name is inside the deadline', () => {
	const TIMEOUT = { timeout: 0.5, maxRetries: 0 };
	const image: IDataObject = { operation: 'image-classification', inputSource: 'url' };

	it.each<[string, (url: string) => IDataObject]>([
		['of a model by URL', (url) => classify(url, TIMEOUT)],
		[
			'of a chat by URL',
			(url) => ({ operation: 'chat-completion', prompt: 'hello', model: byUrl(url), options: TIMEOUT }),
		],
		['of the Hub', () => ({ ...classify('', TIMEOUT), model: byId('some/model') })],
		['of an input file', (url) => ({ ...image, inputUrl: `${url}/a.png`, model: byUrl(url), options: TIMEOUT })],
	])('%s, and nothing can be billed', async (_what, parameters) => {
		const { filter, letGo } = slowNames();
		await useFilter(filter);
		const server = await hub();
		const run = runNode({
			parameters: parameters(byName(server.url)),
			credential: withNames(server),
			items: texts(1),
			onError: 'continueRegularOutput',
		});
		const ended = await Promise.race([run, pause(5_000)]);
		letGo();
		await run;
		expect(ended).toBeDefined();
		const [item] = ended?.json ?? [];
		expect(['timeout', 'network']).toContain(detailsOf(item).type);
		expect(JSON.stringify(item)).not.toMatch(/may have (run and )?been billed/);
		expect(server.requests).toEqual([]);
	});
});

describe("B8: n8n's filter", () => {
	const refused = { ok: false, error: new Error('not allowed here') } as const;
	const broken = (): never => {
		throw new Error('the filter is broken');
	};

	it.each<[string, Partial<EgressFilter>]>([
		['the URL', { validateUrl: async () => refused }],
		['the address', { validateConnectionHost: () => refused }],
		['the URL, by an error', { validateUrl: async () => broken() }],
		['the URL, by an error at once', { validateUrl: broken }],
		['the address, by an error', { validateConnectionHost: broken }],
	])('refuses an address by number, where it refuses %s', async (_what, filter) => {
		await useFilter(filter);
		const server = await hub();
		const { json: out } = await runNode({
			parameters: classify(server.url),
			items: texts(1),
			onError: 'continueRegularOutput',
		});
		expect(detailsOf(out[0]).type).toBe('refusedHost');
		expect(server.requests).toEqual([]);
	});

	it('that does not find a name is no refusal', async () => {
		await useFilter({
			validateUrl: async () => {
				throw Object.assign(new Error('getaddrinfo ENOTFOUND nowhere.test'), { code: 'ENOTFOUND' });
			},
		});
		const { json: out } = await runNode({
			parameters: classify('http://nowhere.test', { maxRetries: 0 }),
			items: texts(1),
			onError: 'continueRegularOutput',
		});
		expect(detailsOf(out[0]).type).toBe('network');
	});
});
