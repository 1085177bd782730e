import { LoggerProxy, type IDataObject } from 'n8n-workflow';
import { inspect } from 'node:util';
import { json, page, send, startHostile, type Exchange, type Hostile, type Play } from '../faults/hostile';
import { runNode, type RunOptions, type RunResult } from '../support/engine';
import { allThatIsShown, outboundHttp, type EgressFilter } from './support';

const TOKEN = 'hf_SecretTokenAbCdEfGhIjKlMnOpQrSt';
const SECRET_HEADER = 'x-secret-of-mine';
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

/** The server that may have the token, and one that may not: every request to either is remembered. */
let home: Hostile;
let away: Hostile;
let play: Play = ({ serve }) => serve();
let playAway: Play = ({ serve }) => serve();
/** Addresses for which a connection was about to be made. */
const contacted: string[] = [];
const logged: string[] = [];

beforeAll(async () => {
	home = await startHostile((exchange) => play(exchange));
	away = await startHostile((exchange) => playAway(exchange));
	const filter: EgressFilter = {
		validateUrl: async (url) => {
			contacted.push(new URL(url).host);
			return /^(127\.0\.0\.1|localhost)$/.test(new URL(url).hostname) ? { ok: true, result: undefined } : { ok: false, error: new Error('this test makes no connection outside') };
		},
		validateConnectionHost: (host) => {
			contacted.push(host);
			return host === '127.0.0.1' || host === '::1' ? { ok: true, result: undefined } : { ok: false, error: new Error('this test makes no connection outside') };
		},
		createSecureLookup: () => (_name, options, done) => (options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)),
	};
	jest.spyOn(await outboundHttp(), 'egressFilter').mockReturnValue(filter);
	const log = (...words: unknown[]): void => void logged.push(inspect(words, { depth: 10, maxStringLength: null }));
	LoggerProxy.init({ error: log, warn: log, info: log, debug: log, verbose: log, log } as unknown as Parameters<typeof LoggerProxy.init>[0]);
});

beforeEach(() => {
	play = ({ serve }) => serve();
	playAway = ({ serve }) => serve();
	contacted.length = 0;
	logged.length = 0;
	home.requests.length = 0;
	away.requests.length = 0;
});

afterAll(async () => {
	await home.close();
	await away.close();
});

const credential = (more: IDataObject = {}): IDataObject => ({ accessToken: TOKEN, hubUrl: home.url, routerUrl: home.url, ...more });
const url = (value: string): IDataObject => ({ __rl: true, mode: 'url', value });
const classify = (more: IDataObject): IDataObject => ({ operation: 'text-classification', text: 'hello', ...more });
const detailsOf = (result: RunResult): IDataObject => (result.json[0]?.details ?? {}) as IDataObject;
const filled = (text: string): string => text.replaceAll('{away}', away.host).replaceAll('{port}', String(away.port)).replaceAll('{home}', home.host);

async function run(parameters: IDataObject, more: Partial<RunOptions> = {}): Promise<RunResult> {
	return await runNode({ parameters, credential: credential(), onError: 'continueRegularOutput', ...more });
}

/** Undefined where n8n refuses the node's parameters before it runs. */
async function runChecked(parameters: IDataObject, more: Partial<RunOptions>): Promise<RunResult | undefined> {
	return await run(parameters, more).catch((error: unknown) => {
		if (error instanceof Error && error.name === 'WorkflowHasIssuesError') return undefined;
		throw error;
	});
}

function expectNothingAway(): void {
	expect(away.requests).toHaveLength(0);
}

function authorizations(server: Hostile): unknown[] {
	return server.requests.map(({ headers }) => headers.authorization);
}

interface Address {
	readonly what: string;
	readonly address: string;
	readonly type?: 'refusedHost' | 'invalidInput';
}

