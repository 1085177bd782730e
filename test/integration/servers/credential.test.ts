import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CredentialTestContext } from 'n8n-core';
import type {
	ICredentialTestFunctions,
	INodeCredentialTestResult,
	INodeType,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { loadPackage } from '../support/engine';
import { TOKEN, useSandbox } from '../support/sandbox';

const sandbox = useSandbox();

/** Tests a credential of these fields as n8n does when it is saved. */
async function test(fields: object): Promise<INodeCredentialTestResult> {
	const node = (await loadPackage()).getNode('huggingFaceInference').type as INodeType;
	const own = node.methods?.credentialTest?.[String(node.description.credentials?.[0]?.testedBy)];
	if (own === undefined) throw new Error('the node has no test for its credential');
	const { url } = sandbox.current();
	const context = new CredentialTestContext(
		{} as IWorkflowExecuteAdditionalData,
	) as unknown as ICredentialTestFunctions;
	return await own.call(context, {
		id: '1',
		name: 'x',
		type: 'huggingFaceInferenceApi',
		data: { hubUrl: url, routerUrl: url, ...fields },
	});
}

async function testEndpoint(path: string, more: object = {}): Promise<INodeCredentialTestResult> {
	return await test({ endpointUrl: `${sandbox.current().url}${path}`, ...more });
}

function asked(): string[] {
	return sandbox.current().requests.map(({ method, path }) => `${method} ${path}`);
}

/** Answers GETs below `/server` by path; what is not named is 404. */
function serve(answers: Readonly<Record<string, readonly [status: number, body: unknown]>>): void {
	sandbox.current().respond(({ path }, response) => {
		if (!path.startsWith('/server')) return false;
		const [status, body] = answers[path.replace('/server', '')] ?? [404, 'Not Found'];
		response
			.writeHead(status, { 'content-type': typeof body === 'string' ? 'text/html' : 'application/json' })
			.end(typeof body === 'string' ? body : JSON.stringify(body));
		return true;
	});
}

const models = (...ids: string[]) =>
	[200, { object: 'list', data: ids.map((id) => ({ id, object: 'model', owned_by: 'x' })) }] as const;
const owned = (owned_by: string) =>
	[200, { object: 'list', data: [{ id: 'org/model', object: 'model', owned_by }] }] as const;

describe('the credential test names the program at the endpoint', () => {
	it.each([
		['/tgi', /^TGI 3\.3\.4 serving sandbox\/text-generation, at /],
		['/tei/embeddings', /^Text Embeddings Inference 1\.8\.2 serving sandbox\/embeddings, at /],
		['/tei/similarity', /^Text Embeddings Inference 1\.8\.2 serving sandbox\/similarity, at /],
		['/tei/reranker', /^Text Embeddings Inference 1\.8\.2 serving sandbox\/reranker, at /],
		['/tei/classifier', /^Text Embeddings Inference 1\.8\.2 serving sandbox\/classifier, at /],
		['/openai', /^An OpenAI-compatible server with 2 models: sandbox\/chat, sandbox\/embed, at /],
		['/openai-one', /^An OpenAI-compatible server serving sandbox\/chat, at /],
		['/toolkit/text-classification', /^An Inference Endpoint, probably with the default container, at /],
		['/hf-serve/image-classification', /^An Inference Endpoint, probably with hf-serve, at /],
		['/hf-serve/chat-completion', /^hf-serve serving sandbox\/chat-completion, at /],
		['/community/text-classification', /^One of the community images, at /],
		['/vllm-rerank', /^vLLM serving BAAI\/bge-reranker-v2-m3, at /],
		['/local-ai', /^LocalAI with 6 models: gpt-4, /],
		['/whisper-cpp', /^whisper\.cpp's server, at /],
	])('%s', async (path, message) => {
		expect(await testEndpoint(path)).toEqual({ status: 'OK', message: expect.stringMatching(message) });
		expect(asked().every((request) => request.startsWith('GET '))).toBe(true);
	});

	it.each(['/vllm-rerank/rerank', '/vllm-rerank/v2/rerank', '/vllm-speech/v1/audio/transcriptions'])(
		'pasted with a route: %s',
		async (path) => {
			expect(await testEndpoint(path)).toEqual({ status: 'OK', message: expect.stringMatching(/^vLLM serving /) });
		},
	);

	it.each(['/openai/', '/openai/v1', '/openai/v1/', '/openai/v1/chat/completions', '/openai/v1/embeddings'])(
		'for any form of its address: %s',
		async (path) => {
			expect(await testEndpoint(path)).toMatchObject({
				status: 'OK',
				message: expect.stringContaining('2 models: sandbox/chat, sandbox/embed'),
			});
		},
	);

	it.each([
		['vLLM', { '/health': [200, ''], '/v1/models': owned('vllm') }, 'vLLM serving org/model'],
		[
			'llama.cpp',
			{ '/health': [200, { status: 'ok' }], '/v1/models': owned('llamacpp') },
			'llama.cpp serving org/model',
		],
		['Ollama', { '': [200, 'Ollama is running'], '/v1/models': owned('library') }, 'Ollama serving org/model'],
		[
			'LocalAI, with a web page of its own',
			{
				'': [200, '<!doctype html><title>LocalAI</title>'],
				'/info': [200, '<!doctype html>'],
				'/v1/models': models('a', 'b'),
			},
			'An OpenAI-compatible server with 2 models: a, b',
		],
		[
			'a server without models',
			{ '/v1/models': [200, { object: 'list', data: [] }] },
			'An OpenAI-compatible server without a model',
		],
		[
			'a server with many',
			{ '/v1/models': models(...Array.from({ length: 12 }, (_, i) => `m${i}`)) },
			'with 12 models: m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, ...',
		],
		['a server of its own kind', { '/health': [200, 'fine'] }, 'An unknown server that answers'],
		['a server with POST only', { '': [405, { detail: 'Method Not Allowed' }] }, 'An unknown server that answers'],
	] as const)('%s', async (_name, answers, message) => {
		serve(answers);
		expect(await testEndpoint('/server')).toEqual({ status: 'OK', message: expect.stringContaining(message) });
	});

	it('and stops after recognizing it', async () => {
		await testEndpoint('/tgi');
		expect(asked()).toEqual(['GET /tgi/health', 'GET /tgi/info']);
	});
});

describe('the credential test explains a problem of the endpoint', () => {
	it.each([
		['the address is unused', {}, /No known inference server answers .*404 at \/health.*'Endpoint URL'/],
		[
			'a web page is at the address',
			{ '/health': [200, '<!doctype html><title>Sign in</title>'] },
			/a web page instead of a known inference server \("Sign in"\).*'Endpoint URL'/,
		],
		['the endpoint is paused', { '/health': [400, { error: 'Bad Request: Invalid state' }] }, /is paused.*Resume it/],
		['the server is broken', { '/health': [500, { error: 'CUDA out of memory' }] }, /returned 500: CUDA out of memory/],
		[
			'the server requires a token',
			{ '/v1/models': [401, { error: 'Unauthorized' }] },
			/requires a token \(401\).*'Access Token'/,
		],
		['the server rejects everybody', { '/health': [403, ''] }, /requires a token \(403\)/],
	] as const)('%s', async (_name, answers, message) => {
		serve(answers);
		expect(await testEndpoint('/server')).toEqual({ status: 'Error', message: expect.stringMatching(message) });
	});

	it.each([401, 403])('the server rejects the token: %i', async (status) => {
		serve({ '/health': [status, { error: `no use for ${TOKEN}` }] });
		const { status: verdict, message } = await testEndpoint('/server', { accessToken: TOKEN });
		expect(verdict).toBe('Error');
		expect(message).toMatch(/rejected the access token/);
		expect(message).not.toContain(TOKEN);
	});

	it('no server listens', async () => {
		const server: Server = createServer();
		const port = await new Promise<number>((resolve) =>
			server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
		);
		await new Promise((resolve) => server.close(resolve));
		expect(await test({ endpointUrl: `http://127.0.0.1:${port}` })).toEqual({
			status: 'Error',
			message: expect.stringMatching(/could not be reached: .*'Endpoint URL'/),
		});
	});

	it('the address redirects to another', async () => {
		sandbox.current().respond(({ path }, response) => {
			if (!path.startsWith('/server')) return false;
			response.writeHead(302, { location: 'https://elsewhere.example/login' }).end();
			return true;
		});
		expect(await testEndpoint('/server', { accessToken: TOKEN })).toMatchObject({
			status: 'Error',
			message: expect.stringContaining('https://elsewhere.example/login'),
		});
		expect(asked()).toEqual(['GET /api/whoami-v2', 'GET /server/health']);
	});

	it.each(['no address', 'ftp://x', 'https://me:secret@host'])('the address is invalid: %s', async (endpointUrl) => {
		expect(await test({ endpointUrl })).toMatchObject({
			status: 'Error',
			message: expect.stringContaining("'Endpoint URL'"),
		});
		expect(asked()).toEqual([]);
	});
});

describe('a loading or sleeping endpoint passes the test', () => {
	it.each([
		['the Endpoints service', { error: '503 Service Unavailable' }],
		['llama.cpp', { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } }],
		['the older service', { error: 'Model is currently loading', estimated_time: 20 }],
	])('in the words of %s', async (_name, body) => {
		serve({ '/health': [503, body] });
		expect(await testEndpoint('/server')).toEqual({
			status: 'OK',
			message: expect.stringMatching(/is starting or asleep/),
		});
	});
});

describe('the token of a credential', () => {
	it('is tested at the Hub, as well as the endpoint', async () => {
		const { status, message } = await testEndpoint('/tgi', { accessToken: TOKEN });
		expect(status).toBe('OK');
		expect(message).toMatch(/^The access token of .+ is valid\. TGI 3\.3\.4 serving/);
		const sent = sandbox.current().requests.map(({ path, headers }) => [path, headers.authorization]);
		expect(sent).toEqual([
			['/api/whoami-v2', `Bearer ${TOKEN}`],
			['/tgi/health', `Bearer ${TOKEN}`],
			['/tgi/info', `Bearer ${TOKEN}`],
		]);
	});

	it('is rejected with our message, and then goes nowhere else', async () => {
		const { status, message } = await testEndpoint('/tgi', { accessToken: 'hf_invalid' });
		expect([status, message]).toEqual(['Error', expect.stringContaining('The access token is not valid')]);
		expect(asked()).toEqual(['GET /api/whoami-v2']);
	});

	it('from another provider goes only to the endpoint', async () => {
		expect(await testEndpoint('/openai-one', { accessToken: 'own-key' })).toMatchObject({ status: 'OK' });
		expect(
			sandbox
				.current()
				.requests.every(
					({ path, headers }) => path.startsWith('/openai-one') && headers.authorization === 'Bearer own-key',
				),
		).toBe(true);
	});

	it('does not go over http to a public host', async () => {
		const { status, message } = await test({ accessToken: 'own-key', endpointUrl: 'http://models.example.com' });
		expect([status, message]).toEqual([
			'Error',
			expect.stringMatching(/is not sent to models\.example\.com over http.*https:/),
		]);
		expect(asked()).toEqual([]);
	});

	it('does not go to a disallowed host', async () => {
		const { status, message } = await testEndpoint('/tgi', {
			accessToken: TOKEN,
			allowedHttpRequestDomains: 'domains',
			allowedDomains: 'only.example.com',
		});
		expect([status, message]).toEqual(['Error', expect.stringContaining('may not be used for')]);
		expect(asked()).toEqual([]);
	});

	it('is not sent if absent', async () => {
		expect(await testEndpoint('/tgi')).toMatchObject({ status: 'OK' });
		expect(await test({})).toEqual({
			status: 'OK',
			message: expect.stringMatching(/^Anonymous calls work: .* answers$/),
		});
		expect(sandbox.current().requests.every(({ headers }) => headers.authorization === undefined)).toBe(true);
	});
});
