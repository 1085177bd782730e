import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { routedCells, type Cell } from './cells';
import { differencesOf } from './differences';
import { hubSays, mappingFor, modelFor } from './hub';
import { atOnce, expectAnswered, optionsFor, TOKEN } from './node';
import { startSandbox, type Sandbox } from '../../sandbox';
import { runNode, type RunResult } from '../support/engine';

let sandbox: Sandbox;
let proxy: Server;
/** Local ports of the connections that the proxy made: what reached the sandbox by them came through it. */
const ports = new Set<number | undefined>();
const tunnels: string[] = [];

/** A proxy that takes every host for the sandbox. */
beforeAll(async () => {
	sandbox = await startSandbox();
	proxy = createServer((_request, response) => response.writeHead(405).end());
	proxy.on('connect', (request, socket) => {
		tunnels.push(request.url ?? '');
		const upstream = connect(Number(new URL(sandbox.url).port), '127.0.0.1', () => {
			ports.add(upstream.localPort);
			socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
			upstream.pipe(socket).pipe(upstream);
		});
		upstream.on('error', () => socket.destroy());
		socket.on('error', () => upstream.destroy());
	});
	await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
	const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
	Object.assign(process.env, { HTTP_PROXY: address, HTTPS_PROXY: address });
	Reflect.deleteProperty(process.env, 'NO_PROXY');
});

afterAll(async () => {
	for (const name of ['HTTP_PROXY', 'HTTPS_PROXY']) Reflect.deleteProperty(process.env, name);
	proxy.close();
	await sandbox.close();
});

const answered = routedCells.filter((cell) => differencesOf({ ...cell, withParameters: false }).length === 0);
const results = new Map<Cell, RunResult>();
/** Method and path of every request that the sandbox got, and whether it came through the proxy. */
const requests: Array<{ readonly request: string; readonly throughProxy: boolean }> = [];

beforeAll(async () => {
	sandbox.respond((request, response) => {
		requests.push({ request: `${request.method} ${request.path}`, throughProxy: ports.has(response.socket?.remotePort) });
		const cell = answered.find((one) => request.path.startsWith(`/api/models/${modelFor(one)}?`));
		return cell === undefined ? false : hubSays(mappingFor(cell))(request, response);
	});
	await atOnce(answered, async (cell) => {
		results.set(cell, await runNode(optionsFor(cell, false, { accessToken: TOKEN, hubUrl: 'http://hub.test', routerUrl: 'http://router.test' })));
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
		expect(all.filter((request) => /^GET .*(\/requests\/|\/predictions\/|\/task-result|\/v2\/videos\/|async-result|\/query\/)/.test(request)).length).toBeGreaterThan(20);
		expect(all.filter((request) => request.startsWith('GET /files/')).length).toBeGreaterThan(15);
		expect(new Set(tunnels)).toEqual(new Set(['hub.test:80', 'router.test:80', new URL(sandbox.url).host]));
	});
});