const REFUSED: readonly Address[] = [
	{ what: 'any other host', address: 'https://evil.test/' },
	{ what: 'the Hub, where the credential names another', address: 'https://huggingface.co/api/models' },
	{ what: 'the Hub as the start of a host', address: 'https://huggingface.co.evil.test/x' },
	{ what: 'the router as the start of a host', address: 'https://router.huggingface.co.evil.test/x' },
	{ what: 'an endpoint as the start of a host', address: 'https://abc.eu-west-1.aws.endpoints.huggingface.cloud.evil.test/' },
	{ what: 'the endpoints as the end of a label', address: 'https://evilendpoints.huggingface.cloud/' },
	{ what: 'the endpoints without a label', address: 'https://endpoints.huggingface.cloud/' },
	{ what: 'an empty label before the endpoints', address: 'https://.endpoints.huggingface.cloud/' },
	{ what: 'an underscore before the endpoints', address: 'https://_.endpoints.huggingface.cloud/' },
	{ what: 'the endpoints of another top level', address: 'https://abc.endpoints.huggingface.cloud.co/' },
	{ what: 'a dash for the dot of the endpoints', address: 'https://abc-endpoints.huggingface.cloud/' },
	{ what: 'an endpoint with a trailing dot', address: 'https://abc.endpoints.huggingface.cloud./' },
	{ what: 'an endpoint on another port', address: 'https://abc.endpoints.huggingface.cloud:8443/' },
	{ what: 'an endpoint over http', address: 'http://abc.endpoints.huggingface.cloud/' },
	{ what: 'an endpoint over http on the port of https', address: 'http://abc.endpoints.huggingface.cloud:443/' },
	{ what: 'another host of Hugging Face', address: 'https://datasets-server.huggingface.co/' },
	{ what: 'the other domain of Hugging Face', address: 'https://evil.hf.space/' },
	{ what: 'upper case', address: 'HTTPS://EVIL.TEST/' },
	{ what: 'white space around it', address: ' \n\thttps://evil.test/ ' },
	{ what: 'a user name', address: 'https://me@evil.test/', type: 'invalidInput' },
	{ what: 'a host as the user name', address: 'https://router.huggingface.co@evil.test/', type: 'invalidInput' },
	{ what: 'a host and a port as the user', address: 'https://router.huggingface.co:443@evil.test/', type: 'invalidInput' },
	{ what: 'a user name before a host that is allowed', address: 'http://evil.test:x@{home}/', type: 'invalidInput' },
	{ what: 'an encoded dot', address: 'https://abc.endpoints.huggingface.cloud%2eevil.test/' },
	{ what: 'a backslash for the slash', address: 'https://evil.test\\@router.huggingface.co/' },
	{ what: 'backslashes for the slashes', address: 'https:\\\\evil.test\\x', type: 'invalidInput' },
	{ what: 'one slash', address: 'https:/evil.test/x', type: 'invalidInput' },
	{ what: 'three slashes', address: 'https:///evil.test/x' },
	{ what: 'a tab in the host', address: 'https://router.huggingface.co\t.evil.test/' },
	{ what: 'a line break in the host', address: 'https://router.hugging\nface.co.evil.test/' },
	{ what: 'a null character', address: 'https://router.huggingface.co\u0000.evil.test/', type: 'invalidInput' },
	{ what: 'an allowed host in the fragment', address: 'https://evil.test/#@router.huggingface.co' },
	{ what: 'an allowed host in the query', address: 'https://evil.test?@router.huggingface.co/' },
	{ what: 'an allowed host in the path', address: 'https://evil.test/https://router.huggingface.co/' },
	{ what: 'a letter that looks like a', address: 'https://router.huggingf\u0430ce.co/' },
	{ what: 'the same in punycode', address: 'https://router.xn--huggingfce-r5h.co/' },
	{ what: 'an ideographic full stop', address: 'https://abc.endpoints.huggingface.cloud\u3002evil.test/' },
	{ what: 'full-width letters', address: 'https://\uff45\uff56\uff49\uff4c.test/' },
	{ what: 'a soft hyphen', address: 'https://router.huggingface.co.ev\u00adil.test/' },
	{ what: 'a public address', address: 'http://8.8.8.8/' },
	{ what: 'a public address as a number', address: 'http://134744072/' },
	{ what: 'a public address in hex', address: 'http://0x08.0x08.0x08.0x08/' },
	{ what: 'a public address in octal', address: 'http://010.010.010.010/' },
	{ what: 'a public address inside IPv6', address: 'http://[::ffff:8.8.8.8]/' },
	{ what: 'a public IPv6 address', address: 'https://[2001:4860:4860::8888]/' },
	{ what: 'the metadata service of clouds', address: 'http://169.254.169.254/latest/meta-data/' },
	{ what: 'another port of this host', address: 'http://{away}/x' },
	{ what: 'this host as a number', address: 'http://2130706433:{port}/x' },
	{ what: 'this host in hex', address: 'http://0x7f.1:{port}/x' },
	{ what: 'this host in octal', address: 'http://0177.0.0.1:{port}/x' },
	{ what: 'this host, shortened', address: 'http://127.1:{port}/x' },
	{ what: 'this host inside IPv6', address: 'http://[::ffff:127.0.0.1]:{port}/x' },
	{ what: 'this host in IPv6', address: 'http://[::1]:{port}/x' },
	{ what: 'this host by its name', address: 'http://localhost:{port}/x' },
	{ what: 'all hosts', address: 'http://0.0.0.0:{port}/x' },
	{ what: 'a trailing dot behind an address', address: 'http://127.0.0.1.:{port}/x' },
	{ what: 'ftp', address: 'ftp://{away}/x', type: 'invalidInput' },
	{ what: 'a file', address: 'file://{away}/etc/passwd', type: 'invalidInput' },
	{ what: 'web sockets', address: 'ws://{away}/x', type: 'invalidInput' },
	{ what: 'a script', address: 'javascript://{away}/%0aalert(1)', type: 'invalidInput' },
	{ what: 'a port out of range', address: 'http://127.0.0.1:99999/x', type: 'invalidInput' },
];

