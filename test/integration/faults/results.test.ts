import type { IDataObject } from 'n8n-workflow';
import { runNode, type RunResult } from '../support/engine';
import { deadPort, drip, json, page, PNG_START, send, startHostile, until, type Hostile, type Play } from './hostile';

/** A model with the address of its result has run, so no failure of the result causes a retry. */
interface Case {
	readonly result: string;
	readonly play: Play;
	readonly elsewhere?: () => Promise<string>;
	readonly ends: string;
	readonly options?: IDataObject;
}

const raw =
	(text: string): Play =>
	({ socket }) =>
		void socket.end(text);

const CASES: readonly Case[] = [
	{
		result: 'is on a server that is not there',
		play: () => {},
		elsewhere: async () => `http://127.0.0.1:${await deadPort()}/x.png`,
		ends: 'network',
	},
	{
		result: 'is on a server that is not there, and interrupted calls are repeated',
		play: () => {},
		elsewhere: async () => `http://127.0.0.1:${await deadPort()}/x.png`,
		ends: 'network',
		options: { retryInterrupted: true },
	},
	{ result: 'comes with a reset', play: ({ socket }) => void socket.resetAndDestroy(), ends: 'network' },
	{
		result: 'is cut',
		play: raw(
			`HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 5000\r\n\r\n${PNG_START.toString('latin1')}`,
		),
		ends: 'network',
	},
	{ result: 'is gone', play: ({ response }) => page(response, 404, 'Not Found'), ends: 'unexpectedResponse' },
	{
		result: 'is on a server that is overloaded',
		play: ({ response }) => page(response, 503, 'Busy'),
		ends: 'unexpectedResponse',
	},
	{
		result: 'is empty',
		play: ({ response }) => send(response, 200, '', { 'content-type': 'image/png' }),
		ends: 'unexpectedResponse',
	},
	{
		result: 'is redirected without end',
		play: ({ response }) => void response.writeHead(302, { location: '/result.png' }).end(),
		ends: 'unexpectedResponse',
	},
	{
		result: 'drips',
		play: ({ socket }) => drip(socket, 'HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n', 'x', 50),
		ends: 'timeout',
		options: { timeout: 1.5 },
	},
	{ result: 'never comes', play: () => {}, ends: 'timeout', options: { timeout: 1.5 } },
];

const outcomes = new Map<Case, { result: RunResult; server: Hostile; hanging: number }>();

beforeAll(async () => {
	await Promise.all(
		CASES.map(async (test) => {
			const elsewhere = await test.elsewhere?.();
			const server: Hostile = await startHostile((exchange) => {
				if (exchange.seen.path === '/result.png') return test.play(exchange);
				json(exchange.response, 200, { images: [{ url: elsewhere ?? `${server.url}/result.png` }] });
			});
			const result = await runNode({
				parameters: {
					operation: 'text-to-image',
					prompt: 'a fox',
					model: { __rl: true, mode: 'url', value: `${server.url}/model` },
					options: { timeout: 10, maxRetries: 3, ...test.options },
				},
				onError: 'continueRegularOutput',
			});
			await until(() => server.hanging() === 0, 1000);
			outcomes.set(test, { result, server, hanging: server.hanging() });
		}),
	);
}, 30_000);

afterAll(async () => {
	await Promise.all([...outcomes.values()].map(async ({ server }) => await server.close()));
});

it.each(CASES)('A model whose result $result is called once, and the item gives the reason', (test) => {
	const outcome = outcomes.get(test);
	const [item] = outcome?.result.json ?? [];
	expect(outcome?.server.requests.filter(({ path }) => path === '/model')).toHaveLength(1);
	expect(item?.details).toMatchObject({ type: test.ends, description: expect.any(String) });
	expect(outcome?.hanging).toBe(0);
});
