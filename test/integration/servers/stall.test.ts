import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runNode } from '../support/engine';

let server: Server;
let url = '';

beforeAll(async () => {
	server = createServer((request, response) => {
		request
			.resume()
			.on('end', () =>
				response.writeHead(200, { 'content-type': 'application/json' }).end('[{ "label": "x", "score": 1 }]'),
			);
	});
	// Longer than the client keeps a connection after that hint, and shorter than the stall below.
	server.keepAliveTimeout = 2_500;
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
});

/** Holds the whole process, as work on large answers does. */
function stall(milliseconds: number): void {
	const end = performance.now() + milliseconds;
	while (performance.now() < end);
}

it('after a stall, the process does not use connections closed by the server', async () => {
	const run = async () =>
		await runNode({
			parameters: {
				operation: 'text-classification',
				model: { __rl: true, mode: 'url', value: url },
				text: 'x',
				options: { maxConcurrency: 5 },
			},
			items: Array.from({ length: 5 }, () => ({ json: {} })),
		});
	expect((await run()).error).toBeUndefined();
	stall(3_500);
	expect((await run()).error).toBeUndefined();
});