const FROM: ReadonlyArray<{ from: string; model: (address: string) => IDataObject | string }> = [
	{ from: 'typed', model: (address) => url(address) },
	{ from: 'from an expression', model: () => url('={{ $json.address }}') },
	{ from: 'in the mode for names', model: () => ({ __rl: true, mode: 'id', value: '={{ $json.address }}' }) },
];

describe.each(FROM)('A Model URL $from', ({ model }) => {
	it.each(REFUSED)('with $what is refused before any connection', async ({ address, type = 'refusedHost' }) => {
		const target = filled(address);
		// Where the editor's own check of a typed address fails, n8n does not run the node at all.
		const result = await runChecked(classify({ model: model(target), options: { headers: `{"${SECRET_HEADER}":"1"}` } }), { items: [{ json: { address: target } }] });
		if (result !== undefined) expect(detailsOf(result).type).toBe(type);
		if (result !== undefined && type === 'refusedHost') expect(detailsOf(result).description).toMatch(/'Allowed Hosts' in the credential/);
		expect(contacted).toEqual([]);
		expect([home.requests.length, away.requests.length]).toEqual([0, 0]);
	});
});

describe('An entry of Allowed Hosts', () => {
	it.each([
		['*', 'https://a.example.com/'],
		['*.example.com', 'https://a.example.com/'],
		['.example.com', 'https://a.example.com/'],
		['example.com', 'https://a.example.com/'],
		['a.example.com', 'https://example.com/'],
		['example.co', 'https://example.com/'],
		['example.com.', 'https://example.com/'],
		['example.com', 'https://example.com./'],
		['example.com:8443', 'https://example.com/'],
		['example.com', 'http://example.com/'],
		['https://example.com', 'http://example.com/'],
		['http://other.example.com', 'http://example.com/'],
		['example.com/path', 'https://example.com/path'],
		['me@example.com', 'https://example.com/'],
		['example.com evil.test', 'https://evil.test/'],
		['%2a.example.com', 'https://a.example.com/'],
		['exa%6dple.com.evil.test', 'https://example.com/'],
		['10.0.0.0/8', 'http://10.0.0.5/'],
		['10.0.0', 'http://10.0.0.5/'],
		['localhost', 'http://{away}/x'],
		['127.0.0.1:1', 'http://{away}/x'],
		['http://', 'http://{away}/x'],
		[',, ,', 'http://{away}/x'],
	])('"%s" does not allow %s', async (allowedHosts, address) => {
		const result = await run(classify({ model: url(filled(address)) }), { credential: credential({ allowedHosts }) });
		expect(detailsOf(result).type).toBe('refusedHost');
		expect(contacted).toEqual([]);
		expectNothingAway();
	});

	it.each([
		['{away}', 'http://{away}/x'],
		['127.0.0.1', 'http://{away}/x'],
		['x.example.com, 127.0.0.1', 'http://{away}/x'],
		['http://127.0.0.1', 'http://{away}/x'],
		['LOCALHOST', 'http://localhost:{port}/x'],
		['0x7f.1', 'http://{away}/x'],
		['127.0.0.1.', 'http://{away}/x'],
		['127.0.0.1', 'http://2130706433:{port}/x'],
	])('"%s" allows %s, which then sees the token', async (allowedHosts, address) => {
		const result = await run(classify({ model: url(filled(address)) }), { credential: credential({ allowedHosts: filled(allowedHosts) }) });
		expect(result.json[0]).toMatchObject({ label: 'POSITIVE' });
		expect(authorizations(away)).toEqual([`Bearer ${TOKEN}`]);
	});
});

describe('The Endpoint URL of the credential', () => {
	it('receives the token at every path, and another port does not', async () => {
		const endpoint = credential({ endpointUrl: `${away.url}/a` });
		expect((await run(classify({ model: '' }), { credential: endpoint })).json[0]).toMatchObject({ label: 'POSITIVE' });
		expect((await run(classify({ model: url(`${away.url}/b`) }), { credential: endpoint })).json[0]).toMatchObject({ label: 'POSITIVE' });
		expect(authorizations(away)).toEqual([`Bearer ${TOKEN}`, `Bearer ${TOKEN}`]);
		expect(detailsOf(await run(classify({ model: url(`http://127.0.0.1:${away.port === 65535 ? 1 : away.port + 1}/`) }), { credential: endpoint })).type).toBe('refusedHost');
	});

	it.each([
		['http://example.com/', 'refusedHost'],
		['https://me:secret@example.com/', 'invalidInput'],
		['file:///etc/passwd', 'invalidInput'],
		['not an address', 'invalidInput'],
	])('%s is refused', async (endpointUrl, type) => {
		const { error } = await runNode({ parameters: classify({ model: '' }), credential: credential({ endpointUrl }) });
		expect(error?.context?.type).toBe(type);
		expect(contacted).toEqual([]);
	});
});

