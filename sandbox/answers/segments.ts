import { colourAt, lookAt, type ColourName, type Look } from '../media/look';
import { blank, encodePng } from '../media/png';
import { digestOf, remember } from '../remember';
import { numberOf, round } from '../values';
import { requiredFile, type Answer, type Question } from './answer';
import { namesOf } from './labels';

/** A mask of the picture's size: white where the colour is. Pictures that are not decoded get bands. */
function maskOf(look: Look, colour: ColourName, place: number): string {
	const { raster } = look;
	const mask = blank(look.width, look.height, 1);
	const band = look.height / Math.max(1, look.colours.length);
	for (let pixel = 0; pixel < mask.data.length; pixel++) {
		const row = Math.floor(pixel / look.width);
		const isIn = raster === undefined ? Math.floor(row / band) === place : colourAt(raster, pixel) === colour;
		mask.data[pixel] = isIn ? 255 : 0;
	}
	return encodePng(mask).toString('base64');
}

export interface Segment {
	score: number | null;
	label: string;
	mask: string;
}

/** The regions of a picture, by colour, the largest first. */
export const segment = remember({
	most: 16,
	keyOf: (file: Buffer, smallest = 0.05) => `${digestOf(file)} ${smallest}`,
	make: newSegments,
});

function newSegments(file: Buffer, smallest = 0.05): readonly Segment[] {
	const look = lookAt(file);
	return look.colours.flatMap(([colour, share], place) => {
		if (share < smallest) return [];
		return [
			{ score: round(0.9 + share * 0.09), label: namesOf(colour)[0] ?? colour, mask: maskOf(look, colour, place) },
		];
	});
}

export function segments(question: Question): Answer {
	const { parameters } = question;
	const threshold = numberOf(parameters.threshold, 0.5);
	const found = segment(requiredFile(question)).filter(({ score }) => (score ?? 1) >= threshold);
	// Semantic segmentation has no scores: every pixel belongs to one class.
	return { json: parameters.subtask === 'semantic' ? found.map((one) => ({ ...one, score: null })) : found };
}

export function masks(question: Question): Answer {
	const found = segment(requiredFile(question), 0.02);
	const least = numberOf(question.parameters.pred_iou_thresh, 0.88);
	return {
		json: { results: found.map(({ mask, score }) => ({ mask, score })).filter(({ score }) => (score ?? 0) >= least) },
	};
}
