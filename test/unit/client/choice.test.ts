import {
	bareId,
	chosenProvider,
	endpointOf,
	modelIdOf,
	suffixOf,
	type Choice,
	type Routing,
} from '../../../nodes/shared/client/choice';
import { makeService } from '../../../nodes/shared/client/service';

const service = makeService({});
const isProvider = (id: string): boolean => ['nscale', 'fal-ai'].includes(id);
const routing = (route: Routing['route']): Routing => ({
	id: 'text-to-image',
	route,
	mappedAs: 'text-to-image',
	servedBesides: [],
	pipelineTag: 'text-to-image',
	accept: '*/*',
});
const choice = (model: string, provider = 'auto'): Choice => ({ model, provider, servedModel: '', headers: {} });

describe('B6: the name of a model', () => {
	it.each(['gpt2', 'org/name', 'org/name-1.5_b', 'org/name:nscale', 'https://huggingface.co/org/name'])(
		'is taken: %s',
		(typed) => {
			expect(modelIdOf(typed)).toBe(typed.replace('https://huggingface.co/', ''));
		},
	);

	it.each(['.', '..', './x', 'org/.', 'a/b/c', '../../etc', 'org/na me', 'org/name?x', ''])(
		'is refused: %j',
		(typed) => {
			expect(() => modelIdOf(typed)).toThrow('is not a valid model name');
		},
	);

	it('has a provider behind it, or none', () => {
		expect([suffixOf('org/name:nscale'), suffixOf('org/name'), bareId('org/name:nscale')]).toEqual([
			'nscale',
			undefined,
			'org/name',
		]);
	});
});

describe('B5: the endpoint that is called', () => {
	it.each(['https://server.test/v1', 'HTTP://localhost:8080', ' https://server.test '])('is the URL %s', (model) => {
		expect(endpointOf(model, service)).toMatchObject({ isTyped: true });
	});

	it.each(['org/name', 'https://huggingface.co/org/name', 'https://hf.co/org/name/tree/main'])(
		'is none for the model %s',
		(model) => {
			expect(endpointOf(model, service)).toBeUndefined();
		},
	);

	it("is the credential's where no model is named", () => {
		const owned = makeService({ endpointUrl: 'https://mine.test/' });
		expect(endpointOf(' ', owned)?.url.href).toBe('https://mine.test/');
		expect(endpointOf('', service)).toBeUndefined();
	});

	it.each([
		['https://api-inference.huggingface.co/models/org/name', 'old inference API'],
		['https://huggingface.co/spaces/org/demo', 'page of a Space'],
		['https://huggingface.co/models', 'not an inference server'],
		['https://huggingface.co/docs/hub', 'not an inference server'],
		['ftp://server.test', 'is not a web address'],
	])('is refused: %s', (model, words) => {
		expect(() => endpointOf(model, service)).toThrow(words);
	});
});

describe('B4: the provider that is asked for', () => {
	it.each<[string, string, Routing['route'], string]>([
		['org/name', 'fal-ai', 'model', 'fal-ai'],
		['org/name:nscale', 'auto', 'model', 'nscale'],
		['org/name:nscale', 'nscale', 'pipeline', 'nscale'],
		['org/name:nscale', 'auto', 'chat', 'auto'],
		['org/name:fastest', 'auto', 'chat', 'auto'],
	])('%s with %s for %s is %s', (model, provider, route, expected) => {
		expect(chosenProvider(routing(route), choice(model, provider), isProvider)).toBe(expected);
	});

	it('is Hugging Face for a Custom Request, whose form no other provider has', () => {
		const asked = (model: string) => chosenProvider(routing('raw'), choice(model, 'auto'), isProvider);
		expect(asked('org/name')).toBe('auto');
		expect(asked('org/name:hf-inference')).toBe('hf-inference');
		for (const model of ['org/name:nscale', 'org/name:fastest', 'org/name:nobody'])
			expect(() => asked(model)).toThrow('does not work for a Custom Request');
	});

	it.each<[string, string, string]>([
		['org/name:fastest', 'auto', 'works for chat only'],
		['org/name:nobody', 'auto', 'is not a provider'],
		['org/name:nscale', 'fal-ai', "names the provider 'nscale'"],
	])('%s with %s is refused', (model, provider, words) => {
		expect(() => chosenProvider(routing('model'), choice(model, provider), isProvider)).toThrow(words);
	});
});