describe("n8n's own restriction of the credential", () => {
	it.each([
		['specific domains', { allowedHttpRequestDomains: 'domains', allowedDomains: 'models.example.com' }],
		['no domains at all', { allowedHttpRequestDomains: 'domains', allowedDomains: '' }],
		['none', { allowedHttpRequestDomains: 'none' }],
	])('to %s holds for a host that Allowed Hosts allows', async (_what, restriction) => {
		const result = await run(classify({ model: url(`${away.url}/x`) }), { credential: credential({ allowedHosts: away.host, ...restriction }) });
		expect(detailsOf(result).type).toBe('refusedHost');
		expectNothingAway();
	});

	it('to specific domains holds for questions to the Hub, too', async () => {
		const result = await run(classify({ model: { __rl: true, mode: 'id', value: 'some/model' } }), { credential: credential({ allowedHttpRequestDomains: 'domains', allowedDomains: 'models.example.com' }) });
		expect(detailsOf(result).type).toBe('refusedHost');
		expect(authorizations(home)).not.toContain(`Bearer ${TOKEN}`);
	});
});

describe('A redirect of a request', () => {
	const PLACES = ['http://{away}/x', '//{away}/x', '/\\{away}/x', '\\\\{away}\\x', 'http:\\\\{away}/x', 'http://{home}@{away}/x', ' http://{away}/x', 'http://localhost:{port}/x'];
	it.each([301, 302, 303, 307, 308].flatMap((status) => PLACES.map((place) => [status, place] as const)))('with %d to %s takes nothing there', async (status, place) => {
		play = ({ response }) => void response.writeHead(status, { location: filled(place) }).end();
		// Even a host that may have the token gets it from us alone, and not from a server.
		const result = await run(classify({ model: url(`${home.url}/x`), options: { headers: `{"${SECRET_HEADER}":"1"}` } }), { credential: credential({ allowedHosts: away.host }) });
		expect(detailsOf(result).type).toBe('refusedHost');
		expect(home.requests).toHaveLength(1);
		expectNothingAway();
	});

	it('with 307 on the same origin keeps the token there', async () => {
		play = ({ seen, response, serve }) => (seen.path === '/x' ? void response.writeHead(307, { location: '/y' }).end() : serve());
		expect((await run(classify({ model: url(`${home.url}/x`) }))).json[0]).toMatchObject({ label: 'POSITIVE' });
		expect(authorizations(home)).toEqual([`Bearer ${TOKEN}`, `Bearer ${TOKEN}`]);
	});

	it('of a question to the Hub takes nothing there', async () => {
		play = ({ response }) => void response.writeHead(307, { location: `${away.url}/api` }).end();
		expect(detailsOf(await run(classify({ model: { __rl: true, mode: 'id', value: 'redirected/model' } }))).type).toBe('refusedHost');
		expectNothingAway();
	});
});

describe('A download carries neither the token nor a header of the user', () => {
	const secret = { options: { headers: `{"${SECRET_HEADER}":"1","cookie":"session=1"}` } };
	const picture: Play = ({ response }) => send(response, 200, PNG, { 'content-type': 'image/png' });
	const expectBare = (server: Hostile, path: RegExp): void => {
		const found = server.requests.filter((request) => path.test(request.path));
		expect(found.length).toBeGreaterThan(0);
		for (const { headers, method } of found) {
			expect(method).toBe('GET');
			expect(Object.keys(headers).sort()).toEqual(['accept', 'connection', 'host', 'user-agent']);
		}
	};

	it.each([
		['of an input from another host', () => `${away.url}/file.png`, () => away],
		['of an input from the host of the token', () => `${home.url}/file.png`, () => home],
	])('%s', async (_what, inputUrl, server) => {
		play = (exchange) => (exchange.seen.method === 'GET' ? picture(exchange) : exchange.serve());
		playAway = picture;
		const result = await run({ operation: 'image-classification', model: url(`${home.url}/model`), inputSource: 'url', inputUrl: inputUrl(), ...secret });
		expect(result.json[0]).toMatchObject({ label: 'POSITIVE' });
		expectBare(server(), /file\.png/);
	});

	it('of an input that is redirected back to the host of the token', async () => {
		playAway = ({ response }) => void response.writeHead(302, { location: `${home.url}/file.png` }).end();
		play = (exchange) => (exchange.seen.method === 'GET' ? picture(exchange) : exchange.serve());
		await run({ operation: 'image-classification', model: url(`${home.url}/model`), inputSource: 'url', inputUrl: `${away.url}/start`, ...secret });
		expectBare(away, /start/);
		expectBare(home, /file\.png/);
	});

	it.each([
		['as an object', (place: string) => ({ url: place })],
		['in a list', (place: string) => [{ url: place }]],
		['as images', (place: string) => ({ images: [{ url: place }] })],
		['as a bare text', (place: string) => place],
		['as data', (place: string) => ({ data: [{ url: place }] })],
	])('of a result that is named %s', async (_what, answer) => {
		play = ({ response }) => json(response, 200, answer(`${away.url}/result.png`));
		playAway = picture;
		const result = await run({ operation: 'text-to-image', prompt: 'a fox', model: url(`${home.url}/model`), ...secret });
		expect(result.items[0]?.binary?.data?.mimeType).toBe('image/png');
		expectBare(away, /result\.png/);
	});

	it.each(['https://me:secret@{away}/file.png', 'file:///etc/passwd', 'ftp://{away}/x', 'http://'])('and %s is no place for an input', async (place) => {
		const result = await run({ operation: 'image-classification', model: url(`${home.url}/model`), inputSource: 'url', inputUrl: filled(place) });
		expect(detailsOf(result).type).toBe('invalidInput');
		expect(contacted).toEqual([]);
	});

	it.each(['file:///etc/passwd', 'ftp://127.0.0.1/x', 'javascript:alert(1)'])('and is not led to %s', async (location) => {
		playAway = ({ response }) => void response.writeHead(302, { location }).end();
		const result = await run({ operation: 'image-classification', model: url(`${home.url}/model`), inputSource: 'url', inputUrl: `${away.url}/file.png` });
		expect(detailsOf(result).type).toBe('refusedHost');
	});
});

