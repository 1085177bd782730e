import type { IDataObject } from 'n8n-workflow';
import { PATIENCE_MS, runAt, textItems, useLocal } from './support';

jest.setTimeout(PATIENCE_MS);

const THINGS = ['parcel', 'invoice', 'password', 'kettle', 'refund', 'garden', 'concert', 'train', 'recipe', 'window'];
const WORDS = ['late', 'broken', 'lost', 'wonderful', 'cheap', 'blue', 'heavy', 'old', 'new', 'open'];
const ENDS = ['today', 'again'];

/** 200 different sentences. */
const TEXTS = THINGS.flatMap((thing) => WORDS.flatMap((word) => ENDS.map((end) => `The ${thing} is ${word} ${end}`)));

/** Room for two requests beside the one at work: twenty at a time meet a 429. */
const local = useLocal({ queue: 2 });

async function vectors(options: IDataObject): Promise<number[][]> {
	const { json, error } = await runAt(
		local().url,
		'feature-extraction',
		'local/use-lite',
		{ text: '={{ $json.text }}', options },
		{ items: textItems(TEXTS) },
	);
	expect(error).toBeUndefined();
	return json.map(({ embedding }) => embedding as number[]);
}

/** The largest distance of any number of two lists of vectors. */
function distance(one: readonly number[][], other: readonly number[][]): number {
	expect(other.map((vector) => vector.length)).toEqual(one.map((vector) => vector.length));
	return Math.max(
		...one.flatMap((vector, i) => vector.map((value, k) => Math.abs(value - (other[i]?.[k] ?? Infinity)))),
	);
}

describe('200 texts', () => {
	let oneByOne: number[][];
	beforeAll(async () => {
		oneByOne = await vectors({ maxConcurrency: 1 });
	}, PATIENCE_MS);

	it('give 200 different vectors', () => {
		expect(new Set(oneByOne.map((vector) => vector.join())).size).toBe(TEXTS.length);
	});

	it('give the same vectors in lists', async () => {
		expect(distance(oneByOne, await vectors({ batchSize: 40 }))).toBeLessThan(1e-5);
	});

	it('give the same vectors twenty at a time, though the server refuses what does not fit its queue', async () => {
		expect(distance(oneByOne, await vectors({ maxConcurrency: 20, maxRetries: 100 }))).toBeLessThan(1e-5);
	});
});

it('a full queue is answered with 429', async () => {
	const ask = async (): Promise<number> => {
		const response = await fetch(`${local().url}/models/local/use-lite`, {
			method: 'POST',
			body: JSON.stringify({ inputs: TEXTS }),
		});
		await response.arrayBuffer();
		return response.status;
	};
	const statuses = await Promise.all(Array.from({ length: 12 }, ask));
	expect(new Set(statuses)).toEqual(new Set([200, 429]));
});
