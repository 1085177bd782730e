import type { INodeExecutionData } from 'n8n-workflow';
import { sampleFile } from '../../../sandbox';
import { hubSays } from './hub';
import { entry, usePaint } from './paint';

const { sandbox, paint, posts } = usePaint();

describe('the older payload of conversations', () => {
	const conversational = { operation: 'conversational', text: 'Hello' };

	it.each(['auto', 'together'])(
		'does not go to a provider that speaks the chat protocol, with Provider %s',
		async (provider) => {
			sandbox.current().respond(hubSays(entry('together', { task: 'conversational' })));
			const { error } = await paint({ provider, more: conversational });
			expect(error?.description).toContain('(Chat Completion)');
			expect(posts()).toEqual([]);
		},
	);

	it.each(['auto', 'hf-inference'])("goes to Hugging Face's own service, with Provider %s", async (provider) => {
		sandbox
			.current()
			.respond(
				hubSays(entry('together', { task: 'conversational' }), entry('hf-inference', { task: 'conversational' })),
			);
		const { error } = await paint({ provider, model: 'sandbox/conversational', more: conversational });
		expect(error).toBeUndefined();
		expect(posts().map(({ path }) => path)).toEqual(['/hf-inference/models/sandbox/conversational']);
	});
});

it.each(['', 'data:image/png;base64,'])(
	"a picture that a provider sends in base64 is read, with '%s' before it",
	async (prefix) => {
		const png = sampleFile('photo.png') ?? Buffer.alloc(0);
		sandbox.current().respond(hubSays(entry('together')));
		sandbox.current().respond(({ method }, response) => {
			if (method !== 'POST') return false;
			response
				.writeHead(200, { 'content-type': 'application/json' })
				.end(JSON.stringify({ data: [{ b64_json: `${prefix}${png.toString('base64')}` }] }));
			return true;
		});
		const { items, bytes } = await paint();
		expect(items).toMatchObject([{ json: { mimeType: 'image/png' } }]);
		expect((await bytes(items[0] as INodeExecutionData)).equals(png)).toBe(true);
	},
);

it.each(['together', 'scaleway', 'deepinfra'])(
	'vectors of %s go to the texts that they are of, in whatever order they come',
	async (provider) => {
		sandbox.current().respond(hubSays(entry(provider, { task: 'feature-extraction' })));
		sandbox.current().respond(({ method }, response) => {
			if (method !== 'POST') return false;
			const data = [1, 0].map((index) => ({ object: 'embedding', index, embedding: [index, 0.5] }));
			response
				.writeHead(200, { 'content-type': 'application/json' })
				.end(JSON.stringify({ object: 'list', model: 'm', data, usage: { prompt_tokens: 2, total_tokens: 2 } }));
			return true;
		});
		const items = [{ json: { text: 'zero' } }, { json: { text: 'one' } }];
		const { json } = await paint({
			provider,
			items,
			more: { operation: 'feature-extraction', text: '={{ $json.text }}', options: { batchSize: 2 } },
		});
		expect(json).toMatchObject([{ embedding: [0, 0.5] }, { embedding: [1, 0.5] }]);
	},
);

describe('the organization of the credential', () => {
	it.each([
		['a provider', { provider: 'nscale' }],
		["Hugging Face's own service", { provider: 'hf-inference', model: 'sandbox/text-to-image' }],
		['the chat router', { model: 'sandbox/chat-completion', more: { operation: 'chat-completion', prompt: 'Hello' } }],
	])('is billed for calls of %s', async (_what, given) => {
		sandbox.current().respond(hubSays(entry('nscale')));
		const { error } = await paint({ ...given, credential: { organization: 'sandbox-org' } });
		expect(error).toBeUndefined();
		expect(posts().map(({ headers }) => headers['x-hf-bill-to'])).toEqual(['sandbox-org']);
	});
});