describe("A provider's job", () => {
	interface Job {
		readonly provider: string;
		readonly task: string;
		readonly made: (place: string) => unknown;
		readonly done: (place: string) => unknown;
	}
	const JOBS: readonly Job[] = [
		{ provider: 'replicate', task: 'text-to-image', made: (place) => ({ id: 'job', status: 'processing', urls: { get: `${place}/v1/predictions/job`, cancel: `${place}/v1/predictions/job/cancel` } }), done: (place) => ({ id: 'job', status: 'succeeded', output: [`${place}/result.png`] }) },
		{ provider: 'fal-ai', task: 'text-to-video', made: (place) => ({ request_id: 'job', status: 'IN_QUEUE', response_url: `${place}/maker/model/requests/job`, status_url: `${place}/maker/model/requests/job/status` }), done: (place) => ({ status: 'COMPLETED', video: { url: `${place}/result.png` } }) },
		{ provider: 'wavespeed', task: 'text-to-image', made: (place) => ({ code: 200, message: 'ok', data: { id: 'job', status: 'created', outputs: [], urls: { get: `${place}/api/v3/predictions/job/result` }, error: '' } }), done: (place) => ({ code: 200, message: 'ok', data: { id: 'job', status: 'completed', outputs: [`${place}/result.png`], urls: { get: place }, error: '' } }) },
		{ provider: 'novita', task: 'text-to-video', made: () => ({ task_id: 'job' }), done: (place) => ({ task: { task_id: 'job', status: 'TASK_STATUS_SUCCEED' }, videos: [{ video_url: `${place}/result.png` }] }) },
		{ provider: 'together', task: 'text-to-video', made: () => ({ id: '../../../job', status: 'queued' }), done: (place) => ({ id: 'job', status: 'completed', outputs: { video_url: `${place}/result.png` } }) },
	];
	const PLACES = ['http://{away}', 'http://{home}@{away}', 'https://queue.fal.run@{away}', 'http://{home}.evil.test', '//{away}', 'nowhere at all', 'https://provider.example.com'];

	/** One job with servers of its own, so that all can wait at once. */
	interface Played {
		readonly job: Job;
		readonly place: string;
		/** The poll's answer is a redirect to the other server. */
		readonly isRedirected: boolean;
		result?: RunResult;
		router?: Hostile;
		other?: Hostile;
	}
	const played: Played[] = JOBS.flatMap((job) => [...PLACES.map((place) => ({ job, place, isRedirected: false })), { job, place: 'https://provider.example.com', isRedirected: true }]);

	const answers = ({ job, isRedirected }: Played, place: string, other: () => Hostile): Play => ({ seen, response }) => {
		if (seen.path.startsWith('/api/models/')) return json(response, 200, { inferenceProviderMapping: { [job.provider]: { status: 'live', providerId: 'maker/model', task: job.task } } });
		if (seen.method === 'POST') return json(response, 200, job.made(place));
		if (isRedirected) return void response.writeHead(307, { location: `${other().url}/poll` }).end();
		return json(response, 200, job.done(other().url));
	};

	async function playOne(one: Played): Promise<void> {
		const other = await startHostile(({ response }) => send(response, 200, PNG, { 'content-type': 'image/png' }));
		const place = (host: string): string => one.place.replaceAll('{away}', other.host).replaceAll('{home}', host);
		const router: Hostile = await startHostile((exchange) => answers(one, place(router.host), () => other)(exchange));
		Object.assign(one, { router, other });
		one.result = await run(
			{ operation: one.job.task, prompt: 'a fox', provider: one.job.provider, model: { __rl: true, mode: 'id', value: 'maker/model' }, options: { timeout: 8, headers: `{"${SECRET_HEADER}":"1"}` } },
			{ credential: { accessToken: TOKEN, hubUrl: router.url, routerUrl: router.url } },
		);
	}

	let outside: string[] = [];
	beforeAll(async () => {
		contacted.length = 0;
		await Promise.all(played.map(playOne));
		outside = contacted.filter((host) => !host.startsWith('127.0.0.1'));
	}, 30_000);
	afterAll(async () => {
		for (const { router, other } of played) await Promise.all([router?.close(), other?.close()]);
	});

	it.each(played)('of $job.provider at $place is asked for through the router alone', (one) => {
		expect(one.result?.items).toHaveLength(1);
		for (const { headers, path } of one.other?.requests ?? []) {
			expect(path).toBe('/result.png');
			expect(headers.authorization).toBeUndefined();
			expect(headers[SECRET_HEADER]).toBeUndefined();
		}
		const asked = one.router?.requests.filter(({ path }) => !path.startsWith('/api/')) ?? [];
		expect(asked.length).toBeGreaterThan(0);
		for (const { path } of asked) expect(path.startsWith(`/${one.job.provider}/`)).toBe(true);
		if (one.isRedirected) expect(one.other?.requests).toHaveLength(0);
	});

	it('is asked for at no other host', () => {
		expect(outside).toEqual([]);
	});

	it.each(played.filter(({ place, isRedirected }) => place === 'https://provider.example.com' && !isRedirected))('of $job.provider is polled without the headers of the user', ({ result, router }) => {
		expect(result?.items[0]?.binary).toBeDefined();
		const others = router?.requests.filter(({ path }) => !path.startsWith('/api/')) ?? [];
		const [request, ...polls] = others;
		expect(request?.headers[SECRET_HEADER]).toBe('1');
		for (const { headers } of polls) expect(headers[SECRET_HEADER]).toBeUndefined();
		for (const { headers, path } of router?.requests ?? []) if (path.startsWith('/api/')) expect(headers[SECRET_HEADER]).toBeUndefined();
	});

	it('whose address to cancel it is none does not end the process', async () => {
		const thrown: unknown[] = [];
		const onThrown = (error: unknown): void => void thrown.push(error);
		process.on('uncaughtException', onThrown);
		play = ({ seen, response }) => {
			if (seen.path.startsWith('/api/')) return json(response, 200, { inferenceProviderMapping: { replicate: { status: 'live', providerId: 'maker/model', task: 'text-to-image' } } });
			json(response, 200, { id: 'job', status: 'processing', urls: { get: 'https://api.replicate.com/v1/predictions/job', cancel: 'nonsense' } });
		};
		const result = await run({ operation: 'text-to-image', prompt: 'a fox', provider: 'replicate', model: { __rl: true, mode: 'id', value: 'maker/endless' }, options: { timeout: 1 } });
		await new Promise((resolve) => setTimeout(resolve, 50));
		process.off('uncaughtException', onThrown);
		expect(detailsOf(result).type).toBe('timeout');
		expect(thrown).toEqual([]);
	});
});

