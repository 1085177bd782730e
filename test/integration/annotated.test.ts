import { sampleFile } from '../../sandbox';
import { runNode } from './support/engine';
import { useSandbox } from './support/sandbox';

const sandbox = useSandbox();

const detect = async (options: object, more: object = {}) =>
	await runNode({
		parameters: {
			...more,
			operation: 'object-detection',
			model: { __rl: true, mode: 'url', value: `${sandbox.current().url}/endpoint/object-detection` },
			options: { ...options },
		},
		items: [
			{
				json: {},
				binary: {
					data: {
						data: (sampleFile('photo.png') ?? Buffer.alloc(0)).toString('base64'),
						mimeType: 'image/png',
						fileName: 'photo.png',
					},
				},
			},
		],
	});

describe('detections', () => {
	it('include a picture with a box and a label for each, if requested', async () => {
		const { items, error, bytes } = await detect({ annotatedImage: true });
		expect(error).toBeUndefined();
		const [item] = items;
		if (item === undefined) throw new Error('no item came out');
		expect(item.binary?.annotated).toMatchObject({
			mimeType: 'image/svg+xml',
			fileName: 'object-detection-1-annotated.svg',
		});
		const svg = (await bytes(item, 'annotated')).toString('utf8');
		expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 \d+ \d+"/);
		expect(svg).toContain('href="data:image/png;base64,');
		expect(svg.match(/<text /g)).toHaveLength(Number(item.json.count));
	});

	it('include the picture beside the raw answer too', async () => {
		const { items, bytes } = await detect({ annotatedImage: true }, { simplify: false });
		const [item] = items;
		if (item === undefined) throw new Error('no item came out');
		const { response } = item.json;
		expect(Object.keys(item.json)).toEqual(['response']);
		expect((await bytes(item, 'annotated')).toString('utf8').match(/<text /g)).toHaveLength(
			Array.isArray(response) ? response.length : 0,
		);
	});

	it('include no picture by default', async () => {
		const { items } = await detect({});
		expect(items[0]?.binary).toBeUndefined();
	});

	it('cannot inject markup into the picture through labels', async () => {
		sandbox.current().respond((request, response) => {
			if (request.method !== 'POST') return false;
			response.writeHead(200, { 'content-type': 'application/json' });
			response.end(
				JSON.stringify([
					{ label: '<script>alert(1)</script>', score: 0.9, box: { xmin: 1, ymin: 1, xmax: 9, ymax: 9 } },
				]),
			);
			return true;
		});
		const { items, bytes } = await detect({ annotatedImage: true });
		const [item] = items;
		if (item === undefined) throw new Error('no item came out');
		expect((await bytes(item, 'annotated')).toString('utf8')).not.toContain('<script');
	});
});
