import type { IDataObject } from 'n8n-workflow';
import { tokensOf, vectorOf } from '../../../sandbox/words';
import { runNode, type RunResult } from '../support/engine';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();
const COUNT = 1_000;
const SUBJECTS = ['parcel', 'invoice', 'harbour', 'garden', 'engine', 'library', 'river'];
const MOODS = ['great and lovely', 'bad and broken', 'plain', 'wonderful', 'terrible'];

/** Texts that all differ, in a way that the answers show. */
const texts = Array.from(
	{ length: COUNT },
	(_, i) => `The ${SUBJECTS[i % 7]} number ${i} is ${MOODS[i % 5]}, says reader${i * 31}`,
);
/** More tokens than the servers take. */
const TOO_LONG = Array<string>(600).fill('word').join(' ');

async function run(operation: string, path: string, inputs: readonly string[], batchSize: number): Promise<RunResult> {
	const model = { __rl: true, mode: 'url', value: `${sandbox.current().url}${path}` };
	const options = { batchSize, maxConcurrency: 10 };
	return await runNode({
		parameters: { operation, model, text: '={{ $json.text }}', options },
		items: inputs.map((text) => ({ json: { text } })),
		onError: 'continueRegularOutput',
	});
}

function posts(): ReadonlyArray<IDataObject> {
	return sandbox
		.current()
		.requests.filter(({ method }) => method === 'POST')
		.map(({ json }) => json as IDataObject);
}

function expectPaired({ items }: RunResult): void {
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual(texts.map((_, item) => ({ item })));
}

/** The places of items that are not as expected; compared as text, since deep comparison of so many numbers takes longer than connections live. */
function wrongOf(json: readonly IDataObject[], expected: ReadonlyArray<IDataObject | undefined>): number[] {
	expect(json).toHaveLength(expected.length);
	return expected.flatMap((item, place) => (item === undefined || sorted(json[place]) === sorted(item) ? [] : [place]));
}

function sorted(item: IDataObject | undefined): string {
	return JSON.stringify(Object.entries(item ?? {}).sort(([a], [b]) => a.localeCompare(b)));
}

/** Puts a text in the place of others. */
function withBad(places: readonly number[], bad: (place: number) => string): string[] {
	return texts.map((text, place) => (places.includes(place) ? bad(place) : text));
}

const sentence = (text: string): IDataObject => ({ dimensions: 384, embedding: vectorOf(text) });
const tokens = (text: string): IDataObject => ({
	dimensions: 384,
	embeddings: tokensOf(text)
		.slice(0, 32)
		.map((token) => vectorOf(token)),
});
const LISTS_OF_64 = Math.ceil(COUNT / 64);

describe('1,000 documents in lists of 64 get each its own vector', () => {
	it.each([
		['text-embeddings-inference, which takes 32 at once', '/tei/embeddings', sentence, 3 * LISTS_OF_64],
		['the toolkit with a sentence model', '/toolkit/sentence-embeddings', sentence, LISTS_OF_64],
		['the toolkit with a vector for each token', '/toolkit/feature-extraction', tokens, LISTS_OF_64],
		['hf-serve', '/hf-serve/feature-extraction', sentence, LISTS_OF_64],
		['a community image', '/community/feature-extraction', sentence, LISTS_OF_64],
		["a server of OpenAI's protocol", '/openai-one/v1', sentence, LISTS_OF_64],
	])('%s', async (_server, path, expected, most) => {
		const result = await run('feature-extraction', path, texts, 64);
		expect(wrongOf(result.json, texts.map(expected))).toEqual([]);
		expectPaired(result);
		expect(posts().length).toBeLessThanOrEqual(most);
	});

	it('or each its own answer from TGI, without lists and vectors', async () => {
		const result = await run('feature-extraction', '/tgi', texts, 64);
		const own = texts.map((text) => ({
			response: [{ generated_text: expect.stringMatching(new RegExp(`^${text}`)) }],
		}));
		expect(result.json).toEqual(own);
		expectPaired(result);
		expect(result.hints.map(({ message }) => message)).toEqual([
			"The answer has an unknown form for Feature Extraction: 1000 items hold it as 'response'",
		]);
	});
});

describe('bad documents among 1,000 fail alone', () => {
	const places = [3, 64, 500, 501, 999];

	it('where they are too long for text-embeddings-inference (413)', async () => {
		const inputs = withBad(places, () => TOO_LONG);
		const { json } = await run('feature-extraction', '/tei/embeddings', inputs, 64);
		const failed = {
			error: expect.stringContaining('must have less than 512 tokens'),
			details: expect.objectContaining({ type: 'invalidInput', httpCode: '413' }),
		};
		expect(
			wrongOf(
				json,
				inputs.map((text) => (text === TOO_LONG ? undefined : sentence(text))),
			),
		).toEqual([]);
		expect(places.map((place) => json[place])).toEqual(places.map(() => failed));
		// Halving finds five among a thousand without asking for each.
		expect(posts().length).toBeLessThan(COUNT / 5);
	});

	it('where the toolkit or hf-serve refuses them (422)', async () => {
		const inputs = withBad(places, (place) => `poison ${place}`);
		for (const path of ['/toolkit/sentence-embeddings/fault-poison', '/hf-serve/feature-extraction/fault-poison']) {
			sandbox.current().reset();
			const { json } = await run('feature-extraction', path, inputs, 64);
			expect(
				wrongOf(
					json,
					inputs.map((text) => (text.startsWith('poison') ? undefined : sentence(text))),
				),
			).toEqual([]);
			expect(places.map((place) => json[place])).toEqual(
				places.map(() => ({ error: expect.any(String), details: expect.objectContaining({ httpCode: '422' }) })),
			);
			expect(posts().length).toBeLessThan(COUNT / 5);
		}
	});
});

describe('1,000 texts at a classifier of text-embeddings-inference, which reads two texts as one pair', () => {
	/** What the server answers to the text alone. */
	async function labelsOf(text: string): Promise<IDataObject> {
		const response = await fetch(`${sandbox.current().url}/tei/classifier`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ inputs: text }),
		});
		const predictions = (await response.json()) as IDataObject[];
		return { ...predictions[0], predictions };
	}

	let expected: IDataObject[] = [];
	beforeAll(async () => {
		expected = await Promise.all(texts.map(labelsOf));
	});

	it.each([2, 3, 64])('each get their own labels in lists of %i', async (batchSize) => {
		expect(new Set(expected.map(({ score }) => score)).size).toBeGreaterThan(50);
		sandbox.current().requests.length = 0;
		const result = await run('text-classification', '/tei/classifier', texts, batchSize);
		expect(result.json).toEqual(expected);
		expectPaired(result);
		expect(posts().filter(({ inputs }) => Array.isArray(inputs) && inputs.length < 3)).toEqual([]);
	});

	it('fail alone where they are too long', async () => {
		const inputs = withBad([0, 250, 998], () => TOO_LONG);
		const { json } = await run('text-classification', '/tei/classifier', inputs, 64);
		expect(json.flatMap(({ error }, place) => (error === undefined ? [] : [place]))).toEqual([0, 250, 998]);
	});
});
