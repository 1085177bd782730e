import type { IDataObject } from 'n8n-workflow';
import { runNode } from '../support/engine';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();

async function run(path: string, parameters: IDataObject) {
	return await runNode({
		parameters: { model: { __rl: true, mode: 'url', value: `${sandbox.current().url}${path}` }, ...parameters },
	});
}

const chat = { operation: 'chat-completion', prompt: 'Hello' };
const embedding = { operation: 'feature-extraction', text: 'Hello' };

describe("a server that speaks OpenAI's protocol, with several models", () => {
	it.each(['/openai', '/openai/', '/openai/v1', '/openai/v1/chat/completions'])(
		'chats, with any form of its address: %s',
		async (path) => {
			const { json, error } = await run(path, { ...chat, options: { servedModel: 'sandbox/chat' } });
			expect(error).toBeUndefined();
			expect(json).toMatchObject([{ content: expect.any(String), model: 'sandbox/chat' }]);
		},
	);

	it.each(['/openai', '/openai/', '/openai/v1', '/openai/v1/embeddings'])(
		'embeds, with any form of its address: %s',
		async (path) => {
			const { json, error } = await run(path, { ...embedding, options: { servedModel: 'sandbox/embed' } });
			expect(error).toBeUndefined();
			expect(json).toMatchObject([{ embedding: expect.any(Array), dimensions: expect.any(Number) }]);
		},
	);

	it('takes the parameters of an embedding', async () => {
		const { json, error } = await run('/openai/v1/embeddings', {
			...embedding,
			parameters: { dimensions: 8, encodingFormat: 'base64' },
			options: { servedModel: 'sandbox/embed' },
		});
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ dimensions: 8 }]);
	});

	it('without Served Model gives an error with its models', async () => {
		const { error } = await run('/openai', chat);
		const words = `${error?.message} ${error?.description}`;
		expect(words).toContain('sandbox/chat');
		expect(words).toContain("'Served Model'");
	});
});

describe("a server that speaks OpenAI's protocol, with one model", () => {
	it('chats without a model', async () => {
		const { json, error } = await run('/openai-one', chat);
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ content: expect.any(String) }]);
	});
});
