import { createServer, request as httpRequest, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';

const VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];

/** What went through the proxy of a test file. */
export interface ProxyUse {
	/** Hosts and ports of requests, with or without a tunnel. */
	readonly tunnels: string[];
	/** Local ports of the connections that the proxy made: what reached the server by them came through it. */
	readonly ports: ReadonlySet<number | undefined>;
}

/**
 * Names a proxy in the environment while a test file runs, which takes every host for one server.
 * @param server the server's address, asked for at each connection
 * @param noProxy hosts that are called directly; absent: none
 */
export function useProxy(server: () => string, noProxy?: string): ProxyUse {
	const tunnels: string[] = [];
	const ports = new Set<number | undefined>();
	let proxy: Server | undefined;
	beforeAll(async () => {
		// Plain http goes without a tunnel, with the whole address in the request, as curl sends it.
		const started = createServer((incoming, response) => {
			const asked = new URL(incoming.url ?? '/', 'http://no-address.test');
			tunnels.push(`${asked.hostname}:${asked.port || '80'}`);
			const { port } = new URL(server());
			const options = { port, host: '127.0.0.1', method: incoming.method, path: asked.pathname + asked.search };
			const upstream = httpRequest({ ...options, headers: incoming.headers }, (answer) => {
				response.writeHead(answer.statusCode ?? 502, answer.headers);
				answer.pipe(response);
			});
			upstream.on('socket', (socket) => {
				if (socket.connecting) socket.once('connect', () => ports.add(socket.localPort));
				else ports.add(socket.localPort);
			});
			upstream.on('error', () => response.destroy());
			incoming.pipe(upstream);
		});
		proxy = started;
		started.on('connect', (request, socket) => {
			tunnels.push(request.url ?? '');
			const upstream = connect(Number(new URL(server()).port), '127.0.0.1', () => {
				ports.add(upstream.localPort);
				socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
				upstream.pipe(socket).pipe(upstream);
			});
			upstream.on('error', () => socket.destroy());
			socket.on('error', () => upstream.destroy());
		});
		await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
		const address = `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
		for (const name of VARIABLES) Reflect.deleteProperty(process.env, name);
		Object.assign(process.env, {
			HTTP_PROXY: address,
			HTTPS_PROXY: address,
			...(noProxy !== undefined && { NO_PROXY: noProxy }),
		});
	});
	afterAll(() => {
		for (const name of VARIABLES) Reflect.deleteProperty(process.env, name);
		proxy?.close();
	});
	return { tunnels, ports };
}
