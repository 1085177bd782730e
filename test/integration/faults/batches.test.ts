import type { IDataObject } from 'n8n-workflow';
import { runNode, type RunOptions, type RunResult } from '../support/engine';
import { json, startHostile, type Hostile, type Play } from './hostile';

const VECTOR = [0.1, 0.2, 0.3];
const vectors = (inputs: unknown): number[][] =>
	(Array.isArray(inputs) ? inputs : [inputs]).map((text) => [Number(String(text).replace(/\D/g, '')), ...VECTOR]);
const serve: Play = ({ seen, response }) => json(response, 200, vectors(seen.inputs));
const listOf = (inputs: unknown): unknown[] => (Array.isArray(inputs) ? inputs : [inputs]);

const servers: Hostile[] = [];
afterAll(async () => {
	await Promise.all(servers.map(async (server) => await server.close()));
});

async function embed(
	play: Play,
	texts: readonly string[],
	options: IDataObject,
	onError: RunOptions['onError'] = 'continueRegularOutput',
): Promise<RunResult & { server: Hostile }> {
	const server = await startHostile(play);
	servers.push(server);
	const result = await runNode({
		parameters: {
			operation: 'feature-extraction',
			text: '={{ $json.text }}',
			model: { __rl: true, mode: 'url', value: `${server.url}/embed` },
			options: { timeout: 20, ...options },
		},
		items: texts.map((text) => ({ json: { text } })),
		onError,
	});
	return { ...result, server };
}

const texts = (count: number): string[] => Array.from({ length: count }, (_, i) => `text ${i}`);
const firsts = ({ json: items }: RunResult): unknown[] =>
	items.map((item) =>
		Array.isArray(item.embedding) ? item.embedding[0] : (item.details as IDataObject | undefined)?.type,
	);
/** Number of possibly billed answers with a text. */
const timesAsked = (server: Hostile, text: string): number =>
	server.requests.filter(({ inputs }) => listOf(inputs).includes(text)).length;

interface Case {
	readonly what: string;
	readonly play: Play;
	readonly count: number;
	readonly batchSize: number;
	readonly options?: IDataObject;
	/** First number of each item's vector, or its error type. */
	readonly gives: (i: number) => unknown;
	readonly requests: number | { readonly most: number };
}

const poison =
	(status: number, error: string, ...bad: readonly string[]): Play =>
	(exchange) =>
		listOf(exchange.seen.inputs).some((text) => ['text 5', ...bad].includes(String(text)))
			? json(exchange.response, status, { error })
			: serve(exchange);

const CASES: readonly Case[] = [
	{ what: 'a server that takes lists', play: serve, count: 10, batchSize: 4, gives: (i) => i, requests: 3 },
	{
		what: 'a size that is larger than all items',
		play: serve,
		count: 10,
		batchSize: 10_000,
		gives: (i) => i,
		requests: 1,
	},
	{
		what: 'a server that answers lists out of time',
		play: async (exchange) =>
			new Promise<void>((resolve) =>
				setTimeout(resolve, listOf(exchange.seen.inputs).includes('text 0') ? 300 : 0),
			).then(() => serve(exchange)),
		count: 12,
		batchSize: 4,
		gives: (i) => i,
		requests: 3,
	},
	{
		what: 'one bad input (400)',
		play: poison(400, 'bad input'),
		count: 8,
		batchSize: 8,
		gives: (i) => (i === 5 ? 'invalidInput' : i),
		requests: 7,
	},
	{
		what: 'one bad input (422)',
		play: poison(422, 'bad input'),
		count: 8,
		batchSize: 8,
		gives: (i) => (i === 5 ? 'invalidInput' : i),
		requests: 7,
	},
	{
		what: 'one input that is too long (413)',
		play: poison(413, 'inputs must have less than 512 tokens'),
		count: 8,
		batchSize: 4,
		gives: (i) => (i === 5 ? 'invalidInput' : i),
		requests: 6,
	},
	{
		what: 'bad inputs that stand together, and one by itself',
		play: poison(413, 'Input is too long', 'text 4', 'text 21'),
		count: 32,
		batchSize: 32,
		gives: (i) => ([4, 5, 21].includes(i) ? 'invalidInput' : i),
		requests: { most: 30 },
	},
	{
		what: 'a first list of bad inputs alone',
		play: poison(413, 'Input is too long', 'text 0', 'text 1', 'text 2', 'text 3'),
		count: 12,
		batchSize: 4,
		options: { maxConcurrency: 1 },
		gives: (i) => (i < 4 || i === 5 ? 'invalidInput' : i),
		requests: { most: 16 },
	},
	{
		what: 'a server that takes four texts at most',
		play: (exchange) =>
			listOf(exchange.seen.inputs).length > 4
				? json(exchange.response, 422, {
						error: 'batch size 8 > maximum allowed batch size 4',
						error_type: 'Validation',
					})
				: serve(exchange),
		count: 64,
		batchSize: 8,
		options: { maxConcurrency: 1 },
		gives: (i) => i,
		// The node remembers the limit, so not every list is rejected first.
		requests: { most: 20 },
	},
	{
		what: 'a server that takes no lists',
		play: (exchange) =>
			Array.isArray(exchange.seen.inputs)
				? json(exchange.response, 422, { error: 'inputs: Input should be a valid string' })
				: serve(exchange),
		count: 6,
		batchSize: 3,
		gives: (i) => i,
		requests: 8,
	},
	{
		what: 'a server that refuses everything with the same words',
		play: ({ response }) => json(response, 400, { error: 'unknown parameter normalize' }),
		count: 64,
		batchSize: 8,
		options: { maxConcurrency: 1 },
		gives: () => 'invalidInput',
		// The first list is split down to its texts (15 requests); later ones are not.
		requests: { most: 30 },
	},
	{
		what: 'a result too few',
		play: ({ seen, response }) => json(response, 200, vectors(seen.inputs).slice(1)),
		count: 4,
		batchSize: 4,
		gives: () => 'unexpectedResponse',
		requests: 1,
	},
	{
		what: 'a result too many',
		play: ({ seen, response }) => json(response, 200, [...vectors(seen.inputs), VECTOR]),
		count: 4,
		batchSize: 4,
		gives: () => 'unexpectedResponse',
		requests: 1,
	},
	{
		what: 'something else for a list',
		play: ({ response }) => json(response, 200, { label: 'x' }),
		count: 4,
		batchSize: 4,
		gives: () => 'unexpectedResponse',
		requests: 1,
	},
	{
		what: 'half an answer for a list',
		play: ({ socket }) =>
			void socket.end('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n[[1,'),
		count: 4,
		batchSize: 4,
		gives: () => 'network',
		requests: 1,
	},
	{
		what: 'JSON that is none for a list',
		play: ({ response }) => void response.writeHead(200, { 'content-type': 'application/json' }).end('[[1,'),
		count: 4,
		batchSize: 4,
		gives: () => 'unexpectedResponse',
		requests: 1,
	},
	{
		what: '500 for one list of two',
		play: (exchange) =>
			listOf(exchange.seen.inputs).includes('text 5')
				? json(exchange.response, 500, { error: 'broken' })
				: serve(exchange),
		count: 8,
		batchSize: 4,
		gives: (i) => (i < 4 ? i : 'server'),
		requests: 2,
	},
	{
		what: '429 for the first try of each list',
		play: (exchange) =>
			exchange.nth === 1 ? json(exchange.response, 429, {}, { 'retry-after': '0' }) : serve(exchange),
		count: 8,
		batchSize: 4,
		gives: (i) => i,
		requests: 4,
	},
];

