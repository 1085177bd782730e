import { connect } from 'node:net';
import tls from 'node:tls';
import type { Sandbox } from '../../../sandbox';

/** A request to one of the world's hosts, as it was when it came. */
export interface Arrival {
	readonly method: string;
	readonly host: string;
	readonly path: string;
	readonly authorization?: string;
}

/**
 * Lets every host that is called over https be played by one server: connections go there, without the encryption.
 * @param port of the server, once a test runs
 */
export function usePlainTls(port: () => number): void {
	beforeAll(() => {
		jest.spyOn(tls, 'connect').mockImplementation(() => {
			const socket = connect(port(), '127.0.0.1', () => socket.emit('secureConnect'));
			return socket as tls.TLSSocket;
		});
	});
	afterAll(() => jest.restoreAllMocks());
}

/** Lets the sandbox answer to the providers' own hosts and keys as it answers behind the router; notes what came first. */
export function playProviders(sandbox: Sandbox, hosts: ReadonlyMap<string, string>): Arrival[] {
	const arrivals: Arrival[] = [];
	sandbox.respond((request) => {
		const { method, path, headers } = request;
		const host = headers.host ?? '';
		arrivals.push({ method, host, path, authorization: headers.authorization });
		const provider = hosts.get(host);
		if (provider === undefined) return false;
		request.path = `/${provider}${path}${host.startsWith('queue.') && method === 'POST' ? '?_subdomain=queue' : ''}`;
		headers.authorization = `Bearer ${['hf', 'sandbox'].join('_')}`;
		return false;
	});
	return arrivals;
}
