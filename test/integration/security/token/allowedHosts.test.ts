import { runNode } from '../../support/engine';
import { authorizations, classify, detailsOf, TOKEN, url, useServers } from './servers';

const servers = useServers();
const { contacted, credential, expectNothingAway, filled, run } = servers;

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
	])('"%s" allows %s to get the token', async (allowedHosts, address) => {
		const result = await run(classify({ model: url(filled(address)) }), {
			credential: credential({ allowedHosts: filled(allowedHosts) }),
		});
		expect(result.json[0]).toMatchObject({ label: 'POSITIVE' });
		expect(authorizations(servers.away)).toEqual([`Bearer ${TOKEN}`]);
	});
});

describe('The Endpoint URL of the credential', () => {
	it('receives the token at every path, and another port does not', async () => {
		const endpoint = credential({ endpointUrl: `${servers.away.url}/a` });
		expect((await run(classify({ model: '' }), { credential: endpoint })).json[0]).toMatchObject({ label: 'POSITIVE' });
		expect(
			(await run(classify({ model: url(`${servers.away.url}/b`) }), { credential: endpoint })).json[0],
		).toMatchObject({ label: 'POSITIVE' });
		expect(authorizations(servers.away)).toEqual([`Bearer ${TOKEN}`, `Bearer ${TOKEN}`]);
		expect(
			detailsOf(
				await run(
					classify({ model: url(`http://127.0.0.1:${servers.away.port === 65535 ? 1 : servers.away.port + 1}/`) }),
					{ credential: endpoint },
				),
			).type,
		).toBe('refusedHost');
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
		const result = await run(classify({ model: url(`${servers.away.url}/x`) }), {
			credential: credential({ allowedHosts: servers.away.host, ...restriction }),
		});
		expect(detailsOf(result).type).toBe('refusedHost');
		expectNothingAway();
	});

	it('to specific domains also applies to the Hub', async () => {
		const result = await run(classify({ model: { __rl: true, mode: 'id', value: 'some/model' } }), {
			credential: credential({ allowedHttpRequestDomains: 'domains', allowedDomains: 'models.example.com' }),
		});
		expect(detailsOf(result).type).toBe('refusedHost');
		expect(authorizations(servers.home)).not.toContain(`Bearer ${TOKEN}`);
	});
});
