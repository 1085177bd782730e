import { invalid } from '../refusal';
import type { HubTask } from './task';

interface Piece {
	readonly entity: string;
	readonly score: number;
	readonly word: string;
}

interface Entity {
	entity_group: string;
	score: number;
	word: string;
	start: number;
	end: number;
}

/** The library gives pieces of words without their place: they are found again in the text, and joined to whole names. */
export const tokenClassification: HubTask = {
	pipeline: 'token-classification',
	answer: async (pipe, { inputs }) => {
		if (typeof inputs !== 'string') throw invalid('`inputs` must be a text');
		return entitiesOf(inputs, (await pipe(inputs)) as Piece[]);
	},
};

/** Joins the pieces that the model gave to the names that stand in the text. */
export function entitiesOf(text: string, pieces: readonly Piece[]): Entity[] {
	const entities: Array<Entity & { scores: number[] }> = [];
	let from = 0;
	for (const { entity, score, word } of pieces) {
		const isInner = word.startsWith('##');
		const letters = isInner ? word.slice(2) : word;
		const start = text.indexOf(letters, from);
		if (start < 0) continue;
		from = start + letters.length;
		const label = entity.replace(/^[BI]-/, '');
		const last = entities.at(-1);
		const gap = last === undefined ? '' : text.slice(last.end, start);
		const goesOn = isInner ? gap === '' : !entity.startsWith('B-') && gap.trim() === '' && last?.entity_group === label;
		if (last !== undefined && goesOn) {
			last.end = from;
			last.word = text.slice(last.start, last.end);
			last.scores.push(score);
		} else entities.push({ entity_group: label, score, word: letters, start, end: from, scores: [score] });
	}
	return entities.map(({ scores, ...rest }) => ({
		...rest,
		score: scores.reduce((sum, score) => sum + score, 0) / scores.length,
	}));
}
