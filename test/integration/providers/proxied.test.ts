import { routedCells, type Cell } from './cells';
import { differenceOf } from './differences';
import { hubSays, mappingFor, modelFor } from './hub';
import { atOnce, expectAnswered, optionsFor, TOKEN } from './node';
import { startSandbox, type Sandbox } from '../../../sandbox';
import { runNode, type RunResult } from '../support/engine';
import { useProxy } from '../support/proxy';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
const { forwarded, ports } = useProxy(() => sandbox.url);
afterAll(async () => await sandbox.close());

const answered = routedCells.filter((cell) => differenceOf(cell) === undefined);
const results = new Map<Cell, RunResult>();
/** Method and path of every request that the sandbox got, and whether it came through the proxy. */
const requests: Array<{ readonly request: string; readonly throughProxy: boolean }> = [];

beforeAll(async () => {
	sandbox.respond((request, response) => {
		requests.push({
			request: `${request.method} ${request.path}`,
			throughProxy: ports.has(response.socket?.remotePort),
		});
		const cell = answered.find((one) => request.path.startsWith(`/api/models/${modelFor(one)}?`));
		return cell === undefined ? false : hubSays(mappingFor(cell))(request, response);
	});
	await atOnce(answered, async (cell) => {
		results.set(
			cell,
			await runNode(
				optionsFor(cell, false, { accessToken: TOKEN, hubUrl: 'http://hub.test', routerUrl: 'http://router.test' }),
			),
		);
	});
}, 300_000);

describe('behind a proxy', () => {
	it.each(answered)('$task at $provider is answered', (cell) => {
		expectAnswered(results.get(cell), cell);
	});

	it('every request went through it', () => {
		expect(requests.filter(({ throughProxy }) => !throughProxy)).toEqual([]);
	});

	it('lookups, polls of jobs and downloads of results were among them', () => {
		const all = requests.map(({ request }) => request);
		expect(all.filter((request) => request.startsWith('GET /api/models/'))).toHaveLength(answered.length);
		expect(
			all.filter((request) =>
				/^GET .*(\/requests\/|\/predictions\/|\/task-result|\/v2\/videos\/|async-result|\/query\/)/.test(request),
			).length,
		).toBeGreaterThan(20);
		expect(all.filter((request) => request.startsWith('GET /files/')).length).toBeGreaterThan(15);
		expect(new Set(forwarded.map((url) => new URL(url).host))).toEqual(
			new Set(['hub.test', 'router.test', new URL(sandbox.url).host]),
		);
	});
});
