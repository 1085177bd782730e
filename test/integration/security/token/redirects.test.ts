import { authorizations, classify, detailsOf, SECRET_HEADER, TOKEN, url, useServers } from './servers';

const servers = useServers();
const { credential, expectNothingAway, filled, run } = servers;

describe('A redirect of a request', () => {
	const PLACES = [
		'http://{away}/x',
		'//{away}/x',
		'/\\{away}/x',
		'\\\\{away}\\x',
		'http:\\\\{away}/x',
		'http://{home}@{away}/x',
		' http://{away}/x',
		'http://localhost:{port}/x',
	];
	it.each([301, 302, 303, 307, 308].flatMap((status) => PLACES.map((place) => [status, place] as const)))(
		'with %d to %s carries nothing there',
		async (status, place) => {
			servers.play = ({ response }) => void response.writeHead(status, { location: filled(place) }).end();
			// Even a host that may have the token gets it from us alone, and not from a server.
			const result = await run(
				classify({ model: url(`${servers.home.url}/x`), options: { headers: `{"${SECRET_HEADER}":"1"}` } }),
				{ credential: credential({ allowedHosts: servers.away.host }) },
			);
			expect(detailsOf(result).type).toBe('refusedHost');
			expect(servers.home.requests).toHaveLength(1);
			expectNothingAway();
		},
	);

	it('with 307 on the same origin keeps the token there', async () => {
		servers.play = ({ seen, response, serve }) =>
			seen.path === '/x' ? void response.writeHead(307, { location: '/y' }).end() : serve();
		expect((await run(classify({ model: url(`${servers.home.url}/x`) }))).json[0]).toMatchObject({ label: 'POSITIVE' });
		expect(authorizations(servers.home)).toEqual([`Bearer ${TOKEN}`, `Bearer ${TOKEN}`]);
	});

	it('of a request to the Hub carries nothing there', async () => {
		servers.play = ({ response }) => void response.writeHead(307, { location: `${servers.away.url}/api` }).end();
		expect(detailsOf(await run(classify({ model: { __rl: true, mode: 'id', value: 'redirected/model' } }))).type).toBe(
			'refusedHost',
		);
		expectNothingAway();
	});
});
