import { runNode } from '../support/engine';
import { json, LABELS, PNG_START, send, type Play } from './hostile';
import { byUrl, classify, detailsOf, outcomes, posts, repeated, texts, useServers } from './played';

const start = useServers();
const LOADING = { error: 'Model x is currently loading', estimated_time: 20 };
/** TGI's words, in plain text. */
const TGI_WORDS =
	'Failed to deserialize the JSON body into the target type: response_format.type: unknown variant `json_schema`';
const RESPONSE_FORMAT = { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'object', properties: {} } } };

describe('A1: a server that loads, and then refuses the form of the request', () => {
	/** Loads for the first request, and refuses the first form in each later one. */
	const loadingThen =
		(isFirstForm: (exchange: Parameters<Play>[0]) => boolean, refuse: Play, accept: Play): Play =>
		async (exchange) => {
			if (!hasLoaded.has(exchange.seen.headers.host)) {
				hasLoaded.add(exchange.seen.headers.host);
				return json(exchange.response, 503, LOADING);
			}
			await (isFirstForm(exchange) ? refuse(exchange) : accept(exchange));
		};
	const hasLoaded = new Set<string | undefined>();
	const embeddings: Play = ({ response }) =>
		json(response, 200, { data: [{ index: 0, embedding: [1, 2] }], model: 'm', object: 'list' });

	it.each([1, 12])("gets OpenAI's form at once: embeddings of %d items at a server that has no '/'", async (count) => {
		const server = await start(
			loadingThen(
				({ seen }) => seen.path === '/',
				({ response }) => json(response, 404, {}),
				embeddings,
			),
		);
		const result = await runNode({
			parameters: { ...classify(server.url), operation: 'feature-extraction' },
			items: texts(count),
			onError: 'continueRegularOutput',
		});
		expect(result.json.map(detailsOf)).toEqual(repeated(count, {}));
		expect(result.json).toHaveLength(count);
	});

	it('gets the next form of a file: a container that takes no raw bytes', async () => {
		const isRaw: Parameters<typeof loadingThen>[0] = ({ seen }) => seen.headers['content-type'] !== 'application/json';
		const refuse: Play = ({ response }) => json(response, 400, { error: 'Content type "image/png" not supported' });
		const server = await start(loadingThen(isRaw, refuse, ({ response }) => json(response, 200, LABELS)));
		const result = await runNode({
			parameters: { operation: 'image-classification', model: byUrl(server.url), options: { timeout: 20 } },
			items: [{ json: {}, binary: { data: { data: PNG_START.toString('base64'), mimeType: 'image/png' } } }],
			onError: 'continueRegularOutput',
		});
		expect(outcomes(result)).toEqual(['POSITIVE']);
	});

	it("gets TGI's form of a schema", async () => {
		const server = await start(
			loadingThen(
				({ seen }) => seen.body.includes('json_schema'),
				({ response }) => send(response, 422, TGI_WORDS),
				({ response }) =>
					json(response, 200, { choices: [{ index: 0, message: { content: '{}' }, finish_reason: 'stop' }] }),
			),
		);
		const { error, json: out } = await runNode({
			parameters: {
				operation: 'chat-completion',
				prompt: 'hello',
				model: byUrl(server.url),
				options: { timeout: 20, extraParameters: JSON.stringify({ response_format: RESPONSE_FORMAT }) },
			},
		});
		expect(error?.message).toBeUndefined();
		expect(out[0]?.content).toBe('{}');
	});

	it.each<[string, string, string, boolean]>([
		['a schema without strict', '"strict":true', "Unsupported JSON schema fields: {'items'}", false],
		['a stream without its options', '"stream_options"', "Unknown parameter: 'stream_options'", true],
	])('gets %s', async (_what, first, words, isStreamed) => {
		const server = await start(
			loadingThen(
				({ seen }) => seen.body.includes(first),
				({ response }) => json(response, 400, { error: { message: words } }),
				({ response }) =>
					json(response, 200, { choices: [{ index: 0, message: { content: '{"a":1}' }, finish_reason: 'stop' }] }),
			),
		);
		const { error, json: out } = await runNode({
			parameters: {
				operation: 'chat-completion',
				prompt: 'hello',
				model: byUrl(server.url),
				structuredOutput: 'jsonExample',
				jsonExample: '{ "a": 1 }',
				options: { timeout: 20 },
			},
			...(isStreamed && { onChunk: () => {} }),
		});
		expect(error?.message).toBeUndefined();
		expect(out[0]?.parsed).toEqual({ a: 1 });
		expect(posts(server)).toHaveLength(3);
	});
});

describe('A4: one address that loads', () => {
	const play: Play = ({ seen, response, serve }) => {
		if (seen.path === '/a' && seen.at - (firstOf.get(seen.headers.host) ?? firstAt(seen)) < 3_000)
			return json(response, 503, LOADING, { 'retry-after': '3' });
		serve();
	};
	const firstOf = new Map<string | undefined, number>();
	const firstAt = ({ headers, at }: { headers: { host?: string }; at: number }): number => {
		firstOf.set(headers.host, at);
		return at;
	};
	const both = (url: string) => ({
		parameters: { ...classify('', { maxConcurrency: 4 }), model: byUrl('={{ $json.url }}') },
		items: Array.from({ length: 8 }, (_, i) => ({ json: { text: `text ${i}`, url: `${url}/${i === 0 ? 'a' : 'b'}` } })),
		onError: 'continueRegularOutput' as const,
	});

	it('holds no other address of the server, and is asked as rarely as it wants', async () => {
		const server = await start(play);
		const result = await runNode(both(server.url));
		expect(outcomes(result)).toEqual(repeated(8, 'POSITIVE'));
		const [a] = posts(server)
			.filter(({ path }) => path === '/a')
			.slice(-1);
		const lastB = posts(server)
			.filter(({ path }) => path === '/b')
			.at(-1);
		expect(lastB?.at).toBeLessThan(a?.at ?? 0);
		expect(posts(server).filter(({ path }) => path === '/a')).toHaveLength(2);
	});
});
