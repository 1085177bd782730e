import { useChats } from './chats';

const { chat, posts } = useChats();
const words = (count: number): string => Array.from({ length: count }, (_, i) => `word${i}`).join(' ');

describe('Before anything is sent', () => {
	it('Max Tokens must fit the context of the model', async () => {
		const { error } = await chat('sandbox/chat-small', { parameters: { maxTokens: 513 } });
		expect(error?.message).toContain("'Max Tokens' is 513, and the context of 'sandbox/chat-small' is 512 tokens long");
		expect(posts()).toEqual([]);
	});

	it('Max Tokens must fit the context of the chosen provider', async () => {
		const parameters = { maxTokens: 10_000 };
		expect((await chat('sandbox/chat-priced', { parameters })).error).toBeUndefined();
		const { error } = await chat('sandbox/chat-priced', { parameters, provider: 'groq' });
		expect(error?.message).toContain("the context of 'sandbox/chat-priced' is 8192 tokens long");
		expect(posts()).toHaveLength(1);
	});

	it('the messages must fit the context of the model', async () => {
		const { error } = await chat('sandbox/chat-small', { prompt: words(1000) });
		expect(error).toMatchObject({
			message: expect.stringMatching(/The messages have \d+ characters, and the context .* is 512 tokens long/),
			context: { type: 'invalidInput' },
		});
		expect(posts()).toEqual([]);
	});

	it.each(['sandbox/chat-small', 'sandbox/chat-unknown'])('what fits goes out: %s', async (model) => {
		const { error } = await chat(model, { parameters: { maxTokens: 100 }, prompt: words(100) });
		expect(error).toBeUndefined();
		expect(posts()).toHaveLength(1);
	});
});
