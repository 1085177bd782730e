import { INFERENCE_PROVIDERS } from '@huggingface/inference';
import { loadPackage, runNode } from '../support/engine';
import { TOKEN } from '../support/sandbox';
import { cells, type Cell } from './cells';
import { hubSays } from './hub';
import { entry, served, usePaint } from './paint';

const { sandbox, newModel, paint, lookups, posts } = usePaint();

describe('the list of providers', () => {
	it('is automatic, and every provider of the official client', async () => {
		const types = await loadPackage();
		const { properties } = (
			types.getNode('huggingFaceInference').type as {
				description: { properties: Array<{ name: string; options?: Array<{ value: string }> }> };
			}
		).description;
		const values = properties.find(({ name }) => name === 'provider')?.options?.map(({ value }) => value) ?? [];
		expect(values[0]).toBe('auto');
		expect(values.filter((value) => !['auto', 'cheapest', 'fastest', 'preferred'].includes(value)).sort()).toEqual(
			[...INFERENCE_PROVIDERS].sort(),
		);
	});
});

describe('Automatic', () => {
	it.each([
		['together', 'nscale'],
		['nscale', 'together'],
	])("takes the first of the account's order: %s before %s", async (first, second) => {
		sandbox.current().respond(hubSays(entry(first), entry(second)));
		const result = await paint();
		expect(result.error).toBeUndefined();
		expect(served(result)).toEqual([first]);
		expect(posts().map(({ path }) => path.split('/')[1])).toEqual([first]);
	});

	it('passes over who serves another task, who broke, and who is not known', async () => {
		sandbox
			.current()
			.respond(
				hubSays(
					entry('wavespeed', { task: 'text-to-video' }),
					entry('together', { status: 'error' }),
					entry('tomorrow-ai'),
					entry('nscale'),
				),
			);
		expect(served(await paint())).toEqual(['nscale']);
	});

	it('asks the Hub with the token, so that private and gated models are found', async () => {
		const model = newModel();
		sandbox.current().respond((request, response) => {
			if (!request.path.startsWith('/api/models/') || request.headers.authorization === `Bearer ${TOKEN}`) return false;
			response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"Repository not found"}');
			return true;
		});
		sandbox
			.current()
			.respond((request, response) =>
				request.headers.authorization === `Bearer ${TOKEN}` ? hubSays(entry('nscale'))(request, response) : false,
			);
		expect(served(await paint({ model }))).toEqual(['nscale']);
		expect((await paint({ model, credential: { accessToken: '' } })).error?.message).toContain('not found');
	});

	it('asks once, however many items wait and however many runs follow', async () => {
		const model = newModel();
		sandbox.current().respond(hubSays(entry('nscale')));
		const items = Array.from({ length: 30 }, () => ({ json: {} }));
		const first = await paint({ model, items, more: { options: { maxConcurrency: 20 } } });
		expect(first.json).toHaveLength(30);
		await paint({ model });
		expect(lookups().map(({ path }) => path)).toEqual([`/api/models/${model}?expand[]=inferenceProviderMapping`]);
		expect(posts()).toHaveLength(31);
	});

	it('asks anew for another token', async () => {
		const model = newModel();
		sandbox.current().respond(hubSays(entry('nscale')));
		await paint({ model });
		await paint({ model, credential: { accessToken: `${TOKEN}_other` } });
		expect(lookups()).toHaveLength(2);
	});

	it('asks anew after some minutes', async () => {
		const model = newModel();
		sandbox.current().respond(hubSays(entry('nscale')));
		await paint({ model });
		const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 6 * 60_000);
		await paint({ model }).finally(() => clock.mockRestore());
		expect(lookups()).toHaveLength(2);
	});

	it('remembers no failure', async () => {
		const model = newModel();
		let isDown = true;
		sandbox.current().respond((request, response) => {
			if (!isDown || !request.path.startsWith('/api/models/')) return false;
			response.writeHead(500).end();
			return true;
		});
		expect((await paint({ model })).error).toBeDefined();
		isDown = false;
		sandbox.current().respond(hubSays(entry('nscale')));
		expect(served(await paint({ model }))).toEqual(['nscale']);
	});

	it.each([
		['a list', true],
		['an object', false],
	])('understands what the Hub says as %s', async (_form, isList) => {
		const mappings = [entry('together'), entry('nscale')];
		sandbox.current().respond(({ path }, response) => {
			if (!path.startsWith('/api/models/')) return false;
			const object = Object.fromEntries(mappings.map(({ provider, ...more }) => [provider, more]));
			response
				.writeHead(200, { 'content-type': 'application/json' })
				.end(JSON.stringify({ inferenceProviderMapping: isList ? mappings : object }));
			return true;
		});
		expect(served(await paint())).toEqual(['together']);
	});
});

