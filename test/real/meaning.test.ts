import type { IDataObject } from 'n8n-workflow';
import { demoFile, PATIENCE_MS, pictureItem, recordedFile, runAt, textItems, useLocal } from './support';

jest.setTimeout(PATIENCE_MS);

const local = useLocal();
const CATS = recordedFile('cats.png');

/** The items of a run that must succeed. */
async function answers(...args: [string, string, IDataObject, object?]): Promise<IDataObject[]> {
	const { json, error } = await runAt(local().url, ...args);
	expect(error).toBeUndefined();
	return json;
}

function countOf(json: IDataObject | undefined, label: string): number {
	const { detections } = json ?? {};
	if (!Array.isArray(detections)) return 0;
	return detections.filter((entry) => typeof entry === 'object' && entry !== null && entry.label === label).length;
}

describe('object detection', () => {
	const detect = async (picture: Buffer, type: string) =>
		await answers('object-detection', 'local/centernet-mobilenet-v3', {}, { items: [pictureItem(picture, type)] });

	it('finds the cat and the two people on the board of photos', async () => {
		const [found] = await detect(demoFile('photos.jpg'), 'image/jpeg');
		expect(countOf(found, 'cat')).toBe(1);
		expect(countOf(found, 'person')).toBe(2);
	});

	(CATS ? it : it.skip)('finds six cats in a photo of six cats', async () => {
		const [found] = await detect(CATS ?? Buffer.alloc(0), 'image/png');
		expect(countOf(found, 'cat')).toBe(6);
	});

	it('draws the boxes onto the photo', async () => {
		const { items, bytes } = await runAt(
			local().url,
			'object-detection',
			'local/centernet-mobilenet-v3',
			{ options: { annotatedImage: true } },
			{ items: [pictureItem(demoFile('photos.jpg'), 'image/jpeg')] },
		);
		const [item] = items;
		if (item === undefined) throw new Error('no item came out');
		expect((await bytes(item, 'annotated')).toString('utf8')).toContain('>cat');
	});

	it('says what is wrong with bytes that are no picture', async () => {
		const { error } = await runAt(
			local().url,
			'object-detection',
			'local/centernet-mobilenet-v3',
			{},
			{ items: [pictureItem(Buffer.from('GIF89a and no more'), 'image/gif')] },
		);
		expect(error?.message).toContain('cannot be decoded');
	});
});

it('reads the number and the total of an invoice', async () => {
	const [read] = await answers(
		'image-to-text',
		'local/pp-ocr-v4',
		{},
		{ items: [pictureItem(demoFile('invoice.png'), 'image/png')] },
	);
	expect(read?.generated_text).toMatch(/No\.? ?2026-0417/);
	expect(read?.generated_text).toMatch(/TOTAL \$305\.32/);
});

it('gives related sentences a higher similarity than unrelated ones', async () => {
	const [found] = await answers('sentence-similarity', 'local/use-lite', {
		sourceSentence: 'I forgot my password',
		sentences: 'How do I get back into my account?\nIt will rain tomorrow\nThe recipe needs two eggs',
	});
	const scores = Object.fromEntries(
		(found?.similarities as Array<{ sentence: string; score: number }>).map(({ sentence, score }) => [sentence, score]),
	);
	const related = scores['How do I get back into my account?'] ?? 0;
	expect(related).toBeGreaterThan((scores['It will rain tomorrow'] ?? 1) + 0.1);
	expect(related).toBeGreaterThan((scores['The recipe needs two eggs'] ?? 1) + 0.1);
});

it.each([
	['The soup was delicious and the waiter made us laugh', 'POSITIVE'],
	['Brilliant concert, we danced all night', 'POSITIVE'],
	['My new shoes fit like a dream', 'POSITIVE'],
	['The room smelled of smoke and nobody answered the phone', 'NEGATIVE'],
	['The app crashes every time and I lost all my work', 'NEGATIVE'],
	['What an awful, boring film', 'NEGATIVE'],
])('tells the sentiment of a sentence that it has not learned from: %s', async (text, label) => {
	const [found] = await answers('text-classification', 'local/use-lite-sentiment', { text });
	expect(found?.label).toBe(label);
});

it.each([
	['en', 'Could you tell me when my order will arrive?'],
	['de', 'Könnten Sie mir sagen, wann meine Bestellung ankommt?'],
	['es', '¿Podría decirme cuándo llegará mi pedido?'],
	['fr', 'Pourriez-vous me dire quand ma commande arrivera ?'],
	['ja', '注文した商品はいつ届きますか？'],
])('tells the language of a message: %s', async (label, text) => {
	const [found] = await answers('text-classification', 'local/lid-176', { text });
	expect(found?.label).toBe(label);
});

it('sorts a mail by topic', async () => {
	const [found] = await answers('zero-shot-classification', 'local/use-lite-zero-shot', {
		text: 'I was charged twice for my last order. Please refund the second payment.',
		candidateLabels: 'billing and payments, delivery and shipping, sign-in and password, praise and thanks',
	});
	expect(found?.label).toBe('billing and payments');
});

it('ranks the article that answers a question first', async () => {
	const texts = [
		'How to change your delivery address',
		'What to do when you cannot sign in: reset your password',
		'Which coffee beans fit your machine',
	];
	const [found] = await answers('text-ranking', 'local/use-lite-ranking', {
		query: 'I forgot my password and cannot log in',
		texts: texts.join('\n'),
	});
	expect(found?.sentence).toBe(texts[1]);
});

it('embeds by the OpenAI protocol as by its own', async () => {
	const text = 'A calm lake in front of green hills';
	const [own] = await answers('feature-extraction', 'local/use-lite', { text });
	const { json, error } = await runAt(
		local().url,
		'feature-extraction',
		'',
		{ text, model: { __rl: true, mode: 'url', value: `${local().url}/v1/embeddings` } },
		{ items: textItems([text]), credential: undefined },
	);
	expect(error).toBeUndefined();
	expect(json[0]?.embedding).toEqual(own?.embedding);
});

it('puts no sign of the sandbox on a real answer, and names the model that ran', async () => {
	const response = await fetch(`${local().url}/models/local/lid-176`, {
		method: 'POST',
		body: JSON.stringify({ inputs: 'hello' }),
	});
	expect(response.headers.get('x-sandbox')).toBeNull();
	expect(response.headers.get('x-model')).toBe('local/lid-176');
	for (const { id } of local().models) expect(id).toMatch(/^local\//);
});
