import { lookAt } from '../media/look';
import { clamp, numberOf, textOf } from '../values';
import { tokensOf, vectorOf } from '../words';
import { refuse, type Answer, type Question } from './answer';

export const DIMENSIONS = 384;
const LONGEST = 512;

function dimensionsOf(question: Question): number {
	return clamp(Math.round(numberOf(question.root.dimensions, DIMENSIONS)), 1, 4096);
}

/** A text cut to what a model takes, at the end that was asked for. */
export function truncated(text: string, direction: string): string {
	const tokens = tokensOf(text);
	if (tokens.length <= LONGEST) return text;
	const isLeft = direction.toLowerCase() === 'left';
	return (isLeft ? tokens.slice(-LONGEST) : tokens.slice(0, LONGEST)).join('');
}

function embed(question: Question, text: string): readonly number[] {
	const { root } = question;
	const cut = root.truncate === true ? truncated(text, textOf(root.truncation_direction, 'right')) : text;
	const prompted = typeof root.prompt_name === 'string' ? `${root.prompt_name}: ${cut}` : cut;
	return vectorOf(prompted, dimensionsOf(question), root.normalize !== false);
}

/** A picture's vectors: one for each colour it has, or one for all of it. */
function embedPicture(file: Buffer, isPooled: boolean): number[][] | number[][][] {
	const { colours } = lookAt(file);
	const tokens = colours.map(([name, share]) => vectorOf(name).map((value) => value * share));
	if (!isPooled) return [tokens];
	return [
		Array.from({ length: DIMENSIONS }, (_, place) => tokens.reduce((sum, token) => sum + (token[place] ?? 0), 0)),
	];
}

/** hf-inference's pipeline gives one flat vector for one text, and a list of them for a list. */
export function vectors(question: Question): Answer {
	const { file, inputs, parameters } = question;
	if (file !== undefined) return { json: embedPicture(file, parameters.pool === true) };
	if (typeof inputs === 'string') return { json: embed(question, inputs) };
	if (!Array.isArray(inputs)) return refuse('inputs must be a string or a list of strings');
	return { json: inputs.map((text: unknown) => embed(question, String(text))) };
}
