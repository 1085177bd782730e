import { listOf, numberOf, round } from '../values';
import { hash, softmax } from '../words';
import { forEachInput, refuse, requiredText, type Answer, type Question } from './answer';

const MASK = /\[MASK\]|<mask>/g;
const FILLERS = ['paris', 'the', 'good', 'new', 'world', 'happy', 'first', 'small', 'time', 'blue', 'old', 'great'];

interface Filling {
	score: number;
	token: number;
	token_str: string;
	sequence: string;
}

function replaceMask(text: string, place: number, word: string): string {
	let seen = -1;
	return text.replace(MASK, (mask) => (++seen === place ? word : mask));
}

function fill(text: string, place: number, words: readonly string[]): Filling[] {
	const scores = softmax(words.map((word) => (hash(text + place + word) % 1000) / 200));
	const fillings = words.map((word, index) => ({
		score: round(scores[index] ?? 0),
		token: hash(word) % 30_000,
		token_str: word,
		sequence: replaceMask(text, place, word),
	}));
	return fillings.sort((left, right) => right.score - left.score);
}

function fillAll(question: Question): Filling[] | Filling[][] {
	const text = requiredText(question);
	const masks = text.match(MASK)?.length ?? 0;
	if (masks === 0) refuse('No mask_token ([MASK]) found on the input');
	const targets = listOf(question.parameters.targets).map(String);
	const most = numberOf(question.parameters.top_k, 5);
	const words = targets.length > 0 ? targets : FILLERS;
	const all = Array.from({ length: masks }, (_, place) => fill(text, place, words).slice(0, most));
	return masks === 1 ? (all[0] ?? []) : all;
}

/** Words for the mask; one list for each mask where there are several. */
export function fillMask(question: Question): Answer {
	return forEachInput(question, fillAll);
}
