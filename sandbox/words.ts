import { remember } from './remember';
import { meaningOf, rootOfWord } from './synonyms';

/** Words, hashes and vectors: what the sandbox has in place of a model. */

const COMMON = new Set(
	(
		'a an and are as at be but by can did do does for from has have how i in is it its me my of on or our she he that the their ' +
		'they this to was we were what when where which who whose why will with you your'
	).split(' '),
);

/** Texts from this length hold a file. */
const LONG = 10_000;

const hashOfLong = remember({ most: 8, keyOf: (text: string) => text, make: fnv });

/** FNV-1a over UTF-16 units: small, stable, and well spread. */
export function hash(text: string): number {
	return text.length < LONG ? fnv(text) : hashOfLong(text);
}

function fnv(text: string): number {
	let value = 0x811c9dc5;
	for (let index = 0; index < text.length; index++) {
		value ^= text.charCodeAt(index);
		value = Math.imul(value, 0x01000193);
	}
	return value >>> 0;
}

/** A generator of numbers in [0, 1) that always says the same for the same seed. */
export function randomFrom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
}

export function wordsOf(text: string): string[] {
	return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** The words that carry meaning, or all words where none does. */
export function keywordsOf(text: string): string[] {
	const words = wordsOf(text);
	const meaningful = words.filter((word) => !COMMON.has(word));
	return meaningful.length > 0 ? meaningful : words;
}

export function sentencesOf(text: string): string[] {
	const sentences = text.match(/[^.!?。！？\n]+[.!?。！？]*(?=\s|$)|[^.!?\s]+/g) ?? [];
	return sentences.map((sentence) => sentence.trim()).filter(Boolean);
}

/** Pieces of a text that joined give the text again, the blank in front of the word as most tokenizers have it. */
export function tokensOf(text: string): string[] {
	return text.match(/\s*\S+|\s+$/g) ?? [];
}

/** A share of common beginnings, so that "bill" and "billing" meet. */
export function overlap(left: string, right: string): number {
	const wanted = keywordsOf(left);
	const found = new Set(keywordsOf(right).map(stem));
	if (wanted.length === 0) return 0;
	return wanted.filter((word) => found.has(stem(word))).length / wanted.length;
}

function stem(word: string): string {
	return word.length > 5 ? word.slice(0, 5) : word.replace(/s$/, '');
}

function add(vector: Float64Array, feature: string, weight: number): void {
	const code = hash(feature);
	const place = code % vector.length;
	const sign = (code >>> 16) % 2 === 0 ? 1 : -1;
	vector[place] = (vector[place] ?? 0) + sign * weight;
}

/** A word's stem and meaning: "paid" and "payment" share one, "car" and "automobile" the other. */
function addMeaning(vector: Float64Array, word: string): void {
	if (COMMON.has(word)) return;
	add(vector, `s:${rootOfWord(word)}`, 0.7);
	const meaning = meaningOf(word);
	if (meaning !== undefined) add(vector, `m:${meaning}`, 1.5);
}

/** Hashed words, stems, meanings and character trigrams: related texts come out near each other. */
export const vectorOf = remember({
	// As many as a large batch has texts and words.
	most: 5_000,
	keyOf: (text: string, dimensions = 384, normalize = true) => `${dimensions} ${normalize} ${text}`,
	make: newVector,
});

function newVector(text: string, dimensions = 384, normalize = true): readonly number[] {
	const vector = new Float64Array(dimensions);
	for (const word of wordsOf(text)) {
		add(vector, `w:${word}`, COMMON.has(word) ? 0.2 : 1);
		addMeaning(vector, word);
		const padded = `^${word}$`;
		for (let index = 0; index + 3 <= padded.length; index++) {
			add(vector, `c:${padded.slice(index, index + 3)}`, COMMON.has(word) ? 0.05 : 0.35);
		}
	}
	const length = Math.hypot(...vector) || 1;
	const scale = normalize ? 1 / length : 1;
	// Most of the numbers are 0.
	return Array.from(vector, (value) => (value === 0 ? 0 : Number((value * scale).toPrecision(8))));
}

export function cosine(left: readonly number[], right: readonly number[]): number {
	let product = 0;
	let leftSquares = 0;
	let rightSquares = 0;
	for (let index = 0; index < left.length; index++) {
		const a = left[index] ?? 0;
		const b = right[index] ?? 0;
		product += a * b;
		leftSquares += a * a;
		rightSquares += b * b;
	}
	return product / (Math.sqrt(leftSquares * rightSquares) || 1);
}

export function similarity(left: string, right: string): number {
	return cosine(vectorOf(left), vectorOf(right));
}

export function softmax(values: readonly number[]): number[] {
	const top = Math.max(...values, 0);
	const powers = values.map((value) => Math.exp(value - top));
	const sum = powers.reduce((total, value) => total + value, 0) || 1;
	return powers.map((value) => value / sum);
}

export function sigmoid(value: number): number {
	return 1 / (1 + Math.exp(-value));
}
