import { Hub } from '../../../nodes/shared/client/hub';
import { makeService, type Service } from '../../../nodes/shared/client/service';
import { later } from '../later';
import { useServer } from '../server';

const PAGE = '<html>Maintenance</html>';
const MODEL = JSON.stringify({ inferenceProviderMapping: [{ provider: 'together', status: 'live' }] });
const never = new AbortController().signal;
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

let answer = { status: 200, body: MODEL };
let asked = 0;

const server = useServer((_request, response) => {
	asked += 1;
	response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
});

beforeEach(() => {
	answer = { status: 200, body: MODEL };
	asked = 0;
});
afterEach(() => jest.restoreAllMocks());

function service(): Service {
	return makeService({ accessToken: 'hf_hub', hubUrl: server.url });
}

const providersOf = async (hub: Hub): Promise<string[]> =>
	(await hub.providerMappings('org/name', never)).map(({ provider }) => provider);

describe('The providers of a model', () => {
	it('are asked for once in five minutes, by all runs', async () => {
		const about = service();
		for (const hub of [new Hub(about), new Hub(about)]) expect(await providersOf(hub)).toEqual(['together']);
		expect(asked).toBe(1);
		later(6 * MINUTE_MS);
		await providersOf(new Hub(about));
		expect(asked).toBe(2);
	});

	it('stay known while the Hub is down, in this run and in others', async () => {
		const about = service();
		const hub = new Hub(about);
		await providersOf(hub);
		later(6 * MINUTE_MS);
		answer = { status: 200, body: PAGE };
		expect(await providersOf(hub)).toEqual(['together']);
		expect(await providersOf(new Hub(about))).toEqual(['together']);
		expect(asked).toBe(2);
	});

	it('are gone where the Hub does not know the model any more', async () => {
		const hub = new Hub(service());
		await providersOf(hub);
		later(6 * MINUTE_MS);
		answer = { status: 404, body: '{"error":"Repository not found"}' };
		await expect(providersOf(hub)).rejects.toMatchObject({ details: { type: 'notFound' } });
	});

	it('are asked for again half a minute after a failure of the Hub', async () => {
		const hub = new Hub(service());
		answer = { status: 200, body: PAGE };
		await expect(providersOf(hub)).rejects.toMatchObject({ details: { type: 'unexpectedResponse' } });
		answer = { status: 200, body: MODEL };
		later(29 * SECOND_MS);
		await expect(providersOf(hub)).rejects.toMatchObject({ details: { type: 'unexpectedResponse' } });
		expect(asked).toBe(1);
		later(2 * SECOND_MS);
		expect(await providersOf(hub)).toEqual(['together']);
	});

	it('are asked for once a run where the Hub does not know the model', async () => {
		const hub = new Hub(service());
		answer = { status: 404, body: '{"error":"Repository not found"}' };
		await expect(providersOf(hub)).rejects.toMatchObject({ details: { type: 'notFound' } });
		later(10 * MINUTE_MS);
		await expect(providersOf(hub)).rejects.toMatchObject({ details: { type: 'notFound' } });
		expect(asked).toBe(1);
	});
});
