import { routerModel, routerModels } from '../../../nodes/shared/client/routerModels';
import { makeService, type Service } from '../../../nodes/shared/client/service';
import { later } from '../later';
import { useServer } from '../server';

const MODEL = { id: 'org/name', owned_by: 'org', providers: [{ provider: 'together', status: 'live' }] };
const FIGURES = { id: 'org/name', owner: 'org', providers: [{ provider: 'together', isLive: true }] };
const patience = { patienceMs: 60_000, signal: new AbortController().signal };
const MINUTE_MS = 60_000;

let status = 200;
let asked: string[] = [];

const server = useServer(({ url = '', headers }, response) => {
	asked.push(`${url} ${headers.authorization ?? 'anonymous'}`);
	response.writeHead(status, { 'content-type': 'application/json' });
	response.end(JSON.stringify(url === '/v1/models' ? { data: [MODEL] } : MODEL));
});

beforeEach(() => {
	status = 200;
	asked = [];
});
afterEach(() => jest.restoreAllMocks());

function service(accessToken = 'hf_one'): Service {
	return makeService({ accessToken, routerUrl: server.url });
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

describe('A model of the router', () => {
	it('keeps its last figures while the router fails, for all of its token', async () => {
		expect(await routerModel('org/name', service(), patience)).toEqual(FIGURES);
		status = 500;
		later(11 * MINUTE_MS);
		expect(await routerModel('org/name', service(), patience)).toEqual(FIGURES);
		expect(await routerModel('org/name', service(), patience)).toEqual(FIGURES);
		expect(await routerModel('org/name', service('hf_two'), patience)).toBeUndefined();
		expect(asked.filter((request) => request.endsWith('hf_one'))).toHaveLength(2);
	});

	it('loses them where the router does not know it any more', async () => {
		expect(await routerModel('org/name', service(), patience)).toEqual(FIGURES);
		status = 404;
		later(11 * MINUTE_MS);
		expect(await routerModel('org/name', service(), patience)).toBeUndefined();
	});
});
