import './ssrfEnvironment';
import type { IDataObject, INodeListSearchResult } from 'n8n-workflow';
import { json, PNG_START, send, startHostile, type Exchange, type Hostile } from '../faults/hostile';
import { runNode, type RunResult } from '../support/engine';
import { searchModels } from '../support/modelSearch';
import { outboundHttp } from './support';

/** What each name resolves to, at its first look-up and at later ones. */
const NAMES: Readonly<Record<string, ReadonlyArray<readonly string[]>>> = {
	'allowed.test': [['127.0.0.1']],
	'inside.test': [['127.0.0.1']],
	'ten.test': [['10.0.0.5']],
	'link.test': [['169.254.169.254']],
	'six.test': [['::1']],
	'mapped.test': [['::ffff:127.0.0.1']],
	'unique.test': [['fd00::1']],
	'mixed.test': [['93.184.216.34', '10.0.0.1']],
	'blocked.test': [['93.184.216.34']],
	'a.blocked.test': [['93.184.216.34']],
	'rebind.test': [['93.184.216.34'], ['127.0.0.1']],
};

const lookups = new Map<string, number>();
const TOKEN = ['hf', 'egress', 'token', '0123456789'].join('_');

/** A server that may be called, by its name alone; and one that may not be, under whatever name. */
let allowed: Hostile;
let inside: Hostile;
const home = (): string => `http://allowed.test:${allowed.port}`;

beforeAll(async () => {
	const service = (await outboundHttp()).egressFilter() as unknown as { dnsResolver: { lookup: unknown } };
	jest
		.spyOn(service.dnsResolver as { lookup: (name: string) => Promise<unknown> }, 'lookup')
		.mockImplementation(async (name) => {
			const answers = NAMES[name];
			const nth = lookups.get(name) ?? 0;
			lookups.set(name, nth + 1);
			const found = answers?.[Math.min(nth, answers.length - 1)];
			if (found === undefined) throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
			return found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
		});
	allowed = await startHostile((exchange) => play(exchange));
	inside = await startHostile(({ serve }) => serve());
});

/** Where the server that may be called sends us next. */
let next = '';

function play({ seen, response, serve }: Exchange): void {
	const { path } = seen;
	if (path.startsWith('/api/models/'))
		return json(response, 200, {
			inferenceProviderMapping: { novita: { status: 'live', providerId: 'maker/model', task: 'text-to-video' } },
		});
	if (path.includes('/task-result'))
		return json(response, 200, {
			task: { task_id: 'job', status: 'TASK_STATUS_SUCCEED' },
			videos: [{ video_url: next }],
		});
	if (path.startsWith('/novita/')) return json(response, 200, { task_id: 'job' });
	if (path === '/redirect') return void response.writeHead(302, { location: next }).end();
	if (path === '/redirect-twice') return void response.writeHead(302, { location: '/redirect' }).end();
	if (path === '/result') return json(response, 200, { images: [{ url: next }] });
	if (path === '/redirected-result') return json(response, 200, { url: `${home()}/redirect` });
	if (path === '/segments') return json(response, 200, [{ label: 'sky', score: 1, mask: next }]);
	if (path === '/file.png') return send(response, 200, PNG_START, { 'content-type': 'image/png' });
	serve();
}

beforeEach(() => {
	lookups.clear();
	for (const server of [allowed, inside]) server.requests.length = 0;
});

afterAll(async () => {
	await allowed.close();
	await inside.close();
});

interface Way {
	readonly way: string;
	readonly run: (address: string) => Promise<RunResult>;
}

const url = (value: string): IDataObject => ({ __rl: true, mode: 'url', value });
/** Tries after a failure that may be followed by one. */
let maxRetries = 2;
const run = async (parameters: IDataObject, credential?: IDataObject): Promise<RunResult> =>
	await runNode({
		parameters: { options: { timeout: 5, maxRetries }, ...parameters },
		credential,
		onError: 'continueRegularOutput',
	});