describe.each(CASES)('Lists in one request: $what', ({ play, count, batchSize, options, gives, requests }) => {
	it('returns a result or an error for each item, in order', async () => {
		const result = await embed(play, texts(count), { batchSize, ...options });
		expect(result.error).toBeUndefined();
		expect(firsts(result)).toEqual(texts(count).map((_text, i) => gives(i)));
		expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual(texts(count).map((_text, i) => ({ item: i })));
		if (typeof requests === 'number') expect(result.server.requests).toHaveLength(requests);
		else expect(result.server.requests.length).toBeLessThanOrEqual(requests.most);
	});
});

it('never repeats an answered text', async () => {
	const { server } = await embed(poison(400, 'bad input'), texts(32), { batchSize: 32, maxConcurrency: 1 });
	const answered = server.requests
		.filter(({ inputs }) => !listOf(inputs).includes('text 5'))
		.flatMap(({ inputs }) => listOf(inputs));
	expect(new Set(answered).size).toBe(answered.length);
	expect(answered).toHaveLength(31);
	// Down to the one text by halves: 32, 16, 8, 4, 2, 1.
	expect(timesAsked(server, 'text 5')).toBe(6);
});

it('skips items that fail before their list is sent', async () => {
	const result = await embed(serve, ['text 0', '', 'text 2', 'text 3'], { batchSize: 4 });
	expect(firsts(result)).toEqual([0, 'invalidInput', 2, 3]);
	expect(result.server.requests.map(({ inputs }) => inputs)).toEqual([['text 0', 'text 2', 'text 3']]);
});

it('names the item with the unusable result, if the node stops on errors', async () => {
	const { error } = await embed(
		({ seen, response }) =>
			json(
				response,
				200,
				vectors(seen.inputs).map((vector, i) => (i === 3 ? 'nonsense' : vector)),
			),
		texts(8),
		{ batchSize: 8 },
		'stopWorkflow',
	);
	expect(error?.message).toMatch(/nonsense.*\[item 3\]$/);
	expect(error?.message).not.toMatch(/item 0/);
	expect(error?.context).toMatchObject({ itemIndex: 3, type: 'unexpectedResponse' });
});

it('counts waiting items, not waits or requests', async () => {
	const { hints } = await embed(
		(exchange) => (exchange.nth <= 2 ? json(exchange.response, 429, {}, { 'retry-after': '0' }) : serve(exchange)),
		texts(8),
		{ batchSize: 4 },
	);
	expect(hints.map(({ message }) => message)).toEqual([
		'8 items waited because the service was rate limiting requests',
	]);
});
