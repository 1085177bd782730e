import type { IDataObject } from 'n8n-workflow';
import { runNode } from '../support/engine';
import { TOKEN, useSandbox } from '../support/sandbox';
import { NOTED, noteAll } from './noted';

const sandbox = useSandbox();

/** The one POST that the node makes, whatever comes of it. */
async function requestFor(parameters: IDataObject, credential?: object) {
	noteAll(sandbox.current());
	const { error } = await runNode({ parameters, ...(credential && { credential: sandbox.credential(credential) }) });
	expect(error?.message).toContain(NOTED);
	const [request, ...others] = sandbox.current().requests.filter(({ method }) => method === 'POST');
	expect(others.map(({ path }) => path)).toEqual([]);
	return request;
}

const url = (path: string) => ({ __rl: true, mode: 'url', value: `${sandbox.current().url}${path}` });
const id = (value: string) => ({ __rl: true, mode: 'id', value });
const chat = { operation: 'chat-completion', prompt: 'Hello' };

describe('a chat with a URL goes to the chat route of the server', () => {
	it.each([
		['the host', '', '/v1/chat/completions'],
		['the host with a slash', '/', '/v1/chat/completions'],
		['the host with a path', '/some/where/deep', '/some/where/deep/v1/chat/completions'],
		['the address up to /v1', '/v1', '/v1/chat/completions'],
		['the address up to /v1/', '/v1/', '/v1/chat/completions'],
		['the whole address', '/v1/chat/completions', '/v1/chat/completions'],
		['an address with a query', '/v1?region=eu', '/v1/chat/completions?region=eu'],
	])('%s', async (_name, typed, path) => {
		expect((await requestFor({ ...chat, model: url(typed) }))?.path).toBe(path);
	});
});

describe('a model on hf-inference has an address', () => {
	it.each([
		['text-classification', { text: 'x' }, ''],
		['feature-extraction', { text: 'x' }, '/pipeline/feature-extraction'],
		['sentence-similarity', { sourceSentence: 'x', sentences: 'y' }, '/pipeline/sentence-similarity'],
		['text-generation', { prompt: 'x' }, ''],
		['chat-completion', { prompt: 'x' }, '/v1/chat/completions'],
	])('%s', async (operation, inputs, path) => {
		const request = await requestFor(
			{ operation, ...inputs, model: id(`sandbox/${operation}`), provider: 'hf-inference' },
			{},
		);
		expect(request?.path).toBe(`/hf-inference/models/sandbox/${operation}${path}`);
	});
});

describe('a chat through the router names the model and its provider', () => {
	it.each([
		['auto', 'org/name', 'org/name'],
		['fastest', 'org/name', 'org/name:fastest'],
		['cheapest', 'org/name', 'org/name:cheapest'],
		['preferred', 'org/name', 'org/name:preferred'],
		['auto', 'org/name:together', 'org/name:together'],
		['fastest', 'org/name:together', 'org/name:together'],
	])('%s with %s', async (provider, model, named) => {
		const request = await requestFor({ ...chat, model: id(model), provider }, {});
		expect(request?.path).toBe('/v1/chat/completions');
		expect(request?.json).toMatchObject({ model: named });
	});
});

describe('an endpoint on the host of the router', () => {
	it.each(['/endpoint/text-classification', '/one', '/one/two/three'])('is called unchanged: %s', async (path) => {
		const request = await requestFor({ operation: 'text-classification', text: 'x', model: url(path) }, {});
		expect(request?.path).toBe(path);
		expect(request?.headers.authorization).toBe(`Bearer ${TOKEN}`);
	});
});

describe('the headers of every request', () => {
	it.each([
		['text-to-image', { prompt: 'x' }, 'image/png'],
		['text-classification', { text: 'x' }, '*/*'],
		['text-to-speech', { text: 'x' }, '*/*'],
		['chat-completion', { prompt: 'x' }, '*/*'],
	])('%s accepts a single type of answer', async (operation, inputs, accept) => {
		const request = await requestFor({ operation, ...inputs, model: url('/some/where/else') });
		expect(request?.headers.accept).toBe(accept);
		expect(request?.headers['content-type']).toBe('application/json');
		expect(request?.headers['user-agent']).toMatch(/^n8n-nodes-huggingface-inference\/\d/);
	});

	it('names the model on a server with several', async () => {
		const request = await requestFor({ ...chat, model: url('/v1'), options: { servedModel: 'llama3.2' } });
		expect(request?.json).toMatchObject({ model: 'llama3.2' });
	});
});
