import { call } from '../../../nodes/shared/client/call';
import { QUIET } from '../../../nodes/shared/client/pacer';
import { USER_AGENT } from '../../../nodes/shared/client/userAgent';
import { readBytes } from '../../../nodes/shared/http/body';
import { Deadline } from '../../../nodes/shared/http/deadline';
import { useServer } from '../server';

const RULES = { maxRetries: 1, waitForModel: false, retryInterrupted: false };

/** Status codes that the server returns, in their order; 200 after them. */
let statuses: number[] = [];
let seen: Array<{ agent?: string; body: string }> = [];

const server = useServer((request, response) => {
	let body = '';
	request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
	request.on('end', () => {
		seen.push({ agent: request.headers['user-agent'], body });
		const status = statuses.shift() ?? 200;
		response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '0' });
		response.end(status === 200 ? '{"answer":42}' : '{"error":"busy"}');
	});
});

beforeEach(() => {
	statuses = [];
	seen = [];
});

async function ask(): Promise<{ text: string; attempts: number }> {
	const url = new URL(`${server.url}/model`);
	const request = { url, isEndpoint: true, headers: { 'user-agent': USER_AGENT }, payload: { json: { inputs: 'hi' } } };
	const deadline = new Deadline(60);
	try {
		const { result, report } = await call(request, { deadline, rules: RULES, pacer: QUIET }, async (response) =>
			(await readBytes(response, 1_000)).toString(),
		);
		return { text: result, attempts: report.attempts };
	} finally {
		deadline.clear();
	}
}

describe('The client, from source and without a build', () => {
	it('posts JSON and names the package with its version', async () => {
		expect(await ask()).toEqual({ text: '{"answer":42}', attempts: 1 });
		expect(seen).toEqual([
			{ agent: expect.stringMatching(/^n8n-nodes-huggingface-inference\/\d+\.\d+\.\d+/), body: '{"inputs":"hi"}' },
		]);
	});

	it('retries a rate limited request', async () => {
		statuses = [429];
		expect(await ask()).toEqual({ text: '{"answer":42}', attempts: 2 });
		expect(seen).toHaveLength(2);
	});

	it('throws an error with its type when retries are used up', async () => {
		statuses = [429, 429];
		await expect(ask()).rejects.toMatchObject({ name: 'InferenceError', details: { type: 'rateLimit' } });
	});
});
