import { CREDENTIAL, START_TIMEOUT_MS, startHost, type Host } from './host';

interface Verdict {
	status: string;
	message: string;
}

describe("n8n's credential test", () => {
	let host: Host;

	beforeAll(async () => {
		host = await startHost({}, () => []);
	}, START_TIMEOUT_MS);
	afterAll(async () => await host.stop());

	/** Tests the saved credential with these fields, like the editor. */
	async function test(fields: Record<string, string>): Promise<Verdict> {
		const { url } = host.sandbox;
		const data = { accessToken: '', hubUrl: url, routerUrl: url, ...fields };
		const credentials = { ...CREDENTIAL.credentials.huggingFaceInferenceApi, type: 'huggingFaceInferenceApi', data };
		return await host.client.rest<Verdict>('POST', '/rest/credentials/test', { credentials });
	}

	it.each([
		['/tgi', 'TGI 3.3.4 serving sandbox/text-generation'],
		['/tei/embeddings', 'Text Embeddings Inference 1.8.2 serving sandbox/embeddings'],
		['/openai/v1', 'An OpenAI-compatible server with 2 models: sandbox/chat, sandbox/embed'],
		['/toolkit/text-classification', 'An Inference Endpoint, probably with the default container'],
	])('names the server at %s', async (path, words) => {
		expect(await test({ endpointUrl: `${host.sandbox.url}${path}` })).toEqual({
			status: 'OK',
			message: expect.stringContaining(words),
		});
	});

	it('explains a failure', async () => {
		expect(await test({ accessToken: 'hf_invalid' })).toEqual({
			status: 'Error',
			message: expect.stringContaining('The access token is not valid'),
		});
		expect(await test({ endpointUrl: `${host.sandbox.url}/nothing` })).toEqual({
			status: 'Error',
			message: expect.stringContaining('404 at /health'),
		});
	});
});
