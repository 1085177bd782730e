import type { Choice, Routing } from '../../../nodes/shared/client/choice';
import { invalidInput, InferenceError } from '../../../nodes/shared/client/errors';
import { Hub, type ProviderMapping } from '../../../nodes/shared/client/hub';
import { findRoute } from '../../../nodes/shared/client/route';
import { makeService, type Service } from '../../../nodes/shared/client/service';

const never = new AbortController().signal;
const mapping = (provider: string, more: Partial<ProviderMapping> = {}): ProviderMapping => ({
	provider,
	providerId: 'the-model',
	hfModelId: 'org/name',
	status: 'live',
	task: 'text-to-image',
	...more,
});

/** A Hub that knows these models, and counts what it is asked. */
class KnownHub extends Hub {
	readonly asked: string[] = [];

	constructor(
		private readonly models: Readonly<Record<string, readonly ProviderMapping[]>>,
		service: Service = makeService({ accessToken: 'hf_x', organization: 'acme' }),
	) {
		super(service);
	}

	override async recommendedModels(): Promise<string[]> {
		return ['no/where', ...Object.keys(this.models)];
	}

	override async providerMappings(model: string): Promise<ProviderMapping[]> {
		this.asked.push(model);
		const known = this.models[model];
		if (known === undefined) throw new InferenceError('unknown', { type: 'notFound' });
		return [...known];
	}
}

const image: Routing = {
	id: 'text-to-image',
	route: 'model',
	mappedAs: 'text-to-image',
	servedBesides: [],
	pipelineTag: 'text-to-image',
	accept: 'image/png',
};
const chat: Routing = { ...image, id: 'chat-completion', route: 'chat', mappedAs: 'conversational', accept: '*/*' };
const choice = (model: string, more: Partial<Choice> = {}): Choice => ({
	model,
	provider: 'auto',
	servedModel: '',
	headers: {},
	...more,
});
const both = { 'org/name': [mapping('fal-ai'), mapping('nscale')] };

describe('A route', () => {
	it('leads to the first provider in the order of the account', async () => {
		const route = await findRoute({ task: image, choice: choice('org/name'), hub: new KnownHub(both) }, never);
		expect(route).toMatchObject({ kind: 'provider', provider: 'fal-ai', model: 'org/name', isRecommended: false });
		expect(route.headers).toMatchObject({ authorization: 'Bearer hf_x', 'x-hf-bill-to': 'acme', accept: 'image/png' });
	});

	it('passes over providers that cannot take the request', async () => {
		const asked = { task: image, choice: choice('org/name', { except: ['fal-ai'] }), hub: new KnownHub(both) };
		expect(await findRoute(asked, never)).toMatchObject({ provider: 'nscale' });
		const none = { ...asked, choice: choice('org/name', { except: ['fal-ai', 'nscale'] }) };
		await expect(findRoute(none, never)).rejects.toMatchObject({ details: { type: 'notFound', isUnsent: true } });
	});

	it('takes a provider that failed the last check as the last choice', async () => {
		const models = { 'org/name': [mapping('fal-ai', { status: 'error' }), mapping('nscale')] };
		const route = findRoute({ task: image, choice: choice('org/name'), hub: new KnownHub(models) }, never);
		expect(await route).toMatchObject({ provider: 'nscale' });
		const alone = { 'org/name': [mapping('fal-ai', { status: 'error' })] };
		const last = findRoute({ task: image, choice: choice('org/name'), hub: new KnownHub(alone) }, never);
		expect(await last).toMatchObject({ provider: 'fal-ai' });
	});

	it('names the providers that serve the model where another one was chosen', async () => {
		const asked = { task: image, choice: choice('org/name', { provider: 'replicate' }), hub: new KnownHub(both) };
		await expect(findRoute(asked, never)).rejects.toMatchObject({
			message: "Provider 'replicate' does not serve the model 'org/name' for text-to-image",
			details: { advice: expect.stringContaining('fal-ai, nscale') },
		});
	});

	it('leads to hf-inference without a look-up where it was chosen', async () => {
		const hub = new KnownHub({});
		const route = await findRoute(
			{ task: image, choice: choice('org/name', { provider: 'hf-inference' }), hub },
			never,
		);
		expect(route).toMatchObject({ kind: 'hfInference', bodyModel: 'org/name' });
		expect(route.url?.href).toBe('https://router.huggingface.co/hf-inference/models/org/name');
		expect(hub.asked).toEqual([]);
	});

	it('has the address of the task for a pipeline', async () => {
		const task: Routing = { ...image, route: 'pipeline', id: 'feature-extraction' };
		const asked = { task, choice: choice('org/name', { provider: 'hf-inference' }), hub: new KnownHub({}) };
		expect((await findRoute(asked, never)).url?.pathname).toBe(
			'/hf-inference/models/org/name/pipeline/feature-extraction',
		);
	});

	it.each([
		['org/name', 'auto', 'org/name'],
		['org/name', 'fastest', 'org/name:fastest'],
		['org/name:nscale', 'auto', 'org/name:nscale'],
	])('leads a chat with %s and %s to the router as %s', async (model, provider, bodyModel) => {
		const asked = { task: chat, choice: choice(model, { provider }), hub: new KnownHub({}) };
		expect(await findRoute(asked, never)).toMatchObject({ kind: 'chatRouter', bodyModel });
	});

	it('leads to a URL, without the look-up of a model', async () => {
		const hub = new KnownHub({}, makeService({}));
		const route = await findRoute({ task: chat, choice: choice('http://localhost:8080'), hub }, never);
		expect(route).toMatchObject({ kind: 'endpoint', bodyModel: 'dummy' });
		expect(route.url?.href).toBe('http://localhost:8080/v1/chat/completions');
		expect(hub.asked).toEqual([]);
	});

	it('uses the first recommended model that a provider serves', async () => {
		const models = { 'old/one': [mapping('fal-ai', { status: 'error' })], ...both };
		const asked = { task: image, choice: choice(''), hub: new KnownHub(models) };
		expect(await findRoute(asked, never)).toMatchObject({ model: 'org/name', isRecommended: true });
	});

	it("B3: checks no restriction of a provider's key against the router, which is not called", async () => {
		const assertDomain = (url: URL): void => {
			if (url.host !== 'api.fal.ai') throw invalidInput(`not ${url.host}`);
		};
		const hub = new KnownHub(both, { ...makeService({ accessToken: 'key-of-fal' }), assertDomain });
		const asked = { task: image, choice: choice('org/name', { provider: 'fal-ai' }), hub };
		expect(await findRoute(asked, never)).toMatchObject({ kind: 'provider', provider: 'fal-ai' });
		const router = { ...asked, choice: choice('org/name', { provider: 'hf-inference' }) };
		await expect(findRoute(router, never)).rejects.toThrow('not router.huggingface.co');
	});
});
