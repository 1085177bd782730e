import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Hub } from '../../../nodes/shared/client/hub';
import { routerModels } from '../../../nodes/shared/client/routerModels';
import { makeService, type Service } from '../../../nodes/shared/client/service';

const MODEL = { id: 'org/name', owned_by: 'org', providers: [{ provider: 'together', status: 'live' }] };
const FIGURES = { id: 'org/name', owner: 'org', providers: [{ provider: 'together', isLive: true }] };
const patience = { patienceMs: 60_000, signal: new AbortController().signal };
const MINUTE_MS = 60_000;

let server: Server;
let status = 200;
let asked: string[] = [];

beforeEach(async () => {
	status = 200;
	asked = [];
	server = createServer(({ url = '', headers }, response) => {
		asked.push(`${url} ${headers.authorization ?? 'anonymous'}`);
		response.writeHead(status, { 'content-type': 'application/json' });
		response.end(JSON.stringify(url === '/v1/models' ? { data: [MODEL] } : MODEL));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
	jest.restoreAllMocks();
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
});

function service(accessToken = 'hf_one'): Service {
	return makeService({ accessToken, routerUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

/** Has the clock of look-ups show a later time. */
function later(milliseconds: number): void {
	const now = Date.now();
	jest.spyOn(Date, 'now').mockReturnValue(now + milliseconds);
}

describe("The router's models", () => {
	it('are asked for once in ten minutes', async () => {
		expect(await routerModels(service(), patience)).toEqual([FIGURES]);
		later(9 * MINUTE_MS);
		expect(await routerModels(service(), patience)).toEqual([FIGURES]);
		expect(asked).toEqual(['/v1/models Bearer hf_one']);
		later(11 * MINUTE_MS);
		await routerModels(service(), patience);
		expect(asked).toHaveLength(2);
	});

	it("are asked for by each token, and never with a provider's own key", async () => {
		for (const token of ['hf_one', 'hf_two', '', 'gsk_key']) await routerModels(service(token), patience);
		expect(asked).toEqual([
			'/v1/models Bearer hf_one',
			'/v1/models Bearer hf_two',
			'/v1/models anonymous',
			'/v1/models anonymous',
		]);
	});

	it('are asked for again ten seconds after a failure', async () => {
		status = 500;
		expect(await routerModels(service(), patience)).toBeUndefined();
		later(9_000);
		expect(await routerModels(service(), patience)).toBeUndefined();
		expect(asked).toHaveLength(1);
		status = 200;
		later(11_000);
		expect(await routerModels(service(), patience)).toEqual([FIGURES]);
	});
});

describe('A model in a run', () => {
	it('keeps its last figures where the router fails later', async () => {
		const hub = new Hub(service());
		expect(await hub.chatModel('org/name', patience)).toEqual(FIGURES);
		status = 500;
		later(11 * MINUTE_MS);
		expect(await hub.chatModel('org/name', patience)).toEqual(FIGURES);
		expect(await new Hub(service()).chatModel('org/name', patience)).toBeUndefined();
		expect(asked.filter((request) => request.startsWith('/v1/models/org/name '))).toHaveLength(2);
	});

	it('is unknown where the router does not know it', async () => {
		status = 404;
		expect(await new Hub(service()).chatModel('org/name', patience)).toBeUndefined();
	});
});
