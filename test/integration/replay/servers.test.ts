import { runNode } from '../support/engine';
import { useSandbox } from '../support/sandbox';
import { at } from './asNode';
import { isRecorded, serverExchanges, type Exchange } from './recorded';
import { expectPromised, replay, wordsOf } from './replay';

const sandbox = useSandbox();
const suite = isRecorded ? describe : describe.skip;

const isOfList = ({ request }: Exchange): boolean => Array.isArray(request.json?.inputs);
const single = serverExchanges.filter((exchange) => !isOfList(exchange));
const answered = single.filter(({ response }) => response.status === 200);
const redirected = single.filter(({ response }) => response.status === 307);
const refused = single.filter(({ response }) => response.status >= 400);

/** Parameters that a server refused by their names, with what the node calls them. */
const REFUSED_FIELDS: Readonly<Record<string, string>> = { stop: 'Stop', seed: 'Seed' };

async function play(exchange: Exchange, more: object = {}, answers?: ReadonlyMap<string, Exchange>) {
	const model = { __rl: true, mode: 'url', value: `${sandbox.current().url}/server` };
	return await replay(exchange, sandbox.current(), { parameters: { model }, ...more }, answers);
}

/** The body that the node should send: files alone go as they are, `generate_parameters` flat. */
function bodyOf({ request: { json, bytes } }: Exchange): unknown {
	const isFileAlone =
		typeof json?.inputs === 'string' && json.inputs.length > 100 && Object.keys(json.parameters ?? {}).length === 0;
	return bytes?.toString('base64') ?? (isFileAlone ? json.inputs : json);
}

function sentBody({ headers, body }: { headers: NodeJS.Dict<string | string[]>; body: Buffer }): unknown {
	return headers['content-type'] === 'application/json' ? JSON.parse(body.toString()) : body.toString('base64');
}

suite("what Hugging Face's servers were recorded to answer", () => {
	it('is there', () => {
		expect(serverExchanges).toHaveLength(84);
	});

	for (const exchange of answered) {
		it(`becomes the item that is promised: ${exchange.name}`, async () => {
			const { result } = await play(exchange);
			await expectPromised(exchange, result);
		});

		it(`was asked for by the request that the node makes: ${exchange.name}`, async () => {
			const { requests } = await play(exchange);
			expect(requests.map(sentBody)).toEqual([bodyOf(exchange)]);
			expect(requests[0]?.headers['content-type']).toBe(
				typeof bodyOf(exchange) === 'string' ? 'image/png' : 'application/json',
			);
			expect(requests[0]?.headers.accept).toMatch(/^(\*\/\*|image\/png)$/);
		});
	}

	for (const exchange of redirected) {
		it(`is found where the server sends the request on to: ${exchange.name}`, async () => {
			const { location = '' } = exchange.response.headers;
			const target = serverExchanges.find(
				({ name, request }) => name.split(',')[0] === exchange.name.split(',')[0] && request.path === location,
			);
			if (target === undefined) throw new Error('no answer is recorded for the redirect');
			const { result, requests } = await play(exchange, {}, new Map([[location, target]]));
			await expectPromised(target, result);
			expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /server', `POST ${location}`]);
			expect(requests.map(({ body }) => body.toString('base64'))).toEqual([bodyOf(exchange), bodyOf(exchange)]);
			expect(requests[1]?.headers['content-type']).toBe('image/png');
		});
	}

	for (const exchange of refused) {
		it(`becomes an error with its words: ${exchange.name}`, async () => {
			const { result, requests } = await play(exchange, { onError: 'continueRegularOutput' });
			const { status, json } = exchange.response;
			expect(result.json).toEqual([
				{
					error: expect.any(String),
					details: expect.objectContaining({
						type: 'invalidInput',
						httpCode: String(status),
						attempts: requests.length,
					}),
				},
			]);
			for (const words of wordsOf(exchange)) expect(result.json[0]?.error).toContain(words.slice(0, 900));
			const sent = at(json, 'body.inputs');
			if (typeof sent === 'string') expect(JSON.stringify(result.json)).not.toContain(sent);
		});
	}
});

suite('a form that a server refused', () => {
	const find = (server: string, status: number, part: RegExp): Exchange => {
		const found = serverExchanges.find(
			({ name, response }) =>
				name.startsWith(server) && response.status === status && part.test(response.body.toString()),
		);
		if (found === undefined) throw new Error(`no such refusal of ${server} is recorded`);
		return found;
	};

	it('is not sent by the node: an Accept that names no picture', async () => {
		const { requests } = await play(find('hf-serve/text-to-image', 406, /Accept/));
		expect(requests.map(({ headers }) => headers.accept)).toEqual(['image/png']);
	});

	it('is not sent by the node: an Accept that is a list', async () => {
		const { requests } = await play(find('toolkit/text-classification', 400, /Accept type/));
		expect(requests.map(({ headers }) => headers.accept)).toEqual(['*/*']);
	});

	it('is not sent by the node: generate_parameters in parameters', async () => {
		const { requests } = await play(find('toolkit/summarization', 400, /generate_parameters/));
		expect(requests.map(({ json }) => json)).toEqual([{ inputs: 'x', parameters: { max_length: 9 } }]);
	});

	it('is not sent by the node: a list of two texts to classify', async () => {
		const lists = serverExchanges.filter(isOfList);
		expect(lists).toHaveLength(3);
		sandbox.current().respond((_request, response) => {
			response.writeHead(200, { 'content-type': 'application/json' }).end('[{ "label": "cat", "score": 1 }]');
			return true;
		});
		const model = { __rl: true, mode: 'url', value: `${sandbox.current().url}/server` };
		const { json } = await runNode({
			parameters: { operation: 'text-classification', model, text: '={{ $json.text }}', options: { batchSize: 10 } },
			items: [{ json: { text: 'x' } }, { json: { text: 'y' } }],
		});
		expect(json).toMatchObject([{ label: 'cat' }, { label: 'cat' }]);
		expect(
			sandbox
				.current()
				.requests.map(({ json: sent }) => at(sent as never, 'inputs'))
				.sort(),
		).toEqual(['x', 'y']);
	});

	it('by the names of parameters is told by the names of our fields', async () => {
		const { result } = await play(find('toolkit/text-generation', 400, /'stop', 'seed'/));
		for (const label of Object.values(REFUSED_FIELDS))
			expect(`${result.error?.message} ${result.error?.description}`).toContain(label);
	});
});
