import type { IDataObject } from 'n8n-workflow';
import { runNode, type RunResult } from '../support/engine';
import { pause, send, type Play } from './hostile';
import { byUrl, detailsOf, useServers } from './played';

const start = useServers();
const delta = (content: string): string =>
	`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;
const END = `data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}\n\ndata: [DONE]\n\n`;
const chat = (url: string, options: IDataObject): IDataObject => ({
	operation: 'chat-completion',
	prompt: 'hello',
	model: byUrl(url),
	options: { timeout: 20, ...options },
});
const streams: Play = ({ response }) =>
	send(response, 200, delta('Hello') + delta(' you') + END, { 'content-type': 'text/event-stream' });

describe('A9: a listener that takes no piece', () => {
	const generated: Play = ({ response }) =>
		send(response, 200, 'data: {"token":{"text":"Hi"},"generated_text":"Hi"}\n\n', {
			'content-type': 'text/event-stream',
		});

	it.each<[string, string, Play, number]>([
		['in a chat', 'chat-completion', streams, 0],
		['in generated text', 'text-generation', generated, 0],
		['after the first one', 'chat-completion', streams, 1],
	])('keeps no paid answer from its item: %s', async (_where, operation, play, taken) => {
		const server = await start(play);
		let pieces = 0;
		const { json: out, error } = await runNode({
			parameters: { ...chat(server.url, { timeout: 6 }), operation },
			onChunk: async ({ type }) => {
				if (type === 'item') pieces += 1;
				if (taken === 0 || pieces > taken) await new Promise<void>(() => {});
			},
		});
		expect(error?.message).toBeUndefined();
		expect(Object.values(out[0] ?? {}).join()).toMatch(/H(ello you|i)/);
	});
});

describe('A10: a stream that is cut', () => {
	const cutFirst: Play = async (exchange) => {
		if (exchange.nth > 1) return streams(exchange);
		exchange.response.writeHead(200, { 'content-type': 'text/event-stream' });
		exchange.response.write(delta('Hel'));
		await pause(50);
		exchange.response.end();
	};
	const breakFirst: Play = async (exchange) => {
		if (exchange.nth > 1) return streams(exchange);
		exchange.response.writeHead(200, { 'content-type': 'text/event-stream' });
		exchange.response.write(delta('Hel'));
		await pause(50);
		exchange.socket.destroy();
	};
	async function listen(parameters: IDataObject): Promise<RunResult & { text: string }> {
		let text = '';
		const result = await runNode({
			parameters,
			onChunk: ({ type, content }) => {
				if (type === 'item') text += String(content);
			},
			onError: 'continueRegularOutput',
		});
		return { ...result, text };
	}

	it.each([
		['that ends too early', cutFirst],
		['whose connection breaks', breakFirst],
	])('%s is asked for again with Retry Interrupted, and passed on once', async (_what, play) => {
		const server = await start(play);
		const { json: out, text } = await listen(chat(server.url, { retryInterrupted: true }));
		expect(out[0]?.content).toBe('Hello you');
		expect(text).toBe('Hello you');
		expect(server.requests).toHaveLength(2);
	});

	it.each(['breaks', 'hangs'])('or an answer that comes at once and %s, keeps what came', async (end) => {
		const server = await start(async ({ response, socket }) => {
			response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
			response.write('{"choices":[{"message":{"content":"Hel');
			await pause(50);
			if (end === 'breaks') socket.destroy();
		});
		const { json: out } = await listen(chat(server.url, { timeout: 3 }));
		expect(detailsOf(out[0])).toMatchObject({
			type: end === 'breaks' ? 'network' : 'timeout',
			response: '{"choices":[{"message":{"content":"Hel',
			attempts: 1,
		});
	});

	it('is not asked for again without it, and keeps what came', async () => {
		const server = await start(cutFirst);
		const { json: out } = await listen(chat(server.url, {}));
		expect(detailsOf(out[0])).toMatchObject({ type: 'network', attempts: 1 });
		expect(String(detailsOf(out[0]).description)).toContain("'Retry Interrupted'");
		expect(JSON.stringify(out[0])).toContain('Hel');
		expect(server.requests).toHaveLength(1);
	});
});
