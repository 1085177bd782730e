import type { IDataObject } from 'n8n-workflow';
import { hubSays } from './hub';
import { entry, served, usePaint } from './paint';

const { sandbox, paint, lookups, posts } = usePaint();

describe('a chat', () => {
	const chat = { operation: 'chat-completion', prompt: 'Hello' };
	it.each([
		['auto', 'sandbox/chat-completion', 'sandbox/chat-completion', 'hf-inference'],
		['fastest', 'sandbox/chat-completion', 'sandbox/chat-completion:fastest', 'hf-inference'],
		['cheapest', 'sandbox/chat-completion', 'sandbox/chat-completion:cheapest', 'hf-inference'],
		['preferred', 'sandbox/chat-completion', 'sandbox/chat-completion:preferred', 'hf-inference'],
		['auto', 'sandbox/chat-completion:together', 'sandbox/chat-completion:together', 'together'],
		['fastest', 'sandbox/chat-completion:together', 'sandbox/chat-completion:together', 'together'],
		['auto', 'sandbox/chat-completion:fastest', 'sandbox/chat-completion:fastest', 'hf-inference'],
	])(
		'with %s and the model %s leaves the choice to the router, without a look-up on the Hub',
		async (provider, model, sent, servedBy) => {
			const result = await paint({ model, provider, more: chat });
			expect(result.error).toBeUndefined();
			expect(lookups()).toEqual([]);
			expect(posts().map(({ path, json }) => [path, (json as IDataObject).model])).toEqual([
				['/v1/chat/completions', sent],
			]);
			expect(served(result)).toEqual([servedBy]);
		},
	);

	it.each([
		['groq', '/groq/openai/v1/chat/completions', 'groq/sandbox/chat-completion'],
		['hf-inference', '/hf-inference/models/sandbox/chat-completion/v1/chat/completions', 'sandbox/chat-completion'],
	])('with the provider %s goes there, whatever the model is followed by', async (provider, path, name) => {
		const { error } = await paint({ model: 'sandbox/chat-completion:fastest', provider, more: chat });
		expect(error).toBeUndefined();
		expect(posts().map((request) => [request.path, (request.json as IDataObject).model])).toEqual([[path, name]]);
	});

	it('that the router has no provider for is an error that names those that serve the model', async () => {
		const { error } = await paint({ model: 'sandbox/chat-completion:replicate', more: chat });
		expect(error?.message).toContain('not supported by any provider');
		expect(error?.description).toMatch(/together, novita, cerebras/);
	});

	it.each(['fastest', 'cheapest', 'preferred'])('alone has the policy %s: other tasks say so', async (provider) => {
		sandbox.current().respond(hubSays(entry('nscale')));
		const { error } = await paint({ provider });
		expect(error?.message).toContain(`'${provider}' does not serve`);
		expect(error?.description).toContain("'Provider' to Automatic");
	});
});