describe("The user's headers", () => {
	it('go with the request, and Authorization among them replaces the token', async () => {
		await run(classify({ model: url(`${home.url}/x`), options: { headers: `{"${SECRET_HEADER}":"1","AUTHORIZATION":"Basic abc"}` } }));
		expect(home.requests[0]?.headers).toMatchObject({ [SECRET_HEADER]: '1', authorization: 'Basic abc' });
		expect(JSON.stringify(home.requests[0]?.headers)).not.toContain(TOKEN);
	});

	it('do not open a host that may not have the token', async () => {
		const result = await run(classify({ model: url(`${away.url}/x`), options: { headers: '{"authorization":"Basic abc"}' } }));
		expect(detailsOf(result).type).toBe('refusedHost');
		expectNothingAway();
	});

	it.each(['Host', 'content-length', 'Transfer-Encoding', 'connection', 'TE', 'upgrade', 'Keep-Alive', 'proxy-authorization', 'trailer', 'expect', 'a b', 'a:b', '', 'x\r\ny', 'x\u0000', '\u00e9'])('cannot set %j', async (name) => {
		const result = await run(classify({ model: url(`${home.url}/x`), options: { headers: JSON.stringify({ [name]: '1' }) } }));
		expect(detailsOf(result).type).toBe('invalidInput');
		expect(contacted).toEqual([]);
	});

	it.each(['a\r\nx-injected: 1', 'a\nb', 'a\rb', 'a\u0000b', 'a\u007fb', '\u2028', '\ud83e\udd17'])('cannot hold %j', async (value) => {
		const result = await run(classify({ model: url(`${home.url}/x`), options: { headers: JSON.stringify({ 'x-a': value }) } }));
		expect(detailsOf(result).type).toBe('invalidInput');
		expect(contacted).toEqual([]);
	});
});

