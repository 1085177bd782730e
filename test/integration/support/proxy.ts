import { createServer, request as ask, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';

const VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];

/** What went through the proxy of a test file. */
export interface ProxyUse {
	/** Hosts and ports that a tunnel was asked for. */
	readonly tunnels: string[];
	/** Whole addresses of the requests that came without a tunnel. */
	readonly forwarded: string[];
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
	const forwarded: string[] = [];
	const ports = new Set<number | undefined>();
	let proxy: Server | undefined;
	beforeAll(async () => {
		const started = createServer((request, response) => {
			forwarded.push(request.url ?? '');
			const { pathname, search } = new URL(request.url ?? '');
			const { method, headers } = request;
			const onward = ask(new URL(pathname + search, server()), { method, headers, agent: false }, (answer) => {
				response.writeHead(answer.statusCode ?? 502, answer.headers);
				answer.pipe(response);
			});
			onward.on('socket', (socket) => socket.once('connect', () => ports.add(socket.localPort)));
			onward.on('error', () => response.destroy());
			request.pipe(onward);
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
	return { tunnels, forwarded, ports };
}
