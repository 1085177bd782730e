import { json, send, type Hostile, type Play } from '../../faults/hostile';
import { detailsOf, PNG, SECRET_HEADER, url, useServers } from './servers';

const servers = useServers();
const { contacted, filled, run } = servers;

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
		['of an input from another host', () => `${servers.away.url}/file.png`, () => servers.away],
		["of an input from the token's host", () => `${servers.home.url}/file.png`, () => servers.home],
	])('%s', async (_what, inputUrl, server) => {
		servers.play = (exchange) => (exchange.seen.method === 'GET' ? picture(exchange) : exchange.serve());
		servers.playAway = picture;
		const result = await run({
			operation: 'image-classification',
			model: url(`${servers.home.url}/model`),
			inputSource: 'url',
			inputUrl: inputUrl(),
			...secret,
		});
		expect(result.json[0]).toMatchObject({ label: 'POSITIVE' });
		expectBare(server(), /file\.png/);
	});

	it("of an input redirected to the token's host", async () => {
		servers.playAway = ({ response }) =>
			void response.writeHead(302, { location: `${servers.home.url}/file.png` }).end();
		servers.play = (exchange) => (exchange.seen.method === 'GET' ? picture(exchange) : exchange.serve());
		await run({
			operation: 'image-classification',
			model: url(`${servers.home.url}/model`),
			inputSource: 'url',
			inputUrl: `${servers.away.url}/start`,
			...secret,
		});
		expectBare(servers.away, /start/);
		expectBare(servers.home, /file\.png/);
	});

	it.each([
		['as an object', (place: string) => ({ url: place })],
		['in a list', (place: string) => [{ url: place }]],
		['as images', (place: string) => ({ images: [{ url: place }] })],
		['as a bare text', (place: string) => place],
		['as data', (place: string) => ({ data: [{ url: place }] })],
	])('of a result given %s', async (_what, answer) => {
		servers.play = ({ response }) => json(response, 200, answer(`${servers.away.url}/result.png`));
		servers.playAway = picture;
		const result = await run({
			operation: 'text-to-image',
			prompt: 'a fox',
			model: url(`${servers.home.url}/model`),
			...secret,
		});
		expect(result.items[0]?.binary?.data?.mimeType).toBe('image/png');
		expectBare(servers.away, /result\.png/);
	});

	it.each(['https://me:secret@{away}/file.png', 'file:///etc/passwd', 'ftp://{away}/x', 'http://'])(
		'and %s is not a valid input address',
		async (place) => {
			const result = await run({
				operation: 'image-classification',
				model: url(`${servers.home.url}/model`),
				inputSource: 'url',
				inputUrl: filled(place),
			});
			expect(detailsOf(result).type).toBe('invalidInput');
			expect(contacted).toEqual([]);
		},
	);

	it.each(['file:///etc/passwd', 'ftp://127.0.0.1/x', 'javascript:alert(1)'])(
		'and is not redirected to %s',
		async (location) => {
			servers.playAway = ({ response }) => void response.writeHead(302, { location }).end();
			const result = await run({
				operation: 'image-classification',
				model: url(`${servers.home.url}/model`),
				inputSource: 'url',
				inputUrl: `${servers.away.url}/file.png`,
			});
			expect(detailsOf(result).type).toBe('refusedHost');
		},
	);
});
