import { lookAt, type Look } from '../media/look';
import { fieldsOf, listOf, numberOf, round, textOf } from '../values';
import { hash, keywordsOf, overlap, sentencesOf, softmax, wordsOf } from '../words';
import { refuse, requiredFile, type Answer, type Question } from './answer';

interface Found {
	score: number;
	answer: string;
	start: number;
	end: number;
}

const EMPTY: Found = { score: 0.01, answer: '', start: 0, end: 0 };

function trimmed(piece: string): string {
	return piece.replace(/^[\s,;:]+|[\s,;:.!?]+$/g, '');
}

/** What a sentence says beyond the question's own words: its last words that the question does not have. */
function newsIn(sentence: string, question: string, most: number): string {
	const asked = new Set(wordsOf(question));
	const words = sentence.match(/\S+/g) ?? [];
	const runs: string[][] = [[]];
	for (const word of words) {
		const bare = wordsOf(word)[0] ?? '';
		if (asked.has(bare) || ['is', 'was', 'are', 'the', 'a', 'an', 'in', 'by', 'and', 'of', 'to'].includes(bare))
			runs.push([]);
		else runs[runs.length - 1]?.push(word);
	}
	const filled = runs.filter((run) => run.length > 0);
	const named = filled.filter((run) => run.some((word) => /^[\p{Lu}\p{N}]/u.test(word)));
	const best = (named.length > 0 ? named : filled).at(-1) ?? [];
	return trimmed(best.slice(0, most).join(' '));
}

/** Answers out of a text, the sentences that share most words with the question first. */
export function searchText(question: string, context: string, mostWords = 15): Found[] {
	let from = 0;
	const found = sentencesOf(context).map((sentence) => {
		const place = context.indexOf(sentence, from);
		from = place + sentence.length;
		const answer = newsIn(sentence, question, mostWords) || trimmed(sentence);
		const start = Math.max(0, context.indexOf(answer, place));
		return { score: overlap(question, sentence), answer, start, end: start + answer.length };
	});
	const shares = softmax(found.map(({ score }) => score * 5));
	const scored = found.map((one, index) => ({ ...one, score: round((shares[index] ?? 0) * 0.99) }));
	return scored.sort((left, right) => right.score - left.score);
}

/** Answers out of a page: its lines, with word places instead of character places. */
export function searchDocument(question: string, text: string): Found[] {
	const lines = text.split('\n').filter(Boolean);
	let word = 0;
	const found = lines.map((line) => {
		const value = line.includes(':') ? line.slice(line.lastIndexOf(':') + 1).trim() : line.trim();
		const count = line.split(/\s+/).length;
		const size = value.split(/\s+/).length;
		const start = word + count - size;
		word += count;
		return { score: overlap(question, line), answer: value, start, end: start + size - 1 };
	});
	const shares = softmax(found.map(({ score }) => score * 6));
	return found
		.map((one, index) => ({ ...one, score: round(shares[index] ?? 0) }))
		.sort((left, right) => right.score - left.score);
}

/** Answers about a picture: its colours, a number, yes or no. */
export function askPicture(question: string, look: Look): Array<{ score: number; answer: string }> {
	const words = wordsOf(question);
	const isColour = words.includes('color') || words.includes('colour');
	if (isColour) return look.colours.map(([answer, share]) => ({ score: round(share), answer }));
	const isCount = question.toLowerCase().includes('how many');
	const options = isCount ? ['1', '2', '3', '4', '5'] : ['yes', 'no', 'outdoors', 'daytime', 'nothing'];
	const scores = softmax(options.map((option) => (hash(question + option + look.width) % 100) / 25));
	return options
		.map((answer, index) => ({ score: round(scores[index] ?? 0), answer }))
		.sort((left, right) => right.score - left.score);
}

function wordBoxes(parameters: Record<string, unknown>): string {
	const words = listOf(parameters.word_boxes).map((entry) => textOf(Array.isArray(entry) ? entry[0] : entry));
	return words.filter(Boolean).join(' ');
}

function askFile(question: Question, asked: string): Answer {
	const look = lookAt(requiredFile(question));
	const isDocument = question.task.id.startsWith('document');
	if (!isDocument) return { json: askPicture(asked, look).slice(0, numberOf(question.parameters.top_k, 5)) };
	const found = searchDocument(asked, wordBoxes(question.parameters) || look.text);
	const all = found.length > 0 ? found : [{ ...EMPTY, answer: 'no text found' }];
	return { json: all.slice(0, numberOf(question.parameters.top_k, 1)) };
}

function askText(question: Question, asked: string, context: string): Found | Found[] {
	const { parameters } = question;
	if (context === '') refuse('`context` cannot be empty');
	const found = searchText(asked, context, numberOf(parameters.max_answer_len, 15));
	const mayBeEmpty = parameters.handle_impossible_answer === true;
	const all = mayBeEmpty && overlap(asked, context) === 0 ? [{ ...EMPTY, score: 0.99 }, ...found] : found;
	const best = all.slice(0, numberOf(parameters.top_k, 1));
	return best.length === 1 ? (best[0] ?? EMPTY) : best;
}

/** One question about a text is one object, several answers are a list; about a picture it is always a list. */
export function answers(question: Question): Answer {
	const nested = fieldsOf(question.inputs);
	const asked = textOf(nested.question, textOf(question.root.question));
	if (keywordsOf(asked).length === 0) refuse('`question` cannot be empty');
	if (question.file !== undefined || question.task.file !== undefined) return askFile(question, asked);
	return { json: askText(question, asked, textOf(nested.context, textOf(question.root.context))) };
}
