import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { runNode } from './support/engine';
import { useSandbox } from './support/sandbox';

const sandbox = useSandbox();
const tunnels: string[] = [];
let proxy: Server;

/** A proxy that takes every host for the sandbox. */
beforeAll(async () => {
	proxy = createServer((_request, response) => response.writeHead(405).end());
	proxy.on('connect', (request, socket) => {
		tunnels.push(request.url ?? '');
		const upstream = connect(Number(new URL(sandbox.current().url).port), '127.0.0.1', () => {
			socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
			upstream.pipe(socket).pipe(upstream);
		});
		upstream.on('error', () => socket.destroy());
		socket.on('error', () => upstream.destroy());
	});
	await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
	const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
	Object.assign(process.env, { HTTP_PROXY: address, HTTPS_PROXY: address, NO_PROXY: '127.0.0.1' });
});

afterAll(() => {
	for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY']) Reflect.deleteProperty(process.env, name);
	proxy.close();
});

const classify = (url: string) => ({ operation: 'text-classification', text: 'great', model: { __rl: true, mode: 'url', value: url } });

describe('with a proxy in the environment', () => {
	it('requests go through it, also to hosts that cannot be resolved here', async () => {
		const { json, error } = await runNode({ parameters: classify('http://models.test/endpoint/text-classification') });
		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject({ label: 'POSITIVE' });
		expect(tunnels).toEqual(['models.test:80']);
	});

	it('downloads do so too', async () => {
		const { json, error } = await runNode({
			parameters: { operation: 'image-classification', inputSource: 'url', inputUrl: 'http://files.test/samples/photo.png', model: { __rl: true, mode: 'url', value: 'http://models.test/endpoint/image-classification' } },
		});
		expect(error).toBeUndefined();
		expect(json[0]).toHaveProperty('label');
		expect(tunnels).toContain('files.test:80');
	});

	it('hosts of NO_PROXY are called directly', async () => {
		const before = tunnels.length;
		const { json } = await runNode({ parameters: classify(`${sandbox.current().url}/endpoint/text-classification`) });
		expect(json[0]).toHaveProperty('label');
		expect(tunnels).toHaveLength(before);
	});
});
