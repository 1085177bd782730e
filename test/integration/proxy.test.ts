import { runNode } from './support/engine';
import { useProxy } from './support/proxy';
import { useSandbox } from './support/sandbox';

const sandbox = useSandbox();
const { tunnels, forwarded } = useProxy(() => sandbox.current().url, '127.0.0.1');

const classify = (url: string) => ({
	operation: 'text-classification',
	text: 'great',
	model: { __rl: true, mode: 'url', value: url },
});

describe('with a proxy in the environment', () => {
	it('B9: plain requests go through it without a tunnel, also for locally unknown hosts', async () => {
		const { json, error } = await runNode({ parameters: classify('http://models.test/endpoint/text-classification') });
		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject({ label: 'POSITIVE' });
		expect(forwarded).toEqual(['http://models.test/endpoint/text-classification']);
		expect(tunnels).toEqual([]);
	});

	it('downloads do so too', async () => {
		const { json, error } = await runNode({
			parameters: {
				operation: 'image-classification',
				inputSource: 'url',
				inputUrl: 'http://files.test/samples/photo.png',
				model: { __rl: true, mode: 'url', value: 'http://models.test/endpoint/image-classification' },
			},
		});
		expect(error).toBeUndefined();
		expect(json[0]).toHaveProperty('label');
		expect(forwarded).toContain('http://files.test/samples/photo.png');
	});

	it('hosts of NO_PROXY are called directly', async () => {
		const before = forwarded.length;
		const { json } = await runNode({ parameters: classify(`${sandbox.current().url}/endpoint/text-classification`) });
		expect(json[0]).toHaveProperty('label');
		expect(forwarded).toHaveLength(before);
		expect(tunnels).toEqual([]);
	});
});
