import { fileOf } from './read';
import type { HubTask, RawImage } from './task';

interface Segment {
	readonly label: string | null;
	readonly score: number | null;
	readonly mask: RawImage;
}

/** Masks go as PNG in base64. */
export const imageSegmentation: HubTask = {
	pipeline: 'image-segmentation',
	answer: async (pipe, order, { picture, png }) => {
		const segments = (await pipe(await picture(fileOf(order)), order.parameters ?? {})) as Segment[];
		return await Promise.all(
			segments.map(async ({ label, score, mask }) => ({
				label: label ?? 'unnamed',
				score: score ?? 1,
				mask: (await png(mask)).toString('base64'),
			})),
		);
	},
};
