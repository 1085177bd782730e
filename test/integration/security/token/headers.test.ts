import { classify, detailsOf, SECRET_HEADER, TOKEN, url, useServers } from './servers';

const servers = useServers();
const { contacted, expectNothingAway, run } = servers;

describe("The user's headers", () => {
	it('go with the request, and Authorization among them replaces the token', async () => {
		await run(
			classify({
				model: url(`${servers.home.url}/x`),
				options: { headers: `{"${SECRET_HEADER}":"1","AUTHORIZATION":"Basic abc"}` },
			}),
		);
		expect(servers.home.requests[0]?.headers).toMatchObject({ [SECRET_HEADER]: '1', authorization: 'Basic abc' });
		expect(JSON.stringify(servers.home.requests[0]?.headers)).not.toContain(TOKEN);
	});

	it('do not allow a host without permission for the token', async () => {
		const result = await run(
			classify({ model: url(`${servers.away.url}/x`), options: { headers: '{"authorization":"Basic abc"}' } }),
		);
		expect(detailsOf(result).type).toBe('refusedHost');
		expectNothingAway();
	});

	it.each([
		'Host',
		'content-length',
		'Transfer-Encoding',
		'connection',
		'TE',
		'upgrade',
		'Keep-Alive',
		'proxy-authorization',
		'trailer',
		'expect',
		'a b',
		'a:b',
		'',
		'x\r\ny',
		'x\u0000',
		'\u00e9',
	])('cannot set %j', async (name) => {
		const result = await run(
			classify({ model: url(`${servers.home.url}/x`), options: { headers: JSON.stringify({ [name]: '1' }) } }),
		);
		expect(detailsOf(result).type).toBe('invalidInput');
		expect(contacted).toEqual([]);
	});

	it.each(['a\r\nx-injected: 1', 'a\nb', 'a\rb', 'a\u0000b', 'a\u007fb', '\u2028', '\ud83e\udd17'])(
		'cannot hold %j',
		async (value) => {
			const result = await run(
				classify({ model: url(`${servers.home.url}/x`), options: { headers: JSON.stringify({ 'x-a': value }) } }),
			);
			expect(detailsOf(result).type).toBe('invalidInput');
			expect(contacted).toEqual([]);
		},
	);
});