describe('A server that echoes the token', () => {
	const events = (data: readonly string[]): Play => ({ response }) => send(response, 200, data.map((one) => `data: ${one}\n\n`).join(''), { 'content-type': 'text/event-stream' });
	const chat = (message: IDataObject): IDataObject => ({ choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: 'stop' }], model: TOKEN, usage: { prompt_tokens: 1, [TOKEN]: 1 } });
	const speak = { operation: 'chat-completion', prompt: 'hello' };
	const custom = { operation: 'custom-request', json: '{ "inputs": "" }' };
	const draw = { operation: 'text-to-image', prompt: 'a fox' };

	interface Echo {
		readonly where: string;
		readonly play: Play;
		readonly parameters?: IDataObject;
	}
	const ECHOES: readonly Echo[] = [
		{ where: 'an error in JSON', play: ({ response }) => json(response, 401, { error: `Invalid token ${TOKEN}` }) },
		{ where: 'an error as text', play: ({ response }) => send(response, 500, `Bearer ${TOKEN} is not known`) },
		{ where: "an error page's title", play: ({ response }) => page(response, 502, TOKEN), parameters: { options: { maxRetries: 0 } } },
		{ where: 'a list of validation errors', play: ({ response }) => json(response, 422, { detail: [{ loc: ['header', TOKEN], msg: `bad ${TOKEN}` }] }) },
		{ where: 'an error that is long, cut in the middle of it', play: ({ response }) => json(response, 400, { error: `${'x'.repeat(1000 - TOKEN.length + 3)}${TOKEN}${'y'.repeat(200)}` }) },
		{ where: 'text for JSON, cut in the middle of it', play: ({ response }) => send(response, 200, `${'x '.repeat(93)}${TOKEN}${' y'.repeat(100)}`, { 'content-type': 'text/plain' }) },
		{ where: 'a bare JSON text, cut in the middle of it', play: ({ response }) => json(response, 200, `${'x '.repeat(90)}${TOKEN}${' y'.repeat(100)}`) },
		{ where: 'JSON that cannot be read', play: ({ response }) => send(response, 200, `${TOKEN} is your token`, { 'content-type': 'application/json' }) },
		{ where: 'a page for an answer', play: ({ response }) => page(response, 200, TOKEN) },
		{ where: 'a success that says an error', play: ({ response }) => json(response, 200, { error: { message: TOKEN } }) },
		{ where: 'the id of the request', play: ({ response }) => json(response, 500, { error: 'broken' }, { 'x-request-id': TOKEN }) },
		{ where: 'the id of a request that succeeds', play: ({ response }) => json(response, 200, [{ label: 'A', score: 1 }], { 'x-request-id': TOKEN, 'x-compute-time': '1' }) },
		{ where: 'a redirect', play: ({ response }) => void response.writeHead(307, { location: `http://${TOKEN.toLowerCase()}.example.com/${TOKEN}` }).end() },
		{ where: 'the name of a compression', play: ({ response }) => send(response, 200, '[]', { 'content-type': 'application/json', 'content-encoding': TOKEN }) },
		{ where: 'the status line', play: ({ socket }) => void socket.end(`HTTP/1.1 500 ${TOKEN}\r\nContent-Length: 0\r\n\r\n`) },
		{ where: 'a label', play: ({ response }) => json(response, 200, [{ label: TOKEN, score: 1 }]) },
		{ where: 'a key', play: ({ response }) => json(response, 200, [{ label: 'A', score: 1, [TOKEN]: { [`x${TOKEN}y`]: [TOKEN] } }]) },
		{ where: 'an answer of an unknown form', play: ({ response }) => json(response, 200, { [TOKEN]: [[[TOKEN]]] }) },
		{ where: 'an answer that is passed on', play: ({ response }) => json(response, 200, [{ label: TOKEN, score: 1 }]), parameters: { simplify: false } },
		{ where: 'results that are split', play: ({ response }) => json(response, 200, [{ label: TOKEN, score: 1 }, { label: 'B', [TOKEN]: 0 }]), parameters: { options: { splitResults: true, includeMetadata: true } } },
		{ where: 'a message', play: ({ response }) => json(response, 200, chat({ content: `You are ${TOKEN}` })), parameters: speak },
		{ where: 'the arguments of a tool', play: ({ response }) => json(response, 200, chat({ content: '', tool_calls: [{ id: TOKEN, type: 'function', function: { name: TOKEN, arguments: JSON.stringify({ [TOKEN]: TOKEN }) } }] })), parameters: speak },
		{ where: 'the pieces of a streamed message', play: events([...TOKEN].map((content) => JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: 'stop' }] }))), parameters: speak },
		{ where: 'an error in a stream', play: events([JSON.stringify({ error: { message: TOKEN } })]), parameters: speak },
		{ where: 'events', play: events([JSON.stringify({ [TOKEN]: 1 }), TOKEN]), parameters: { ...custom, stream: true } },
		{ where: 'JSON of a custom request', play: ({ response }) => json(response, 200, { token: TOKEN, error: TOKEN }), parameters: custom },
		{ where: 'text of a custom request', play: ({ response }) => send(response, 200, TOKEN, { 'content-type': 'text/plain' }), parameters: custom },
		{ where: 'the media type of a file', play: ({ response }) => send(response, 200, Buffer.from([0, 1, 2, 3, 4, 5, 6, 7]), { 'content-type': `image/${TOKEN}` }), parameters: draw },
		{ where: 'the name of a file', play: ({ response }) => send(response, 200, PNG, { 'content-type': 'image/png', 'content-disposition': `attachment; filename="${TOKEN}.png"` }), parameters: draw },
		{ where: 'what stands beside a file', play: ({ response }) => json(response, 200, { image: PNG.toString('base64'), [TOKEN]: TOKEN, content_type: `image/${TOKEN}` }), parameters: draw },
		{ where: 'the address of a result', play: ({ response }) => json(response, 200, { url: `http://${TOKEN}.evil.test/${TOKEN}` }), parameters: draw },
		{ where: 'the reason for a wait', play: (exchange) => (exchange.nth === 1 ? json(exchange.response, 503, { error: `Model ${TOKEN} is loading`, estimated_time: 0.1 }) : exchange.serve()) },
	];

	const sent = (exchange: Exchange, echo: Play): void | Promise<void> => echo(exchange);

	it.each(ECHOES)('in $where shows it to nobody', async ({ play: echo, parameters = {} }) => {
		play = (exchange) => sent(exchange, echo);
		const all = classify({ model: url(`${home.url}/x`), options: { includeMetadata: true }, ...parameters });
		for (const onError of ['continueRegularOutput', 'continueErrorOutput', 'stopWorkflow'] as const) {
			const result = await runNode({ parameters: all, credential: credential(), onError });
			expect(authorizations(home)).toContain(`Bearer ${TOKEN}`);
			const shown = allThatIsShown(result).toLowerCase();
			expect(shown).not.toContain(TOKEN.toLowerCase());
			// Nor a good part of it.
			expect(shown).not.toContain(TOKEN.slice(0, 12).toLowerCase());
			expect(shown).not.toContain(TOKEN.slice(-12).toLowerCase());
		}
		expect(logged.join('\n')).not.toContain(TOKEN);
	});

	it('cannot send it on by way of the model that is used', async () => {
		const result = await run(classify({ model: { __rl: true, mode: 'id', value: `={{ "${TOKEN}" }}` }, options: { includeMetadata: true } }));
		expect(allThatIsShown(result)).not.toContain(TOKEN);
	});
});

