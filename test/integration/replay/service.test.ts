import { omit, type JsonObject } from '../../../nodes/shared/client/json';
import { useSandbox } from '../support/sandbox';
import { isRecorded, serviceExchanges, type Exchange } from './recorded';
import { expectPromised, replay, wordsOf } from './replay';

const sandbox = useSandbox();
const suite = isRecorded ? describe : describe.skip;
const answered = serviceExchanges.filter(({ response }) => response.status === 200);
const refused = serviceExchanges.filter(({ response }) => response.status !== 200);
const withBody = answered.filter(({ request }) => request.json !== undefined);

/** Addresses that have moved since the recording. */
const MOVED: Readonly<Record<string, string>> = {
	'feature-extraction': '/pipeline/feature-extraction',
	'sentence-similarity': '/pipeline/sentence-similarity',
};

function modelOf({ request: { path } }: Exchange): string {
	return path
		.replace('/hf-inference/', '')
		.replace(/^models\//, '')
		.replace('/v1/chat/completions', '')
		.replace(/^pipeline\/[^/]+\//, '');
}

function addressOf(exchange: Exchange): string {
	const moved = MOVED[exchange.task];
	return moved === undefined ? exchange.request.path : `/hf-inference/models/${modelOf(exchange)}${moved}`;
}

/** The recorded request as it would be made today: without the client's own switches, for one input. */
function bodyOf(exchange: Exchange): JsonObject {
	const { model, inputs, ...json } = omit(exchange.request.json ?? {}, 'options', 'stream');
	const single = Array.isArray(inputs) && inputs.length === 1 ? inputs[0] : inputs;
	return {
		...json,
		...(single !== undefined && { inputs: single }),
		...(model !== undefined && { model: modelOf(exchange) }),
	};
}

async function play(exchange: Exchange, more: object = {}) {
	const model = { __rl: true, mode: 'id', value: modelOf(exchange) };
	return await replay(exchange, sandbox.current(), {
		parameters: { model, provider: 'hf-inference' },
		credential: sandbox.credential(),
		...more,
	});
}

suite('what hf-inference was recorded to answer', () => {
	it('is there for each task that it served', () => {
		expect(answered.length + refused.length).toBe(33);
	});

	for (const exchange of answered) {
		it(`becomes the item that is promised: ${exchange.name}`, async () => {
			const { result, requests } = await play(exchange);
			await expectPromised(exchange, result);
			expect(requests.map(({ path }) => path)).toEqual([addressOf(exchange)]);
		});
	}

	for (const exchange of withBody) {
		it(`was asked for by the request that the node makes: ${exchange.name}`, async () => {
			const { requests } = await play(exchange);
			expect(requests.map(({ json }) => json)).toEqual([bodyOf(exchange)]);
			expect(requests[0]?.headers['content-type']).toBe('application/json');
		});
	}

	for (const exchange of refused) {
		it(`becomes an error with its words: ${exchange.name}`, async () => {
			const { result } = await play(exchange, { onError: 'continueRegularOutput' });
			expect(result.json).toEqual([
				{
					error: expect.any(String),
					details: expect.objectContaining({
						type: 'invalidInput',
						httpCode: String(exchange.response.status),
						attempts: 1,
					}),
				},
			]);
			for (const words of wordsOf(exchange)) expect(result.json[0]?.error).toContain(words);
		});
	}
});
