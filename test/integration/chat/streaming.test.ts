import type { IDataObject } from 'n8n-workflow';
import { runNode } from '../support/engine';
import { hubSays } from '../providers/hub';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();

interface Chunk {
	readonly type: string;
	readonly content?: unknown;
}

async function stream(parameters: IDataObject) {
	const chunks: Chunk[] = [];
	const result = await runNode({
		parameters,
		credential: sandbox.credential(),
		onChunk: (chunk) => chunks.push(chunk),
	});
	return {
		...result,
		chunks,
		text: chunks
			.filter(({ type }) => type === 'item')
			.map(({ content }) => content)
			.join(''),
	};
}

const chat = {
	operation: 'chat-completion',
	model: { __rl: true, mode: 'id', value: 'sandbox/chat-completion' },
	prompt: 'Tell me about Paris',
};
const generation = () => ({
	operation: 'text-generation',
	model: { __rl: true, mode: 'url', value: `${sandbox.current().url}/tgi` },
	prompt: 'Once upon a time',
});

describe('where the workflow streams its response', () => {
	it('a chat passes its answer on piece by piece, and gives all of it in the end', async () => {
		const { chunks, text, json, error } = await stream(chat);
		expect(error).toBeUndefined();
		expect(chunks.length).toBeGreaterThan(3);
		expect([chunks[0]?.type, chunks.at(-1)?.type]).toEqual(['begin', 'end']);
		expect(json[0]).toMatchObject({ content: text, finish_reason: 'stop', usage: expect.any(Object) });
	});

	it('text generation does so too', async () => {
		const { text, json, error } = await stream(generation());
		expect(error).toBeUndefined();
		expect(text.length).toBeGreaterThan(0);
		expect(String(json[0]?.generated_text)).toContain(text.trim());
	});

	const PROVIDERS = ['hf-inference', 'together', 'featherless-ai', 'deepinfra', 'ovhcloud', 'scaleway'];
	it.each(PROVIDERS)('text generation does so at %s', async (provider) => {
		sandbox.current().respond(
			hubSays(
				...PROVIDERS.map((name) => ({
					provider: name,
					providerId: `${name}/sandbox/text-generation`,
					status: 'live',
					task: 'text-generation',
				})),
			),
		);
		const { text, json, chunks, error } = await stream({
			operation: 'text-generation',
			provider,
			model: { __rl: true, mode: 'id', value: 'sandbox/text-generation' },
			prompt: 'Once upon a time',
		});
		expect(error).toBeUndefined();
		expect(chunks.length).toBeGreaterThan(3);
		expect(String(json[0]?.generated_text)).toContain(text.trim());
		expect(sandbox.current().requests.at(-1)?.json).toMatchObject({ stream: true });
	});

	it('nothing streams with Enable Streaming off', async () => {
		const { chunks, json } = await stream({ ...chat, options: { enableStreaming: false } });
		expect(chunks).toHaveLength(0);
		expect(json[0]).toHaveProperty('content');
		expect(sandbox.current().requests.at(-1)?.json).not.toHaveProperty('stream');
	});

	it('a stream that is cut is an error, and no answer', async () => {
		const { error, json } = await stream({
			...chat,
			model: { __rl: true, mode: 'url', value: `${sandbox.current().url}/endpoint/chat-completion/fault-cut-stream` },
		});
		expect(error?.message).toMatch(/ended before the answer was complete|broke after the request was sent/);
		expect(json).toHaveLength(0);
	});
});

it('a token that a server streams letter by letter is not passed on', async () => {
	const { accessToken = '' } = sandbox.credential();
	sandbox.current().respond((request, response) => {
		if (request.method !== 'POST') return false;
		response.writeHead(200, { 'content-type': 'text/event-stream' });
		for (const letter of `your token is ${accessToken}, is it not`)
			response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: letter } }] })}\n\n`);
		response.end(
			`data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}\n\ndata: [DONE]\n\n`,
		);
		return true;
	});
	const { text, json, error } = await stream(chat);
	expect(error).toBeUndefined();
	expect(text).toBe('your token is ***, is it not');
	expect(json[0]?.content).toBe(text);
});