const classify = { operation: 'text-classification', text: 'hello' };
const look = { operation: 'image-classification', inputSource: 'url' };
const service = (more: IDataObject): IDataObject => ({
	accessToken: TOKEN,
	hubUrl: home(),
	routerUrl: home(),
	allowedHosts: '',
	...more,
});
const originOf = (address: string): string => new URL(address).origin;

const WAYS: readonly Way[] = [
	{ way: 'a request to a Model URL', run: async (address) => await run({ ...classify, model: url(address) }) },
	{
		way: 'a chat at a URL',
		run: async (address) => await run({ operation: 'chat-completion', prompt: 'hello', model: url(address) }),
	},
	{
		way: 'a custom request',
		run: async (address) => await run({ operation: 'custom-request', json: '{}', model: url(address) }),
	},
	{
		way: 'a request to the Endpoint URL, with the token',
		run: async (address) => await run(classify, service({ endpointUrl: address })),
	},
	{
		way: 'a question to the Hub',
		run: async (address) =>
			await run(
				{ ...classify, model: { __rl: true, mode: 'id', value: 'maker/model' } },
				service({ hubUrl: originOf(address) }),
			),
	},
	{
		way: 'a request to the router',
		run: async (address) =>
			await run(
				{ ...classify, provider: 'hf-inference', model: { __rl: true, mode: 'id', value: 'maker/model' } },
				service({ routerUrl: originOf(address) }),
			),
	},
	{
		way: 'the download of an input',
		run: async (address) => await run({ ...look, inputUrl: address, model: url(`${home()}/x`) }),
	},
	{
		way: 'the redirect of a download',
		run: async () => await run({ ...look, inputUrl: `${home()}/redirect`, model: url(`${home()}/x`) }),
	},
	{
		way: 'the second redirect of a download',
		run: async () => await run({ ...look, inputUrl: `${home()}/redirect-twice`, model: url(`${home()}/x`) }),
	},
	{
		way: 'the download of a result',
		run: async () => await run({ operation: 'text-to-image', prompt: 'a fox', model: url(`${home()}/result`) }),
	},
	{
		way: 'the redirect of a result',
		run: async () =>
			await run({ operation: 'text-to-image', prompt: 'a fox', model: url(`${home()}/redirected-result`) }),
	},
	{
		way: 'the download of a mask',
		run: async () =>
			await run({
				...look,
				operation: 'image-segmentation',
				inputUrl: `${home()}/file.png`,
				model: url(`${home()}/segments`),
			}),
	},
	{
		way: "the download of a provider's result",
		run: async () =>
			await run(
				{
					operation: 'text-to-video',
					prompt: 'a fox',
					provider: 'novita',
					model: { __rl: true, mode: 'id', value: 'maker/model' },
				},
				service({}),
			),
	},
];

const ADDRESSES: ReadonlyArray<{ to: string; address: string }> = [
	{ to: 'this host', address: 'http://127.0.0.1:{port}/x' },
	{ to: 'this host as a number', address: 'http://2130706433:{port}/x' },
	{ to: 'this host in hex', address: 'http://0x7f000001:{port}/x' },
	{ to: 'another address of this host', address: 'http://127.8.8.8:{port}/x' },
	{ to: 'this host inside IPv6', address: 'http://[::ffff:127.0.0.1]:{port}/x' },
	{ to: 'this host in IPv6', address: 'http://[::1]:{port}/x' },
	{ to: 'no address', address: 'http://0.0.0.0:{port}/x' },
	{ to: 'a private network', address: 'http://10.0.0.5/x' },
	{ to: 'another private network', address: 'http://192.168.1.1:{port}/x' },
	{ to: 'the metadata of a cloud', address: 'http://169.254.169.254/latest/meta-data/' },
	{ to: 'a unique local address', address: 'http://[fd00::1]:{port}/x' },
	{ to: 'a link-local address', address: 'http://[fe80::1]:{port}/x' },
	{ to: 'a name of this host', address: 'http://inside.test:{port}/x' },
	{ to: 'a name of a private network', address: 'http://ten.test/x' },
	{ to: 'a name of the metadata', address: 'http://link.test/x' },
	{ to: 'a name of this host in IPv6', address: 'http://six.test:{port}/x' },
	{ to: 'a name of this host inside IPv6', address: 'http://mapped.test:{port}/x' },
	{ to: 'a name of a unique local address', address: 'http://unique.test:{port}/x' },
	{ to: 'a name with a private address among others', address: 'http://mixed.test/x' },
	{ to: 'a name that is blocked', address: 'http://blocked.test/x' },
	{ to: 'a name below one that is blocked', address: 'http://a.blocked.test/x' },
	{ to: 'a name that changes to this host before the connection', address: 'http://rebind.test:{port}/x' },
];

