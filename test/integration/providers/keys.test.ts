import { runNode, type RunResult } from '../support/engine';
import { useSandbox } from '../support/sandbox';
import { NOTED, noteAll } from '../wire/noted';
import { cells, type Cell } from './cells';
import { differenceOf, mended } from './differences';
import { hubSays, mappingFor } from './hub';
import { optionsFor } from './node';
import { officialCall } from './official';
import { playProviders, usePlainTls } from './plainTls';
import { sentTo } from './wire';

const sandbox = useSandbox();
usePlainTls(() => Number(new URL(sandbox.current().url).port));

/** A provider's own key: it does not start as Hugging Face's tokens do. */
const KEY = ['provider', 'key', '1234567890'].join('-');

const direct = cells.filter(({ provider }) => provider !== 'hf-inference');

async function run(cell: Cell, more: object = {}): Promise<RunResult> {
	const options = optionsFor(cell, false, {
		accessToken: KEY,
		organization: 'my-organization',
		hubUrl: sandbox.current().url,
		routerUrl: sandbox.current().url,
	});
	return await runNode({ ...options, parameters: { ...options.parameters, ...more } });
}

describe.each(direct)('$task with the key of $provider', (cell) => {
	const isSame = differenceOf(cell) === undefined;

	if (isSame)
		it('goes to the provider itself, as the official client sends it', async () => {
			noteAll(sandbox.current());
			sandbox.current().respond(hubSays(mappingFor(cell)));
			const { error } = await run(cell);
			expect(error?.message).toContain(NOTED);
			const { url, method, headers, body } = await officialCall(cell, KEY);
			const posts = sandbox.current().requests.filter((request) => request.method === 'POST');
			expect(posts.map((request) => request.headers.host)).toEqual([url.host]);
			const json = headers['content-type']?.includes('json') ? JSON.parse(body.toString()) : undefined;
			const official = await sentTo([{ method, path: url.pathname + url.search, headers, body, json }]);
			expect(await sentTo(posts)).toEqual(mended(official, cell));
			expect(posts[0]?.headers).not.toHaveProperty('x-hf-bill-to');
		});

	it('does not tell the Hub the key', async () => {
		noteAll(sandbox.current());
		sandbox.current().respond(hubSays(mappingFor(cell)));
		await run(cell);
		const lookups = sandbox.current().requests.filter(({ path }) => path.startsWith('/api/models/'));
		expect(lookups.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
	});
});

describe('a job that queues at the provider itself', () => {
	it.each([
		['fal-ai', 'text-to-video', 'queue.fal.run'],
		['replicate', 'text-to-image', 'api.replicate.com'],
		['wavespeed', 'text-to-image', 'api.wavespeed.ai'],
		['novita', 'text-to-video', 'api.novita.ai'],
		['together', 'text-to-video', 'api.together.xyz'],
		['zai-org', 'text-to-image', 'api.z.ai'],
	])('%s: is asked for there, with the key, and its result is downloaded without', async (provider, task, host) => {
		const cell = direct.find((one) => one.provider === provider && one.task === task);
		if (cell === undefined) throw new Error('the official client has no such cell');
		const arrivals = playProviders(sandbox.current(), new Map([[host, provider]]));
		sandbox.current().respond(hubSays(mappingFor(cell)));
		const { error, items } = await run(cell);
		expect(error).toBeUndefined();
		expect(items[0]?.binary?.data).toBeDefined();
		const calls = arrivals.filter(({ host: called }) => called === host);
		expect(calls.length).toBeGreaterThan(provider === 'replicate' ? 0 : 2);
		for (const { authorization } of calls) expect(authorization).toMatch(new RegExp(`^(Bearer|Key) ${KEY}$`));
		const others = arrivals.filter(({ host: called }) => called !== host);
		expect(others.filter(({ path }) => path.startsWith('/files/'))).toHaveLength(1);
		for (const { authorization } of others) expect(authorization).toBeUndefined();
	});
});

describe("a provider's key", () => {
	const chat = direct.find(({ provider, task }) => provider === 'together' && task === 'chat-completion');
	const image = direct.find(({ provider, task }) => provider === 'together' && task === 'text-to-image');
	if (chat === undefined || image === undefined) throw new Error('the official client has no such cells');

	it('goes to no provider that Hugging Face chooses', async () => {
		sandbox.current().respond(hubSays(mappingFor(image)));
		const { error } = await run(image, { provider: 'auto' });
		expect(error?.message).toContain("a provider's own key");
		expect(error?.description).toContain("'Provider'");
		expect(sandbox.current().requests.filter(({ method }) => method === 'POST')).toEqual([]);
	});

	it("does not go to Hugging Face's chat router", async () => {
		const options = optionsFor(chat, false, { accessToken: KEY, hubUrl: sandbox.current().url });
		const { error } = await runNode({ ...options, parameters: { ...options.parameters, provider: 'fastest' } });
		expect(error?.message).toContain("a provider's own key");
		expect(sandbox.current().requests).toEqual([]);
	});

	it('goes to no fallback provider', async () => {
		sandbox
			.current()
			.respond(hubSays(mappingFor(image), { ...mappingFor(image), provider: 'fal-ai', providerId: 'fal-ai/x' }));
		const { error } = await run(image, { options: { fallbackProviders: 'fal-ai' } });
		expect(error?.message).toContain("'Fallback Providers'");
		expect(sandbox.current().requests.filter(({ method }) => method === 'POST')).toEqual([]);
	});

	it("goes nowhere that the credential's domains do not allow", async () => {
		sandbox.current().respond(hubSays(mappingFor(image)));
		const options = optionsFor(image, false, {
			accessToken: KEY,
			hubUrl: sandbox.current().url,
			routerUrl: sandbox.current().url,
			allowedHttpRequestDomains: 'domains',
			allowedDomains: '127.0.0.1',
		});
		const { error } = await runNode(options);
		expect(error?.context).toMatchObject({ type: 'refusedHost' });
		expect(error?.message).toContain('api.together.xyz');
		expect(sandbox.current().requests.filter(({ method }) => method === 'POST')).toEqual([]);
	});
});

it('a model of a provider that the Hub does not know must carry its name', async () => {
	const openai = direct.find(({ provider, task }) => provider === 'openai' && task === 'chat-completion');
	if (openai === undefined) throw new Error('the official client has no such cell');
	const { error } = await run(openai, { model: { __rl: true, mode: 'id', value: 'gpt-5' } });
	expect(error?.message).toContain("'openai/...'");
});