it.each(['embedding-server-of-ours', 'dimensions-and-more-of-them'])('A token that begins like a word of the answer (%s) does not take the words of the API from the item', async (accessToken) => {
	play = ({ response }) => json(response, 200, [0.1, 0.2]);
	const result = await run({ operation: 'feature-extraction', text: 'hello', model: url(`${home.url}/x`) }, { credential: credential({ accessToken }) });
	expect(result.json[0]).toEqual({ embedding: [0.1, 0.2], dimensions: 2 });
});

describe('Without a token', () => {
	it('any host may be called, and sees none', async () => {
		const result = await runNode({ parameters: classify({ model: url(`${away.url}/x`) }) });
		expect(result.json[0]).toMatchObject({ label: 'POSITIVE' });
		expect(authorizations(away)).toEqual([undefined]);
	});

	it('the credential is not read, though the node has one', async () => {
		const result = await runNode({ parameters: classify({ authentication: 'none', model: url(`${away.url}/x`) }), credential: credential() });
		expect(result.json[0]).toMatchObject({ label: 'POSITIVE' });
		expect(authorizations(away)).toEqual([undefined]);
	});

	it.each(['', '   ', '\n'])('because it is %j, no header is sent', async (accessToken) => {
		await run(classify({ model: url(`${away.url}/x`) }), { credential: credential({ accessToken }) });
		expect(authorizations(away)).toEqual([undefined]);
	});
});

it.each(['hf_a\r\nx-injected: 1', 'hf_\u00e9', 'hf_a b', 'hf_\u0000'])('A token %j is not sent at all', async (accessToken) => {
	const { error } = await runNode({ parameters: classify({ model: url(`${home.url}/x`) }), credential: credential({ accessToken }) });
	expect(error?.context?.type).toBe('invalidInput');
	expect(contacted).toEqual([]);
});