describe('a provider that does not serve', () => {
	it('none of the recommended models is an error that points to both fields', async () => {
		const { error } = await runNode({
			parameters: { operation: 'text-classification', text: 'x', provider: 'groq' },
			credential: sandbox.credential(),
		});
		expect(error?.message).toContain('is served by groq');
		expect(error?.description).toMatch(/'Model'.*'Provider'/);
	});

	it('a chat model that nobody serves is an error that points to the model', async () => {
		const model = { __rl: true, mode: 'id', value: newModel() };
		const parameters = { operation: 'chat-completion', prompt: 'Hello', model };
		sandbox.current().respond(({ path }, response) => {
			if (!path.endsWith('/chat/completions')) return false;
			const error = { message: `The requested model '${model.value}' does not exist`, code: 'model_not_found' };
			response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
			return true;
		});
		sandbox.current().respond(hubSays());
		const { error } = await runNode({ parameters, credential: sandbox.credential() });
		expect(error?.message).toContain('does not exist');
		expect(error?.description).toContain("Choose another model in 'Model'");
	});

	it('the model is an error that names those that do', async () => {
		sandbox.current().respond(hubSays(entry('nscale'), entry('together')));
		const { error } = await paint({ provider: 'wavespeed' });
		expect(error?.message).toContain("'wavespeed' does not serve the model");
		expect(error?.description).toContain('nscale, together');
		expect(posts()).toEqual([]);
	});

	it.each(
		INFERENCE_PROVIDERS.filter(
			(provider) =>
				provider !== 'hf-inference' &&
				!cells.some((cell: Cell) => cell.provider === provider && cell.task === 'text-to-image') &&
				provider !== 'openai',
		),
	)('the task at all is one too: %s', async (provider) => {
		sandbox.current().respond(hubSays(entry(provider), entry('nscale')));
		const { error } = await paint({ provider });
		expect(error?.message).toContain(`'${provider}' does not serve`);
		expect(error?.description).toContain('serves it: nscale');
		expect(posts()).toEqual([]);
	});

	it('says for which tasks the model is served, where nobody serves it for this one', async () => {
		sandbox.current().respond(hubSays(entry('nscale', { task: 'conversational' })));
		const { error } = await paint();
		expect(error?.message).toContain('No provider serves the model');
		expect(error?.description).toContain('conversational');
	});

	it("is named by Hugging Face's own service too: then the others are those that the Hub knows", async () => {
		const model = 'sandbox/unserved';
		sandbox.current().respond(hubSays(entry('nscale'), entry('together')));
		const { error } = await paint({ model, provider: 'hf-inference' });
		expect(error?.message).toContain('not supported');
		expect(error?.description).toContain('nscale, together');
	});
});

it('asks the Hub once about a model that is refused, however many items are', async () => {
	const items = Array.from({ length: 20 }, () => ({ json: {} }));
	const parameters = {
		operation: 'text-to-image',
		prompt: 'a fox',
		provider: 'hf-inference',
		model: { __rl: true, mode: 'id', value: 'nobody/nothing' },
	};
	const { json } = await runNode({
		parameters,
		items,
		credential: sandbox.credential(),
		onError: 'continueRegularOutput',
	});
	expect(json).toHaveLength(20);
	expect(lookups()).toHaveLength(1);
});

describe('what the Hub says of a model', () => {
	it('a LoRA adapter goes to the provider with its weights', async () => {
		const model = newModel();
		sandbox.current().respond(
			hubSays(
				entry('fal-ai', {
					providerId: 'fal-ai/sandbox/text-to-image',
					adapter: 'lora',
					adapterWeightsPath: 'lora.safetensors',
				}),
			),
		);
		const { error } = await paint({ model, provider: 'fal-ai' });
		expect(error).toBeUndefined();
		expect(posts()[0]?.json).toMatchObject({
			loras: [{ path: `https://huggingface.co/${model}/resolve/main/lora.safetensors`, scale: 1 }],
		});
	});

	it('a provider that serves it for tests only is used, and said so once', async () => {
		sandbox.current().respond(hubSays(entry('nscale', { status: 'staging' })));
		const { hints, error } = await paint({ items: [{ json: {} }, { json: {} }] });
		expect(error).toBeUndefined();
		expect(hints.map(({ message }) => message)).toEqual([
			expect.stringMatching(/nscale lists .* as staging only \(2 items\)/),
		]);
	});

	it.each(['nscale', 'auto'])(
		'a provider that failed its last check is asked where it was chosen or is the only one, and that is said: %s',
		async (provider) => {
			sandbox.current().respond(hubSays(entry('nscale', { status: 'error' })));
			const { hints, error } = await paint({ provider });
			expect(error).toBeUndefined();
			expect(posts().map(({ path }) => path)).toEqual(['/nscale/v1/images/generations']);
			expect(hints.map(({ message }) => message)).toEqual([
				expect.stringMatching(/nscale failed Hugging Face's last check of .* \(1 item\)/),
			]);
		},
	);

	it('the chat that it calls conversational is Chat Completion, and not the task of that name', async () => {
		sandbox.current().respond(hubSays(entry('together', { task: 'conversational' })));
		const { error } = await paint();
		expect(error?.description).toContain("conversational (Chat Completion): choose that in 'Task'");
		expect(posts()).toEqual([]);
	});
});
