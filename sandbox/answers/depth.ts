import { lookAt } from '../media/look';
import { blank, encodePng } from '../media/png';
import { round } from '../values';
import { requiredFile, type Answer, type Question } from './answer';

/** Nearer at the bottom, as in most photos: a grey picture of the same size, and a coarse grid of distances. */
export function depth(question: Question): Answer {
	const { width, height } = lookAt(requiredFile(question));
	const map = blank(width, height, 1);
	for (let y = 0; y < height; y++)
		map.data.fill(Math.round((255 * y) / Math.max(1, height - 1)), y * width, (y + 1) * width);
	const grid = Array.from({ length: 6 }, (_, row) => Array.from({ length: 8 }, () => round(row / 5, 3)));
	return { json: { predicted_depth: grid, depth: encodePng(map).toString('base64') } };
}
