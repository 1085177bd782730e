import type { IDataObject } from 'n8n-workflow';
import { runNode, type RunResult } from '../support/engine';
import { json, send, startHostile, type Hostile, type Play } from './hostile';

const LEVELS = 20_000;
const deepText = (levels = LEVELS): string => '['.repeat(levels) + ']'.repeat(levels);

/** Hostile answers in valid HTTP: too deep, or slow to parse. */
interface Case {
	readonly answer: string;
	readonly play: Play;
	readonly parameters: IDataObject;
	/** `done`, or the type of the failure. */
	readonly ends: string;
}

const classify: IDataObject = { operation: 'text-classification', text: 'hello' };
const speak: IDataObject = { operation: 'chat-completion', prompt: 'hello' };
const custom: IDataObject = { operation: 'custom-request', json: '{}' };
const draw: IDataObject = { operation: 'text-to-image', prompt: 'a fox' };
const html =
	(status: number, body: string): Play =>
	({ response }) =>
		send(response, status, body, { 'content-type': 'text/html' });
const events =
	(...data: readonly string[]): Play =>
	({ response }) =>
		send(response, 200, data.map((one) => `data: ${one}\n\n`).join(''), { 'content-type': 'text/event-stream' });
const chat =
	(message: IDataObject): Play =>
	({ response }) =>
		json(response, 200, {
			choices: [{ index: 0, message: { role: 'assistant', content: '', ...message }, finish_reason: 'stop' }],
		});
const called = (text: string): IDataObject => ({
	tool_calls: [{ id: '1', type: 'function', function: { name: 'f', arguments: text } }],
});
const delta = (piece: IDataObject): string =>
	JSON.stringify({ choices: [{ index: 0, delta: piece, finish_reason: 'stop' }] });

const CASES: readonly Case[] = [
	{
		answer: 'an error page of half titles',
		play: html(500, `<html>${'<title'.repeat(100_000)}`),
		parameters: classify,
		ends: 'server',
	},
	{
		answer: 'an error page of titles that do not end',
		play: html(500, `<html>${'<title>'.repeat(90_000)}`),
		parameters: classify,
		ends: 'server',
	},
	{
		answer: 'a page of half titles for an answer',
		play: html(200, `<html>${'<title'.repeat(300_000)}`),
		parameters: classify,
		ends: 'unexpectedResponse',
	},
	{
		answer: 'white space for a web page',
		play: html(200, `${' '.repeat(2_000_000)}x`),
		parameters: classify,
		ends: 'unexpectedResponse',
	},
	{
		answer: 'base64 that is almost all white space',
		play: ({ response }) => json(response, 200, { image: `${'A'.repeat(20)}${' '.repeat(500_000)}!` }),
		parameters: draw,
		ends: 'unexpectedResponse',
	},
	{
		answer: 'base64 of equals signs',
		play: ({ response }) => json(response, 200, { image: `${'A'.repeat(20)}${'='.repeat(500_000)}!` }),
		parameters: draw,
		ends: 'unexpectedResponse',
	},
	{
		answer: 'a data: address without an end',
		play: ({ response }) => json(response, 200, { image: `data:${';base64'.repeat(200_000)}` }),
		parameters: draw,
		ends: 'unexpectedResponse',
	},
	{
		answer: 'an error of a million empty lists',
		play: ({ response }) => send(response, 400, `[${'[],'.repeat(300_000)}[]]`, { 'content-type': 'application/json' }),
		parameters: classify,
		ends: 'invalidInput',
	},
	{
		answer: 'an error that is 500 deep',
		play: ({ response }) =>
			send(response, 400, `${'{"error":'.repeat(500)}"deep"${'}'.repeat(500)}`, { 'content-type': 'application/json' }),
		parameters: classify,
		ends: 'invalidInput',
	},
	{
		answer: 'JSON that is 500 deep',
		play: ({ response }) => send(response, 200, deepText(500), { 'content-type': 'application/json' }),
		parameters: custom,
		ends: 'done',
	},
	{
		answer: 'text that is deep JSON',
		play: ({ response }) => send(response, 200, deepText(), { 'content-type': 'text/plain' }),
		parameters: custom,
		ends: 'done',
	},
	{ answer: 'an event that is deep', play: events(deepText()), parameters: { ...custom, stream: true }, ends: 'done' },
	{
		answer: 'a hundred thousand events',
		play: events(...Array.from({ length: 100_000 }, () => '1')),
		parameters: { ...custom, stream: true },
		ends: 'done',
	},
	{
		answer: 'a deep event of a chat',
		play: events(`{"choices":${deepText()}}`),
		parameters: speak,
		ends: 'unexpectedResponse',
	},
	{ answer: 'deep arguments of a tool', play: chat(called(deepText())), parameters: speak, ends: 'done' },
	{
		answer: 'deep arguments of a tool, in a stream',
		play: events(delta(called(deepText())), delta({})),
		parameters: speak,
		ends: 'done',
	},
	{
		answer: 'a tool with a huge number, in a stream',
		play: events(delta({ tool_calls: [{ index: 4_000_000_000, function: { name: 'f', arguments: '{}' } }] })),
		parameters: speak,
		ends: 'done',
	},
	{
		answer: 'deep JSON that was asked for',
		play: chat({ content: deepText() }),
		parameters: { ...speak, structuredOutput: 'jsonObject' },
		ends: 'unexpectedResponse',
	},
	{
		answer: 'keys of the prototype in the arguments of a tool',
		play: chat(called('{"__proto__":{"polluted":true}}')),
		parameters: speak,
		ends: 'done',
	},
	{
		answer: 'keys of the prototype beside a file',
		play: ({ response }) =>
			send(response, 200, '{"image":"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ","__proto__":{"polluted":true}}', {
				'content-type': 'application/json',
			}),
		parameters: draw,
		ends: 'done',
	},
	{
		answer: 'a list of a million labels',
		play: ({ response }) =>
			send(response, 200, `[${'{"label":"A","score":0.5},'.repeat(200_000)}{"label":"B","score":1}]`, {
				'content-type': 'application/json',
			}),
		parameters: classify,
		ends: 'done',
	},
	{
		answer: 'labels of a hundred thousand characters',
		play: ({ response }) => json(response, 200, [{ label: 'x'.repeat(100_000), score: 1 }]),
		parameters: classify,
		ends: 'done',
	},
];

let server: Hostile;
let play: Play;

beforeAll(async () => {
	server = await startHostile((exchange) => play(exchange));
	play = ({ serve }) => serve();
	await run(classify);
});
afterAll(async () => await server.close());

async function run(parameters: IDataObject): Promise<RunResult> {
	return await runNode({
		parameters: {
			model: { __rl: true, mode: 'url', value: `${server.url}/x` },
			options: { timeout: 20 },
			...parameters,
		},
		credential: { accessToken: 'hf_test', endpointUrl: server.url },
		onError: 'continueRegularOutput',
	});
}

it.each(CASES)('$answer gives an item or an error at once', async ({ play: answer, parameters, ends }) => {
	play = answer;
	server.requests.length = 0;
	const { json: items, error } = await run(parameters);
	// Where its reading grows faster than its size, each takes minutes, for which the test has no time, or the stack.
	expect(error).toBeUndefined();
	expect(items).toHaveLength(1);
	expect((items[0]?.details as IDataObject | undefined)?.type ?? 'done').toBe(ends);
	expect(String(items[0]?.error)).not.toMatch(/call stack|not a function|Cannot read/);
	expect(server.requests).toHaveLength(1);
	expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
	// n8n stores items as JSON.
	expect(() => JSON.stringify(items)).not.toThrow();
});
