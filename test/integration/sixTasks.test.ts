import { sampleFile } from '../../sandbox';
import { runNode } from './support/engine';
import { useSandbox } from './support/sandbox';

const sandbox = useSandbox();
const at = (url: string) => ({ __rl: true, mode: 'url', value: `${sandbox.current().url}${url}` });

describe('text classification', () => {
	it('returns the best label and all labels', async () => {
		const { json, status, error } = await runNode({
			parameters: {
				operation: 'text-classification',
				model: at('/endpoint/text-classification'),
				text: 'I love it, great',
			},
		});
		expect(error).toBeUndefined();
		expect(status).toBe('success');
		expect(json[0]).toMatchObject({ label: 'POSITIVE', score: expect.any(Number), predictions: expect.any(Array) });
	});

	it("uses the Hub's recommended model if none is chosen, with one hint", async () => {
		const { json, hints, error } = await runNode({
			parameters: { operation: 'text-classification', text: '={{ $json.text }}' },
			items: [{ json: { text: 'great' } }, { json: { text: 'awful' } }],
			credential: sandbox.credential(),
		});
		expect(error).toBeUndefined();
		expect(json.map(({ label }) => label)).toEqual(['POSITIVE', 'NEGATIVE']);
		expect(hints).toHaveLength(1);
	});
});

it('embeds a text', async () => {
	const { json, error } = await runNode({
		parameters: { operation: 'feature-extraction', model: at('/endpoint/feature-extraction'), text: 'hello' },
	});
	expect(error).toBeUndefined();
	expect(json[0]).toMatchObject({ dimensions: 384 });
});

it('chats', async () => {
	const { json, error } = await runNode({
		parameters: {
			operation: 'chat-completion',
			model: { __rl: true, mode: 'id', value: 'sandbox/chat-completion' },
			prompt: 'Hello there',
		},
		credential: sandbox.credential(),
	});
	expect(error).toBeUndefined();
	expect(json[0]).toMatchObject({ role: 'assistant', content: expect.any(String), usage: expect.any(Object) });
});

it('generates an image into the binary field', async () => {
	const { items, error, bytes } = await runNode({
		parameters: { operation: 'text-to-image', model: at('/endpoint/text-to-image'), prompt: 'a red fox' },
	});
	expect(error).toBeUndefined();
	const [item] = items;
	expect(item?.json).toMatchObject({ mimeType: 'image/png', fileName: 'text-to-image-1.png' });
	expect((await bytes(item as never)).subarray(1, 4).toString()).toBe('PNG');
});

it('sends an image from a binary field as raw bytes', async () => {
	const photo = sampleFile('photo.png') as Buffer;
	const { json, error } = await runNode({
		parameters: { operation: 'image-classification', model: at('/endpoint/image-classification') },
		items: [
			{ json: {}, binary: { data: { data: photo.toString('base64'), mimeType: 'image/png', fileName: 'photo.png' } } },
		],
	});
	expect(error).toBeUndefined();
	expect(json[0]).toMatchObject({ label: expect.any(String) });
	expect(sandbox.current().requests.at(-1)?.headers['content-type']).toBe('image/png');
});

it('sends a custom request', async () => {
	const { json, error } = await runNode({
		parameters: {
			operation: 'custom-request',
			model: at('/endpoint/custom-request'),
			json: '{ "inputs": "x", "a": 1 }',
		},
	});
	expect(error).toBeUndefined();
	expect(json[0]).toMatchObject({ response: expect.anything() });
});
