import { keywordsOf, sentencesOf, tokensOf, hash, randomFrom } from '../words';

const PLAIN = [
	'and',
	'then',
	'the',
	'light',
	'of',
	'a',
	'quiet',
	'morning',
	'found',
	'its',
	'way',
	'into',
	'every',
	'room',
	'where',
	'people',
	'had',
	'left',
	'their',
	'work',
];

/** What the sandbox says to a message: short, plainly its own, and about the message. */
export function replyTo(message: string): string {
	const words = keywordsOf(message).slice(0, 6).join(', ');
	const count = tokensOf(message).filter((token) => token.trim() !== '').length;
	if (count === 0) return 'This is the sandbox. Your message was empty.';
	return `This is the sandbox, not a model. Your message has ${count} ${count === 1 ? 'word' : 'words'} and is about: ${words}.`;
}

/** A text that goes on, the same one for the same prompt and seed. */
export function continueText(prompt: string, seed: number, length: number): string[] {
	const own = keywordsOf(prompt);
	const random = randomFrom(hash(prompt) + seed);
	return Array.from({ length }, () => {
		const pool = own.length > 0 && random() < 0.3 ? own : PLAIN;
		return ` ${pool[Math.floor(random() * pool.length)] ?? 'and'}`;
	});
}

/** The first sentences of a text, as many as the length allows. */
export function summarize(text: string, mostWords: number): string {
	const kept: string[] = [];
	let words = 0;
	for (const sentence of sentencesOf(text)) {
		const count = tokensOf(sentence).length;
		if (kept.length > 0 && (words + count > mostWords || kept.length === 2)) break;
		kept.push(sentence);
		words += count;
	}
	return tokensOf(kept.join(' ')).slice(0, mostWords).join('');
}