describe.each(WAYS)('$way', ({ run: go }) => {
	it.each(ADDRESSES)('to $to is refused without a retry', async ({ address }) => {
		const target = address.replace('{port}', String(inside.port));
		next = target;
		const result = await go(target);
		const details = (result.json[0]?.details ?? {}) as IDataObject;
		expect(result.json).toHaveLength(1);
		expect(details.type).toBe('refusedHost');
		expect(Number(details.attempts ?? 1)).toBeLessThanOrEqual(1);
		expect(inside.connections()).toBe(0);
	});

	it('to an unknown host is not a refusal', async () => {
		next = 'http://nowhere.test/x';
		maxRetries = 0;
		const result = await go(next);
		maxRetries = 2;
		expect((result.json[0]?.details as IDataObject | undefined)?.type).toBe('network');
	});
});

describe('An allowed connection', () => {
	it('goes through: requests, downloads and results', async () => {
		next = `${home()}/file.png`;
		expect((await run({ ...classify, model: url(`${home()}/x`) })).json[0]).toMatchObject({ label: 'POSITIVE' });
		expect((await run({ ...look, inputUrl: `${home()}/redirect`, model: url(`${home()}/x`) })).json[0]).toMatchObject({
			label: 'POSITIVE',
		});
		expect(
			(await run({ operation: 'text-to-image', prompt: 'a fox', model: url(`${home()}/result`) })).items[0]?.binary
				?.data?.mimeType,
		).toBe('image/png');
	});
});

describe('The search for models', () => {
	const search = async (credential: IDataObject, page?: string): Promise<INodeListSearchResult> =>
		await searchModels({ filter: 'bert', page, credential });

	it('goes to an allowed Hub', async () => {
		await search(service({}));
		expect(allowed.requests[0]?.path).toMatch(/^\/api\/models\?/);
		expect(allowed.requests[0]?.headers.authorization).toBe(`Bearer ${TOKEN}`);
	});

	it.each(ADDRESSES)('at $to is refused, in one row without a value', async ({ address }) => {
		const { results } = await search(service({ hubUrl: originOf(address.replace('{port}', String(inside.port))) }));
		expect(results).toEqual([{ name: expect.stringMatching(/^Models not loaded: /), value: '' }]);
		expect(inside.connections()).toBe(0);
	});

	it.each([
		'@inside.test:{port}/x',
		'.evil.test/api',
		':{port}/x',
		'\\@inside.test:{port}/x',
		'?@inside.test:{port}/',
		'#@inside.test:{port}/',
		'//inside.test:{port}/x',
		'http://inside.test:{port}/x',
		'/../../x',
		'{"index":0,"path":"@inside.test:{port}/x"}',
		'{"index":0,"path":"/api/models?@inside.test:{port}/x"}',
	])('for page %s sends no token elsewhere', async (page) => {
		await search(service({}), page.replace('{port}', String(inside.port)));
		expect(inside.connections()).toBe(0);
		// Without a token of Hugging Face there is nothing to refuse but the address itself.
		await search(service({ accessToken: 'a-key' }), page.replace('{port}', String(inside.port)));
		expect(inside.connections()).toBe(0);
		for (const name of lookups.keys()) expect(name).toBe('allowed.test');
	});
});
